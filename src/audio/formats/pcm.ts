/** Reads interleaved samples: integers, floats, A-law and mu-law, either byte order. */
import type { Hertz } from '../../units.js';
import { keptFrames, viewOf, type DecodedFile, type SoundFile } from './file.js';

export interface SampleCoding {
  readonly kind: 'signed' | 'unsigned' | 'float' | 'alaw' | 'mulaw';
  /** Bytes of one sample of one channel; what is narrower stands at the upper end. */
  readonly bytes: number;
  readonly littleEndian: boolean;
}

export interface PcmLayout {
  readonly coding: SampleCoding;
  readonly channels: number;
  readonly sampleRate: Hertz;
  /** Bytes of one sample of every channel. */
  readonly frameBytes: number;
}

type SampleReader = (view: DataView, offset: number) => number;

/** Whether samples of this coding can be that wide. */
export function isCoding({ kind, bytes }: SampleCoding): boolean {
  if (kind === 'float') return bytes === 4 || bytes === 8;
  if (kind === 'alaw' || kind === 'mulaw') return bytes === 1;
  return bytes >= 1 && bytes <= 8;
}

/** The whole frames between two bytes of the file. */
export function readPcm(file: SoundFile, layout: PcmLayout, start: number, end: number): DecodedFile {
  const { coding, sampleRate, frameBytes } = layout;
  const total = Math.max(0, Math.floor((end - start) / frameBytes));
  const frames = keptFrames(file, total, sampleRate, layout.channels);
  const view = viewOf(file.bytes);
  const read = sampleReader(coding);
  const channels = Array.from({ length: layout.channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    let at = start + channel * coding.bytes;
    for (let i = 0; i < frames; i++, at += frameBytes) samples[i] = read(view, at);
    return samples;
  });
  return { sampleRate, channels, totalSeconds: total / sampleRate };
}

function sampleReader({ kind, bytes, littleEndian }: SampleCoding): SampleReader {
  if (kind === 'alaw') return (view, at) => A_LAW[view.getUint8(at)]!;
  if (kind === 'mulaw') return (view, at) => MU_LAW[view.getUint8(at)]!;
  if (kind === 'float') {
    return bytes === 4
      ? (view, at) => view.getFloat32(at, littleEndian)
      : (view, at) => view.getFloat64(at, littleEndian);
  }
  const signed = signedReader(bytes, littleEndian);
  if (kind === 'signed') return signed;
  return (view, at) => {
    const value = signed(view, at); // the upper half counts from the middle, so it reads as negative
    return value < 0 ? value + 1 : value - 1;
  };
}

/** Two's complement; of more than four bytes the upper four, which float32 cannot tell from all. */
function signedReader(bytes: number, littleEndian: boolean): SampleReader {
  switch (bytes) {
    case 1:
      return (view, at) => view.getInt8(at) / 0x80;
    case 2:
      return (view, at) => view.getInt16(at, littleEndian) / 0x8000;
    case 3:
      return littleEndian
        ? (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 0x10000) / 0x800000
        : (view, at) => (view.getInt8(at) * 0x10000 + view.getUint16(at + 1)) / 0x800000;
    default: {
      const upper = littleEndian ? bytes - 4 : 0;
      return (view, at) => view.getInt32(at + upper, littleEndian) / 0x80000000;
    }
  }
}

/** G.711 A-law: sign, exponent and mantissa of 13 bits, every other bit inverted. */
const A_LAW = Float32Array.from({ length: 256 }, (_, code) => {
  const byte = code ^ 0x55;
  const exponent = (byte >> 4) & 7;
  const mantissa = ((byte & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (byte & 0x80 ? magnitude : -magnitude) / 32768;
});

/** G.711 mu-law: sign, exponent and mantissa of 14 bits, all bits inverted. */
const MU_LAW = Float32Array.from({ length: 256 }, (_, code) => {
  const byte = ~code & 0xff;
  const magnitude = ((((byte & 15) << 3) + 0x84) << ((byte >> 4) & 7)) - 0x84;
  return (byte & 0x80 ? -magnitude : magnitude) / 32768;
});
