/** Reads AIFF and AIFF-C: PCM of either byte order, floats, G.711 and Apple's IMA. */
import { ima4Layout, readAdpcm } from './adpcm.js';
import { idAt, RIFX_LAYOUT, walkChunks, type Chunk, type Walk } from './chunks.js';
import { lettersCoding } from './codings.js';
import {
  checkShape,
  cutOff,
  hasText,
  leftOver,
  lengthOpen,
  notSupported,
  otherLength,
  truncated,
  viewOf,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { fileRootOf, readAiffInst } from './file-root.js';
import { isCoding, readPcm, type SampleCoding } from './pcm.js';

const COMMON_BYTES = 18;
/** Offset and block size before the samples. */
const SOUND_HEADER = 8;
/** From here on a size is no size but what a pipe gets. */
const PLACEHOLDER_SIZE = 0x7fff0000;

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bits: number;
  readonly sampleRate: number;
  /** Four letters: NONE, sowt, fl32 … */
  readonly coding: string;
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export function decodeAiff(file: SoundFile): DecodedFile {
  const { bytes } = file;
  const walk = walkChunks(bytes, 12, RIFX_LAYOUT);
  const find = (id: string): Chunk | undefined => walk.chunks.find((chunk) => chunk.id === id);
  const [common, sound, inst] = ['COMM', 'SSND', 'INST'].map(find);
  if (!common || !sound) throw truncated(file);
  const shape = readCommon(file, common);
  const decoded = readSound(file, shape, walk, sound);
  const fileRoot = fileRootOf([inst ? readAiffInst(viewOf(bytes.subarray(inst.start, inst.end))) : null]);
  return { ...decoded, notices: lengthNotices(file, walk, sound, shape, decoded), fileRoot };
}

function readCommon(file: SoundFile, { start, end }: Chunk): Common {
  if (end - start < COMMON_BYTES) throw truncated(file);
  const view = viewOf(file.bytes);
  const isCompressed = hasText(file.bytes, 8, 'AIFC') && end - start >= COMMON_BYTES + 4;
  const sampleRate = extended(view, start + 8);
  const channels = view.getUint16(start);
  checkShape(file, sampleRate, channels);
  return {
    channels,
    sampleRate,
    frames: view.getUint32(start + 2),
    bits: view.getUint16(start + 6),
    coding: isCompressed ? idAt(file.bytes, start + COMMON_BYTES) : 'NONE',
  };
}

/** IEEE 754 extended precision, 80 bits. */
function extended(view: DataView, offset: number): number {
  const exponent = view.getUint16(offset) & 0x7fff;
  const mantissa = view.getUint32(offset + 2) * 2 ** 32 + view.getUint32(offset + 6);
  const sign = view.getUint8(offset) & 0x80 ? -1 : 1;
  return sign * mantissa * 2 ** (exponent - 16383 - 63);
}

/** A size left 0 by a program that never came to its end means all that is there. */
function isOpen({ bytes }: SoundFile, { end }: Walk, { announced, start }: Chunk): boolean {
  return announced <= SOUND_HEADER && end === start + announced && end < bytes.length;
}

function readSound(file: SoundFile, shape: Common, walk: Walk, sound: Chunk): DecodedFile {
  const { bytes } = file;
  const { channels, sampleRate, bits, coding } = shape;
  const end = isOpen(file, walk, sound) ? bytes.length : sound.end;
  const skipped = end - sound.start >= SOUND_HEADER ? viewOf(bytes).getUint32(sound.start) : 0;
  const start = Math.min(end, sound.start + SOUND_HEADER + skipped);
  if (coding === 'ima4') return readAdpcm(file, ima4Layout(channels, sampleRate), start, end);
  const samples = codingOf(coding, bits);
  if (!samples || !isCoding(samples)) throw notSupported(file, lettersCoding(coding, bits));
  return readPcm(
    file,
    { coding: samples, channels, sampleRate, frameBytes: samples.bytes * channels },
    start,
    end,
  );
}

/** null for what is not read. */
function codingOf(letters: string, bits: number): SampleCoding | null {
  const bytes = Math.ceil(bits / 8);
  switch (letters) {
    case 'NONE':
    case 'twos':
      return { kind: 'signed', bytes, littleEndian: false };
    case 'sowt':
      return { kind: 'signed', bytes, littleEndian: true };
    case 'raw ':
      return { kind: 'unsigned', bytes, littleEndian: false };
    case 'in16':
    case 'in24':
    case 'in32':
      return { kind: 'signed', bytes: Number(letters.slice(2)) / 8, littleEndian: false };
    case '42ni':
    case '23ni':
      return { kind: 'signed', bytes: letters === '42ni' ? 3 : 4, littleEndian: true };
    case 'fl32':
    case 'FL32':
      return { kind: 'float', bytes: 4, littleEndian: false };
    case 'fl64':
    case 'FL64':
      return { kind: 'float', bytes: 8, littleEndian: false };
    case 'alaw':
    case 'ALAW':
      return { kind: 'alaw', bytes: 1, littleEndian: false };
    case 'ulaw':
    case 'ULAW':
      return { kind: 'mulaw', bytes: 1, littleEndian: false };
    default:
      return null;
  }
}

function lengthNotices(
  file: SoundFile,
  walk: Walk,
  sound: Chunk,
  { frames, sampleRate, coding }: Common,
  { totalSeconds }: DecodedFile,
): readonly string[] {
  const there = file.bytes.length - sound.start;
  const announced = (frames * (coding === 'ima4' ? 64 : 1)) / sampleRate; // ima4 counts packets
  if (totalSeconds === 0) return [];
  if (isOpen(file, walk, sound)) return [lengthOpen(file, totalSeconds)];
  if (sound.announced > there) {
    const isPlaceholder = sound.announced >= PLACEHOLDER_SIZE;
    if (isPlaceholder) return [lengthOpen(file, totalSeconds)];
    return [cutOff(file, totalSeconds, (totalSeconds * sound.announced) / there)];
  }
  const after = file.bytes.subarray(walk.end);
  const left = after.every((byte) => byte === 0) ? [] : [leftOver(file, after.length)];
  return Math.abs(announced - totalSeconds) * sampleRate >= 64
    ? [...left, otherLength(file, totalSeconds, announced)]
    : left;
}
