/** Key zones as WAV files of 32-bit floats: the samples to the bit, and any program plays them. */
import { WAV_HEADER_BYTES, writeWavHeader } from '../../audio/wav.js';
import type { Hertz } from '../../units.js';
import { damaged } from '../damaged.js';

const FLOAT = 3;
const HIGHEST_RATE: Hertz = 768_000;

/** Mono samples as a WAV of 32-bit floats. */
export function zoneWav(samples: Float32Array, sampleRate: Hertz): Uint8Array {
  const view = new DataView(new ArrayBuffer(WAV_HEADER_BYTES + 4 * samples.length));
  writeWavHeader(view, { frames: samples.length, channels: 1, sampleRate, bits: 'float' });
  samples.forEach((sample, i) => view.setFloat32(WAV_HEADER_BYTES + 4 * i, sample, true));
  return new Uint8Array(view.buffer);
}

/**
 * The samples of such a WAV; chunks that are not known are passed over.
 * @throws AlloyError 'document-damaged' for another kind of WAV, and for samples that are not finite.
 */
export function readZoneWav(
  bytes: Uint8Array,
  subject: string,
): { samples: Float32Array; sampleRate: Hertz } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tagAt = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < WAV_HEADER_BYTES || tagAt(0) !== 'RIFF' || tagAt(8) !== 'WAVE')
    throw damaged(subject, 'it is no WAV file');
  let sampleRate = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (body + size > bytes.length) break;
    if (tagAt(at) === 'fmt ' && size >= 16) {
      const plain = view.getUint16(body, true) === FLOAT && view.getUint16(body + 2, true) === 1;
      if (!plain || view.getUint16(body + 14, true) !== 32) break;
      sampleRate = view.getUint32(body + 4, true);
    } else if (tagAt(at) === 'data' && sampleRate > 0 && sampleRate <= HIGHEST_RATE) {
      return { samples: samplesAt(view, body, size >> 2, subject), sampleRate };
    }
    at = body + size + (size & 1);
  }
  throw damaged(subject, 'it is no WAV file of 32-bit floats in one channel');
}

function samplesAt(view: DataView, start: number, count: number, subject: string): Float32Array {
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const sample = view.getFloat32(start + 4 * i, true);
    if (!Number.isFinite(sample)) throw damaged(subject, 'a sample in it is no number');
    samples[i] = sample;
  }
  return samples;
}
