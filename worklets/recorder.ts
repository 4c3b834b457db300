/**
 * Records the input: mixes it to mono and posts it to the page in blocks. Any message from the page ends the recording:
 * the last part block is posted, then null. [audio, while recording; allocates each block anew]
 */
const BLOCK_FRAMES = 2048;

class RecorderProcessor extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK_FRAMES);
  #filled = 0;
  #running = true;

  constructor() {
    super();
    this.port.onmessage = () => {
      if (!this.#running) return;
      this.#running = false;
      this.#send();
      this.port.postMessage(null);
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const frames = channels[0]?.length ?? 0;
    for (let i = 0; i < frames && this.#running; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i]!;
      this.#block[this.#filled++] = sum / channels.length;
      if (this.#filled === BLOCK_FRAMES) this.#send();
    }
    return this.#running;
  }

  /** Transfers the block to the page and allocates the next one, about twenty times a second. */
  #send(): void {
    const block = this.#filled === BLOCK_FRAMES ? this.#block : this.#block.slice(0, this.#filled);
    this.port.postMessage(block, [block.buffer]);
    this.#block = new Float32Array(BLOCK_FRAMES);
    this.#filled = 0;
  }
}

registerProcessor('alloy-recorder', RecorderProcessor);
