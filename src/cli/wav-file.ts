/** Writes a stereo WAV file stretch by stretch, under a name of its own until it is whole. [Node] */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { stereoBytes, stereoHeader, type StereoBits } from '../audio/stereo-wav.js';
import { WAV_HEADER_BYTES } from '../audio/wav.js';
import { AlloyError } from '../errors.js';
import type { Hertz, Samples } from '../units.js';
import { reasonOf } from '../library/unwritable.js';
import { PART_ENDING } from './outputs.js';

export type WavBits = StereoBits;

/** A WAV file that is there whole, or not at all. [Node] */
export class WavFile {
  readonly #path: string;
  readonly #bits: WavBits;
  readonly #rate: Hertz;
  readonly #file: number;
  #frames: Samples = 0;

  /** @throws AlloyError 'unwritable'. */
  constructor(path: string, sampleRate: Hertz, bits: WavBits) {
    this.#path = path;
    this.#bits = bits;
    this.#rate = sampleRate;
    try {
      this.#file = openSync(path + PART_ENDING, 'w');
    } catch (error) {
      throw this.#unwritable(error);
    }
    this.#write(new Uint8Array(WAV_HEADER_BYTES));
  }

  get frames(): Samples {
    return this.#frames;
  }

  /** @throws AlloyError 'unwritable'. */
  append(left: Float32Array, right: Float32Array): void {
    this.#write(stereoBytes(this.#bits, left, right));
    this.#frames += left.length;
  }

  /** Puts the file in its place. @throws AlloyError 'unwritable'. */
  finish(): void {
    try {
      writeSync(this.#file, this.#header(), 0, WAV_HEADER_BYTES, 0);
      closeSync(this.#file);
      renameSync(this.#path + PART_ENDING, this.#path);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  /** Leaves nothing behind. */
  drop(): void {
    try {
      closeSync(this.#file);
    } catch {
      // it was closed before
    }
    rmSync(this.#path + PART_ENDING, { force: true });
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  #header(): Uint8Array {
    return stereoHeader({ frames: this.#frames, sampleRate: this.#rate, bits: this.#bits });
  }

  #unwritable(error: unknown): AlloyError {
    const message = `“${this.#path}” cannot be written: ${reasonOf(error)}. Choose another --out.`;
    return new AlloyError('unwritable', this.#path, message, { cause: error });
  }
}
