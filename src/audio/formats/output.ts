/** Collects what a decoder makes block by block: skips its delay, stops at the length that was asked for. */
export class OutputChannels {
  readonly #channels: Float32Array[];
  readonly #frames: number;
  #skip: number;
  #written = 0;

  /** @param skip frames to drop first. @param frames frames to keep. */
  constructor(channels: number, skip: number, frames: number) {
    this.#channels = Array.from({ length: channels }, () => new Float32Array(frames));
    this.#skip = skip;
    this.#frames = frames;
  }

  get full(): boolean {
    return this.#written >= this.#frames;
  }

  /** @param block one array a channel, of which the first `length` values count. */
  append(block: readonly Float32Array[], length: number, gain = 1): void {
    const skipped = Math.min(this.#skip, length);
    this.#skip -= skipped;
    const kept = Math.min(length - skipped, this.#frames - this.#written);
    this.#channels.forEach((channel, index) => {
      const source = block[index]!;
      for (let i = 0; i < kept; i++) channel[this.#written + i] = source[skipped + i]! * gain;
    });
    this.#written += kept;
  }

  /** What there is; shorter than asked where the blocks ended before. */
  take(): Float32Array[] {
    return this.#channels.map((channel) => channel.slice(0, this.#written));
  }
}
