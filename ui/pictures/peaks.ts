/** Measures the outline of a growing sound in blocks: peaks and RMS. */
/** The outline of a clip in blocks of 16 samples, brought up to date as the clip grows. */

const BLOCK = 16;
/** Samples measured per call: 2 million, some milliseconds. */
const MAX_BLOCKS = 1 << 17;

export interface Column {
  readonly min: number;
  readonly max: number;
  readonly rms: number;
}

/** True where `after` begins with what `before` held, so that only its end is new. Looks at a few samples. */
export function grewFrom(before: Float32Array, after: Float32Array): boolean {
  const length = before.length;
  if (length === 0 || after.length < length) return false;
  if (before.buffer === after.buffer && before.byteOffset === after.byteOffset) return true;
  return [0, length >> 2, length >> 1, (3 * length) >> 2, length - 1].every((i) => before[i] === after[i]);
}

export class Peaks {
  #samples = new Float32Array(0);
  #blocks = new Float32Array(0);
  #done = 0;

  /**
   * Takes the clip as it is now; costs time for its new samples only.
   * @returns true while there are more to take: call again in the next frame.
   */
  update(samples: Float32Array): boolean {
    if (!grewFrom(this.#samples, samples)) this.#done = 0;
    this.#samples = samples as Float32Array<ArrayBuffer>;
    const count = Math.floor(samples.length / BLOCK);
    if (this.#blocks.length < count * 3) {
      const larger = new Float32Array(count * 6);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    const to = Math.min(count, this.#done + MAX_BLOCKS);
    for (; this.#done < to; this.#done++) this.#measure(this.#done);
    return this.#done < count;
  }

  /** What lies between two sample positions (rounded to blocks; at least one block). */
  column(from: number, to: number): Column {
    const first = Math.min(Math.floor(from / BLOCK), this.#done - 1);
    const last = Math.min(Math.max(first + 1, Math.ceil(to / BLOCK)), this.#done);
    let [min, max, power] = [Infinity, -Infinity, 0];
    for (let block = Math.max(0, first); block < last; block++) {
      min = Math.min(min, this.#blocks[block * 3]!);
      max = Math.max(max, this.#blocks[block * 3 + 1]!);
      power += this.#blocks[block * 3 + 2]!;
    }
    if (min > max) return { min: 0, max: 0, rms: 0 };
    return { min, max, rms: Math.sqrt(power / Math.max(1, last - Math.max(0, first))) };
  }

  #measure(block: number): void {
    let [min, max, power] = [Infinity, -Infinity, 0];
    for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
      const x = this.#samples[i]!;
      if (x < min) min = x;
      if (x > max) max = x;
      power += x * x;
    }
    this.#blocks[block * 3] = min;
    this.#blocks[block * 3 + 1] = max;
    this.#blocks[block * 3 + 2] = power / BLOCK;
  }
}
