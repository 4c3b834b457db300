/** Writes a WAV file that grows while its sound is made. [Node] */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { encodeWav } from '../audio/wav.js';
import { AlloyError } from '../errors.js';
import type { Hertz, Samples } from '../units.js';
import { PART_ENDING, reasonOf } from './outputs.js';

/**
 * A WAV file that grows while its sound is made. It is saved at every tenth of the way, each time
 * whole and then renamed into place, so that what lies on the disk is a valid file at any moment. [Node]
 */
export class GrowingWav {
  readonly path: string;
  readonly #samples: Float32Array;
  readonly #sampleRate: Hertz;
  #made: Samples = 0;
  #saved: Samples = -1;

  constructor(path: string, length: Samples, sampleRate: Hertz) {
    this.path = path;
    this.#samples = new Float32Array(length);
    this.#sampleRate = sampleRate;
  }

  /** Samples that are there. */
  get samples(): Samples {
    return this.#made;
  }

  /** Adds samples at `start`, which must be where the last ones ended (or earlier). */
  write(start: Samples, samples: Float32Array): void {
    this.#samples.set(samples.subarray(0, Math.max(0, this.#samples.length - start)), start);
    this.#made = Math.max(this.#made, Math.min(this.#samples.length, start + samples.length));
    const tenth = this.#samples.length / 10;
    if (Math.floor(this.#made / tenth) > Math.floor(Math.max(0, this.#saved) / tenth)) this.save();
  }

  /**
   * Saves what there is; nothing happens when all of it is saved already.
   * @throws AlloyError 'unwritable'; what was saved before stays.
   */
  save(): void {
    if (this.#made === this.#saved) return;
    const part = this.path + PART_ENDING;
    try {
      writeFileSync(part, new Uint8Array(encodeWav(this.#samples.subarray(0, this.#made), this.#sampleRate)));
      renameSync(part, this.path);
    } catch (error) {
      rmSync(part, { force: true });
      const message = `The result “${this.path}” cannot be saved: ${reasonOf(error)}.`;
      throw new AlloyError('unwritable', this.path, message, { cause: error });
    }
    this.#saved = this.#made;
  }
}
