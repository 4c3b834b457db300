/** Encodes stereo sound as the parts of a WAV file, stretch by stretch. Plain functions: they run anywhere. */
import type { Hertz, Samples, Seconds } from '../units.js';
import { WAV_HEADER_BYTES, writeWavHeader, type WavFormat } from './wav.js';

export type StereoBits = WavFormat['bits'];

const CHANNELS = 2;
/** Sizes of a WAV have 32 bits. */
const MOST_BYTES = 2 ** 32 - WAV_HEADER_BYTES;

function bytesOfSample(bits: StereoBits): number {
  return bits === 'float' ? 4 : bits / 8;
}

/** Longest file of a kind. */
export function longestWav(sampleRate: Hertz, bits: StereoBits): Seconds {
  return Math.floor(MOST_BYTES / (CHANNELS * bytesOfSample(bits) * sampleRate));
}

export function stereoHeader(format: {
  readonly frames: Samples;
  readonly sampleRate: Hertz;
  readonly bits: StereoBits;
}): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(WAV_HEADER_BYTES);
  writeWavHeader(new DataView(header.buffer), { ...format, channels: CHANNELS });
  return header;
}

/** Both channels interleaved, of equal lengths. */
export function stereoBytes(
  bits: StereoBits,
  left: Float32Array,
  right: Float32Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CHANNELS * bytesOfSample(bits) * left.length);
  ENCODERS[bits](bytes, left, right);
  return bytes;
}

type Encoder = (bytes: Uint8Array<ArrayBuffer>, left: Float32Array, right: Float32Array) => void;

/** Little-endian, left before right; whole numbers are rounded to the nearest step, without dither. */
const ENCODERS: Readonly<Record<StereoBits, Encoder>> = {
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
