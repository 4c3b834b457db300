/** Reads the WAV family: RIFF, RIFX (big-endian), RF64, BW64 and Wave64, with PCM, float, G.711, ADPCM and MP3 in them. */
import { readAdpcm } from './adpcm.js';
import {
  idAt,
  RIFF_LAYOUT,
  RIFX_LAYOUT,
  SIZE_ELSEWHERE,
  WAVE64_LAYOUT,
  walkChunks,
  type Chunk,
  type ChunkLayout,
  type Walk,
} from './chunks.js';
import { wavCoding } from './codings.js';
import {
  checkShape,
  cutOff,
  hasText,
  leftOver,
  lengthOpen,
  notSupported,
  truncated,
  viewOf,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { fileRootOf, readRiffInst, readSmpl } from './file-root.js';
import { joinLinks } from './links.js';
import { isWav, isWave64 } from './recognise.js';
import { isCoding, readPcm, type SampleCoding } from './pcm.js';
import { tagAt } from './tags.js';

const PCM = 1;
const MS_ADPCM = 2;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const IMA_ADPCM = 0x11;
const MP3 = 0x55;
const EXTENSIBLE = 0xfffe;
/** Sizes from here on are no sizes: sox writes 0x7ffff000 into a pipe, others the largest number there is. */
const PLACEHOLDER_SIZE = 0x7fff0000;
const FORMAT_BYTES = 14;

interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly frameBytes: number;
  readonly bits: number;
  /** Frames of a block, for ADPCM. */
  readonly blockFrames: number;
}

/** Where the chunks start and how they are laid out. */
function layoutOf(bytes: Uint8Array): { readonly layout: ChunkLayout; readonly start: number } {
  if (isWave64(bytes)) return { layout: WAVE64_LAYOUT, start: 40 };
  return { layout: hasText(bytes, 0, 'RIFX') ? RIFX_LAYOUT : RIFF_LAYOUT, start: 12 };
}

