/** Encodes samples as a 16-bit mono WAV file, and writes the header of any other. */
import type { Hertz, Samples } from '../units.js';

/** Of a header without chunks beside `fmt ` and `data`. */
export const WAV_HEADER_BYTES = 44;

/**
 * A WAV file: 16-bit PCM, one channel. Rounded to the nearest step of 1/32768 without dither, clipped at
 * the ends; a value that is not a number becomes 0.
 * @param samples linear, −1 to 1; what may pass that is scaled before (headroom.ts).
 */
export function encodeWav(samples: Float32Array, sampleRate: Hertz): ArrayBuffer {
  const buffer = new ArrayBuffer(WAV_HEADER_BYTES + 2 * samples.length);
  const view = new DataView(buffer);
  writeWavHeader(view, { frames: samples.length, channels: 1, sampleRate, bits: 16 });
  for (let i = 0; i < samples.length; i++) {
    const step = Math.min(32767, Math.max(-32768, Math.round(samples[i]! * 32768)));
    view.setInt16(WAV_HEADER_BYTES + 2 * i, step, true); // NaN becomes 0
  }
  return buffer;
}

/** What a WAV header says. */
export interface WavFormat {
  readonly frames: Samples;
  readonly channels: number;
  readonly sampleRate: Hertz;
  /** Bits of a sample; 'float': 32-bit floating point. */
  readonly bits: 16 | 24 | 'float';
}

/** Writes the header of a WAV file of plain samples over the first WAV_HEADER_BYTES of a buffer. */
export function writeWavHeader(view: DataView, { frames, channels, sampleRate, bits }: WavFormat): void {
  const sampleBytes = bits === 'float' ? 4 : bits / 8;
  const frameBytes = channels * sampleBytes;
  const tag = (offset: number, text: string): void => {
    for (let i = 0; i < 4; i++) view.setUint8(offset + i, text.charCodeAt(i));
  };
  tag(0, 'RIFF');
  view.setUint32(4, WAV_HEADER_BYTES - 8 + frameBytes * frames, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, bits === 'float' ? 3 : 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, frameBytes * sampleRate, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 8 * sampleBytes, true);
  tag(36, 'data');
  view.setUint32(40, frameBytes * frames, true);
}
