/** Collects what a decoder makes block by block: skips its delay, stops at the length that was asked for. */
export class OutputChannels {
  readonly #blocks: Float32Array[][];
  readonly #frames: number;
  #skip: number;
  #written = 0;

  /** @param skip frames to drop first. @param frames frames to keep at most. */
  constructor(channels: number, skip: number, frames: number) {
    this.#blocks = Array.from({ length: channels }, () => []);
    this.#skip = skip;
    this.#frames = frames;
  }

  get full(): boolean {
    return this.#written >= this.#frames;
  }

  get written(): number {
    return this.#written;
  }

  /** @param block one array a channel, of which the first `length` values count; they are copied, times `gain`. */
  append(block: readonly ArrayLike<number>[], length: number, gain = 1): void {
    const skipped = Math.min(this.#skip, length);
    this.#skip -= skipped;
    const kept = Math.min(length - skipped, this.#frames - this.#written);
    this.#blocks.forEach((blocks, index) => {
      const source = block[index]!;
      const copy = new Float32Array(kept);
      for (let i = 0; i < kept; i++) copy[i] = source[skipped + i]! * gain;
      blocks.push(copy);
    });
    this.#written += kept;
  }

  /** What there is, `frames` of it at most. */
  take(frames = this.#written): Float32Array[] {
    const length = Math.max(0, Math.min(frames, this.#written));
    return this.#blocks.map((blocks) => {
      const whole = new Float32Array(length);
      let at = 0;
      for (const block of blocks) {
        if (at >= length) break;
        whole.set(block.subarray(0, length - at), at);
        at += block.length;
      }
      return whole;
    });
  }
}