/** The name of the kind of WAV. */
function wavName(bytes: Uint8Array): string {
  const id = idAt(bytes, 0);
  return id === 'RIFF' ? 'WAV' : id === 'riff' ? 'Wave64' : id;
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeWav(file: SoundFile): Promise<DecodedFile> {
  const parts: DecodedFile[] = [];
  let rest: SoundFile = file;
  for (;;) {
    const { decoded, end } = await decodeOne(rest);
    const next = rest.bytes.subarray(end);
    parts.push(decoded);
    if (!isWav(next) || !hasSound(next)) return joinLinks(file, parts);
    rest = { ...file, bytes: next };
  }
}

function hasSound(bytes: Uint8Array): boolean {
  const { layout, start } = layoutOf(bytes);
  const { chunks } = walkChunks(bytes, start, layout);
  return ['fmt ', 'data'].every((id) => chunks.some((chunk) => chunk.id === id));
}

async function decodeOne(file: SoundFile): Promise<{ decoded: DecodedFile; end: number }> {
  const { bytes } = file;
  const { layout, start } = layoutOf(bytes);
  const walk = walkChunks(bytes, start, layout, longSize(bytes));
  const chunks = walk.chunks.flatMap((chunk) => [chunk, ...chunksOfWaveList(bytes, chunk, layout)]);
  const format = chunks.find(({ id }) => id === 'fmt ');
  const data = chunks.filter(({ id }) => id === 'data');
  if (!format || data.length === 0) throw truncated(file);
  const shape = readFormat(file, format, layout.littleEndian);
  const notices: string[] = [];
  const sounds = await Promise.all(
    data.map((chunk) =>
      readSound(file, shape, layout, chunk.start, isOpen(file, walk, chunk) ? bytes.length : chunk.end),
    ),
  );
  const [first] = sounds;
  const decoded = sounds.length === 1 ? first! : joinPieces(sounds);
  notices.push(...(decoded.notices ?? []), ...lengthNotices(file, walk, data.at(-1)!, decoded, shape));
  return {
    decoded: { ...decoded, format: wavName(bytes), notices, fileRoot: rootOf(bytes, walk, layout) },
    end: data.some((chunk) => isOpen(file, walk, chunk)) ? bytes.length : walk.end,
  };
}

/** The true size of the sound in RF64 and BW64; 0 where there is none. */
function longSize(bytes: Uint8Array): number {
  return hasText(bytes, 12, 'ds64') && bytes.length >= 36 ? Number(viewOf(bytes).getBigUint64(28, true)) : 0;
}

/** A LIST of type wavl holds the sound in pieces. */
function chunksOfWaveList(
  bytes: Uint8Array,
  { id, start, end }: Chunk,
  layout: ChunkLayout,
): readonly Chunk[] {
  const isList = id === 'LIST' && hasText(bytes, start, 'wavl');
  return isList ? walkChunks(bytes.subarray(0, end), start + 4, layout).chunks : [];
}

function readFormat(file: SoundFile, { start, end }: Chunk, littleEndian: boolean): WavFormat {
  const size = end - start;
  if (size < FORMAT_BYTES) throw truncated(file);
  const view = viewOf(file.bytes);
  const u16 = (at: number): number => view.getUint16(start + at, littleEndian);
  const channels = u16(2);
  const sampleRate = view.getUint32(start + 4, littleEndian);
  checkShape(file, sampleRate, channels);
  const saysBits = size >= 16 ? u16(14) : 0;
  const extended = u16(0) === EXTENSIBLE && size >= 26;
  const tag = extended ? u16(24) : u16(0); // the GUID starts with the tag
  const bits = saysBits > 0 ? saysBits : (8 * u16(12)) / channels;
  const blockFrames = size >= 20 ? u16(18) : 0;
  return { tag, channels, sampleRate, bits, frameBytes: u16(12), blockFrames };
}

/** Whether the size was left 0 by a program that never came to its end. */
function isOpen({ bytes }: SoundFile, { end }: Walk, { announced, start }: Chunk): boolean {
  return announced === 0 && end === start && start < bytes.length;
}

function readSound(
  file: SoundFile,
  format: WavFormat,
  { littleEndian }: ChunkLayout,
  start: number,
  end: number,
): DecodedFile | Promise<DecodedFile> {
  const { tag, channels, sampleRate, frameBytes, bits, blockFrames } = format;
  if (tag === MP3) return mp3Within(file, start, end);
  if (tag === MS_ADPCM || tag === IMA_ADPCM) {
    if (bits !== 4) throw notSupported(file, `ADPCM of ${bits} bits`);
    const coding = tag === MS_ADPCM ? 'ms' : 'ima';
    return readAdpcm(file, { coding, channels, sampleRate, blockBytes: frameBytes, blockFrames }, start, end);
  }
  const coding = codingOf(format, littleEndian);
  if (!coding) throw notSupported(file, wavCoding(tag, bits));
  return readPcm(file, { coding, channels, sampleRate, frameBytes: coding.bytes * channels }, start, end);
}

async function mp3Within(file: SoundFile, start: number, end: number): Promise<DecodedFile> {
  const { decodeMp3 } = await import('./mp3.js');
  return decodeMp3({ ...file, bytes: file.bytes.subarray(start, end) });
}

/** null for what is not read. A frame may be wider than its bits (24 in 32); a wrong width of frames is not believed. */
function codingOf(
  { tag, channels, frameBytes, bits }: WavFormat,
  littleEndian: boolean,
): SampleCoding | null {
  const least = Math.ceil(bits / 8);
  const wide = frameBytes / channels;
  const bytes = Number.isInteger(wide) && wide > least && wide <= 8 && tag === PCM && bits > 8 ? wide : least;
  const kinds: Readonly<Record<number, SampleCoding['kind']>> = {
    [PCM]: bytes === 1 ? 'unsigned' : 'signed',
    [FLOAT]: 'float',
    [A_LAW]: 'alaw',
    [MU_LAW]: 'mulaw',
  };
  const kind = kinds[tag];
  const coding = kind && { kind, bytes, littleEndian };
  return coding && isCoding(coding) ? coding : null;
}

/** Pieces of one format, one after another. */
function joinPieces(pieces: readonly DecodedFile[]): DecodedFile {
  const { sampleRate, channels } = pieces[0]!;
  const joined = channels.map((_, i) => {
    const length = pieces.reduce((sum, piece) => sum + piece.channels[i]!.length, 0);
    const whole = new Float32Array(length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece.channels[i]!, at);
      at += piece.channels[i]!.length;
    }
    return whole;
  });
  const totalSeconds = pieces.reduce((sum, piece) => sum + piece.totalSeconds, 0);
  return {
    sampleRate,
    channels: joined,
    totalSeconds,
    notices: pieces.flatMap((piece) => piece.notices ?? []),
  };
}

function lengthNotices(
  file: SoundFile,
  walk: Walk,
  data: Chunk,
  decoded: DecodedFile,
  format: WavFormat,
): readonly string[] {
  const { announced, start } = data;
  const there = file.bytes.length - start;
  if (isOpen(file, walk, data) || announced < 0) return [lengthOpen(file, decoded.totalSeconds)];
  if (announced > there) {
    if (announced === SIZE_ELSEWHERE) return []; // it was said that nothing is known
    if (announced >= PLACEHOLDER_SIZE && format.tag !== MP3) return [lengthOpen(file, decoded.totalSeconds)];
    const expected = there > 0 ? (decoded.totalSeconds * announced) / there : 0;
    return decoded.totalSeconds > 0 ? [cutOff(file, decoded.totalSeconds, expected)] : [];
  }
  const after = file.bytes.subarray(walk.end);
  const silent = after.every((byte) => byte === 0) || tagAt(after, 0) > 0 || isWav(after);
  return silent ? [] : [leftOver(file, after.length)];
}

function rootOf(bytes: Uint8Array, { chunks }: Walk, { littleEndian }: ChunkLayout): number | null {
  const body = ({ start, end }: Chunk): DataView => viewOf(bytes.subarray(start, end));
  const [smpl, inst] = ['smpl', 'inst'].map((id) => chunks.find((chunk) => chunk.id === id));
  return fileRootOf([
    smpl ? readSmpl(body(smpl), littleEndian) : null,
    inst ? readRiffInst(body(inst)) : null,
  ]);
}
