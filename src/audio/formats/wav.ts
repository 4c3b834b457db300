import { fileRootOf, readRiffInst, readSmpl, type RootChunk } from './file-root.js';
import { hasText, truncated, unreadable, type DecodedFile, type SoundFile } from './file.js';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** What programs write that stream to a pipe and don't know the length. */
const UNKNOWN_SIZE = 0xffffffff;

interface WavFormat {
  readonly kind: 'integer' | 'float';
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytesPerSample: number;
  readonly frameBytes: number;
}

type SampleReader = (view: DataView, offset: number) => number;

/**
 * RIFF WAVE: integer PCM of 8 to 32 bits, float of 32 or 64 bits, plain or WAVE_FORMAT_EXTENSIBLE.
 * @throws AlloyError 'truncated', 'unreadable'.
 */
export function decodeWav(file: SoundFile): DecodedFile {
  const { bytes } = file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: WavFormat | null = null;
  let data: { readonly body: number; readonly size: number } | null = null;
  let smpl: RootChunk | null = null;
  let inst: RootChunk | null = null;
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (hasText(bytes, offset, 'fmt ')) format = readFormat(file, view, body, size);
    if (hasText(bytes, offset, 'data')) {
      if (!format) throw unreadable(file, 'its format comes after its data');
      data ??= { body, size };
    }
    const chunk = new DataView(view.buffer, view.byteOffset + body, Math.min(size, bytes.length - body));
    if (hasText(bytes, offset, 'smpl')) smpl = readSmpl(chunk, true);
    if (hasText(bytes, offset, 'inst')) inst = readRiffInst(chunk);
    offset = body + size + (size % 2);
  }
  if (!data || !format) throw truncated(file, 0, null);
  return { ...readData(file, view, format, data.body, data.size), fileRoot: fileRootOf([smpl, inst]) };
}

function readFormat(file: SoundFile, view: DataView, offset: number, size: number): WavFormat {
  if (size < 16 || offset + size > view.byteLength) throw truncated(file, 0, null);
  let tag = view.getUint16(offset, true);
  if (tag === EXTENSIBLE && size >= 26) tag = view.getUint16(offset + 24, true); // the GUID starts with the tag
  const channels = view.getUint16(offset + 2, true);
  const sampleRate = view.getUint32(offset + 4, true);
  const frameBytes = view.getUint16(offset + 12, true);
  const bits = view.getUint16(offset + 14, true);
  const bytesPerSample = Math.ceil(bits / 8);
  const known =
    (tag === PCM && bytesPerSample >= 1 && bytesPerSample <= 4) ||
    (tag === FLOAT && (bytesPerSample === 4 || bytesPerSample === 8));
  if (!known) throw unreadable(file, `WAV of kind ${tag} with ${bits} bits is not supported`);
  if (channels < 1 || sampleRate < 1 || frameBytes !== channels * bytesPerSample) {
    throw unreadable(file, 'its header contradicts itself');
  }
  return { kind: tag === PCM ? 'integer' : 'float', channels, sampleRate, bytesPerSample, frameBytes };
}

function readData(
  file: SoundFile,
  view: DataView,
  format: WavFormat,
  offset: number,
  size: number,
): DecodedFile {
  const { sampleRate, frameBytes } = format;
  const available = view.byteLength - offset;
  if (size > available && size !== UNKNOWN_SIZE) {
    const second = frameBytes * sampleRate;
    throw truncated(file, available / second, size / second);
  }
  const total = Math.floor(Math.min(size, available) / frameBytes);
  const frames = Math.min(total, Math.floor(file.maxSeconds * sampleRate));
  const read = sampleReader(format);
  const channels = Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    let at = offset + channel * format.bytesPerSample;
    for (let i = 0; i < frames; i++, at += frameBytes) samples[i] = read(view, at);
    return samples;
  });
  return { sampleRate, channels, totalSeconds: total / sampleRate };
}

function sampleReader({ kind, bytesPerSample }: WavFormat): SampleReader {
  if (kind === 'float') {
    return bytesPerSample === 4
      ? (view, at) => view.getFloat32(at, true)
      : (view, at) => view.getFloat64(at, true);
  }
  switch (bytesPerSample) {
    case 1:
      return (view, at) => (view.getUint8(at) - 128) / 128; // the only unsigned one
    case 2:
      return (view, at) => view.getInt16(at, true) / 0x8000;
    case 3:
      return (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 0x10000) / 0x800000;
    default:
      return (view, at) => view.getInt32(at, true) / 0x80000000;
  }
}
