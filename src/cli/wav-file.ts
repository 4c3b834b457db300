/** Writes a stereo WAV file stretch by stretch, under a name of its own until it is whole. [Node] */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { WAV_HEADER_BYTES, writeWavHeader, type WavFormat } from '../audio/wav.js';
import { AlloyError } from '../errors.js';
import type { Hertz, Samples } from '../units.js';
import { reasonOf } from '../library/unwritable.js';
import { PART_ENDING } from './outputs.js';

export type WavBits = WavFormat['bits'];

const CHANNELS = 2;
/** Sizes of a WAV have 32 bits. */
const MOST_BYTES = 2 ** 32 - WAV_HEADER_BYTES;

export function bytesOfSample(bits: WavBits): number {
  return bits === 'float' ? 4 : bits / 8;
}

/** Longest file of a kind, in seconds. */
export function longestWav(sampleRate: Hertz, bits: WavBits): number {
  return Math.floor(MOST_BYTES / (CHANNELS * bytesOfSample(bits) * sampleRate));
}

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
    const bytes = new Uint8Array(CHANNELS * bytesOfSample(this.#bits) * left.length);
    ENCODERS[this.#bits](bytes, left, right);
    this.#write(bytes);
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
    const header = new Uint8Array(WAV_HEADER_BYTES);
    const format = { frames: this.#frames, channels: CHANNELS, sampleRate: this.#rate, bits: this.#bits };
    writeWavHeader(new DataView(header.buffer), format);
    return header;
  }

  #unwritable(error: unknown): AlloyError {
    const message = `“${this.#path}” cannot be written: ${reasonOf(error)}. Choose another --out.`;
    return new AlloyError('unwritable', this.#path, message, { cause: error });
  }
}

type Encoder = (bytes: Uint8Array, left: Float32Array, right: Float32Array) => void;

/** Little-endian, left before right; whole numbers are rounded to the nearest step, without dither. */
const ENCODERS: Readonly<Record<WavBits, Encoder>> = {
  16(bytes, left, right) {
    for (let frame = 0, at = 0; frame < left.length; frame++) {
      const [a, b] = [stepOf(left[frame]!, 2 ** 15), stepOf(right[frame]!, 2 ** 15)];
      bytes[at++] = a;
      bytes[at++] = a >> 8;
      bytes[at++] = b;
      bytes[at++] = b >> 8;
    }
  },
  24(bytes, left, right) {
    for (let frame = 0, at = 0; frame < left.length; frame++) {
      const [a, b] = [stepOf(left[frame]!, 2 ** 23), stepOf(right[frame]!, 2 ** 23)];
      bytes[at++] = a;
      bytes[at++] = a >> 8;
      bytes[at++] = a >> 16;
      bytes[at++] = b;
      bytes[at++] = b >> 8;
      bytes[at++] = b >> 16;
    }
  },
  float(bytes, left, right) {
    const view = new DataView(bytes.buffer);
    for (let frame = 0; frame < left.length; frame++) {
      view.setFloat32(8 * frame, left[frame]!, true);
      view.setFloat32(8 * frame + 4, right[frame]!, true);
    }
  },
};

function stepOf(sample: number, scale: number): number {
  return Math.min(scale - 1, Math.max(-scale, Math.round(sample * scale)));
}
