/** Encodes samples as a 16-bit mono WAV file. */
import type { Hertz } from '../units.js';

const HEADER_BYTES = 44;

/**
 * A WAV file: 16-bit PCM, one channel. Rounded to the nearest step of 1/32768 without dither, clipped at
 * the ends; a value that is not a number becomes 0.
 * @param samples linear, −1 to 1; what may pass that is scaled before (headroom.ts).
 */
export function encodeWav(samples: Float32Array, sampleRate: Hertz): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + 2 * samples.length);
  const view = new DataView(buffer);
  writeHeader(view, samples.length, sampleRate);
  for (let i = 0; i < samples.length; i++) {
    const step = Math.min(32767, Math.max(-32768, Math.round(samples[i]! * 32768)));
    view.setInt16(HEADER_BYTES + 2 * i, step, true); // NaN becomes 0
  }
  return buffer;
}

function writeHeader(view: DataView, frames: number, sampleRate: Hertz): void {
  const tag = (offset: number, text: string): void => {
    for (let i = 0; i < 4; i++) view.setUint8(offset + i, text.charCodeAt(i));
  };
  tag(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + 2 * frames, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // integer PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  tag(36, 'data');
  view.setUint32(40, 2 * frames, true);
}
