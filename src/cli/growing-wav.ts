/** Writes a WAV file that grows while its sound is made. [Node] */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { Headroom, scaled } from '../audio/headroom.js';
import { CUT_FADE, ONSET_FADE, softenEdges } from '../audio/soft-edges.js';
import { encodeWav } from '../audio/wav.js';
import { AlloyError } from '../errors.js';
import type { Hertz, Samples } from '../units.js';
import { reasonOf } from '../library/unwritable.js';
import { PART_ENDING } from './outputs.js';

/**
 * A WAV file that grows while its sound is made. It is saved at every tenth of the way, each time
 * whole and then renamed into place, so that what lies on the disk is a valid file at any moment. A sound that passes full scale is
 * scaled as a whole, along with the files that share its headroom. A sound that begins or ends in mid-wave fades there. [Node]
 */
export class GrowingWav {
  readonly path: string;
  readonly #samples: Float32Array;
  readonly #sampleRate: Hertz;
  #made: Samples = 0;
  #saved: Samples = -1;
  #savedGain = 1;
  readonly #headroom: Headroom;
  /** Length of the fade at its beginning. */
  readonly #begin: Samples;

  /**
   * @param headroom of all files whose levels belong together.
   * @param cut whether its sounds were cut where they begin.
   */
  constructor(path: string, length: Samples, sampleRate: Hertz, headroom = new Headroom(), cut = false) {
    this.#begin = Math.round((cut ? CUT_FADE : ONSET_FADE) * sampleRate);
    this.path = path;
    this.#samples = new Float32Array(length);
    this.#sampleRate = sampleRate;
    this.#headroom = headroom;
  }

  /** Samples that are there. */
  get samples(): Samples {
    return this.#made;
  }

  /** Adds samples at `start`, which must be where the last ones ended (or earlier). */
  write(start: Samples, samples: Float32Array): void {
    const fitting = samples.subarray(0, Math.max(0, this.#samples.length - start));
    this.#headroom.take(fitting);
    this.#samples.set(fitting, start);
    this.#made = Math.max(this.#made, Math.min(this.#samples.length, start + samples.length));
    const tenth = this.#samples.length / 10;
    if (Math.floor(this.#made / tenth) > Math.floor(Math.max(0, this.#saved) / tenth)) this.save();
  }

  /**
   * Saves what there is; nothing happens when all of it is saved already, as loud as it should be.
   * @throws AlloyError 'unwritable'; what was saved before stays.
   */
  save(): void {
    const { gain } = this.#headroom;
    if (this.#made === this.#saved && gain === this.#savedGain) return;
    const part = this.path + PART_ENDING;
    const samples = scaled(this.#samples.slice(0, this.#made), gain);
    softenEdges(samples, this.#begin, Math.round(CUT_FADE * this.#sampleRate));
    try {
      writeFileSync(part, new Uint8Array(encodeWav(samples, this.#sampleRate)));
      renameSync(part, this.path);
    } catch (error) {
      rmSync(part, { force: true });
      const message = `The result “${this.path}” cannot be saved: ${reasonOf(error)}.`;
      throw new AlloyError('unwritable', this.path, message, { cause: error });
    }
    this.#saved = this.#made;
    this.#savedGain = gain;
  }
}
