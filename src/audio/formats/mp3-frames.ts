/** Finds the frames of an MP3 file: past tags, junk and damage, into runs of one kind each. */
import { hasText, viewOf } from './file.js';
import { afterTags, tagAt } from './tags.js';

export interface Mp3Frame {
  readonly offset: number;
  /** Bytes, header included. */
  readonly size: number;
  /** Whether something was lost before it, so that it cannot lean on the frame before. */
  readonly afterGap: boolean;
}

/** Frames of one rate and one number of channels, which one tag at most describes. */
export interface Mp3Run {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frameSamples: number;
  readonly frames: readonly Mp3Frame[];
  /** What the tag says, 0 without one. */
  readonly announcedFrames: number;
  /** Samples before and after the sound that encoder and decoder add. */
  readonly delay: number;
  readonly padding: number;
}

export interface Mp3Stream {
  readonly runs: readonly Mp3Run[];
  /** Bytes in the middle that are neither frames nor tags. */
  readonly lostBytes: number;
  /** Bytes after the last frame that are neither. */
  readonly leftBytes: number;
  /** The file ends within a frame. */
  readonly cut: boolean;
}

interface FrameHeader {
  readonly mpeg1: boolean;
  readonly sampleRate: number;
  readonly channels: number;
  readonly samples: number;
  readonly size: number;
}

interface Tag {
  readonly frames: number;
  readonly delay: number;
  readonly padding: number;
}

/** A layer III decoder's own delay, in samples. */
const DECODER_DELAY = 529;
/** Junk before the first frame of a file that counts as MP3 all the same. */
const MOST_JUNK_BEFORE = 65536;
/** Frames in a row, of one kind, that make it sure where junk stood before. */
const SURE_FRAMES = 3;

const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44100, 48000, 32000];

/** Two frames in a row, or one that is the whole file; a tag makes it likely, so that junk may follow it. */
export function isMp3(bytes: Uint8Array): boolean {
  const start = afterTags(bytes);
  const first = readHeader(bytes, start);
  if (first) {
    const next = start + first.size;
    if (next >= bytes.length || tagAt(bytes, next) > 0 || follows(bytes, next, first)) return true;
  }
  const limit = Math.min(bytes.length, start + MOST_JUNK_BEFORE);
  for (let at = start; at < limit; at++) if (isSureStart(bytes, at)) return true;
  return false;
}

/** Every frame of the file, in one walk. */
export function readMp3(bytes: Uint8Array): Mp3Stream {
  const scan = new FrameScan(bytes);
  return scan.run();
}

class FrameScan {
  readonly #bytes: Uint8Array;
  readonly #runs: { header: FrameHeader; tag: Tag | null; frames: Mp3Frame[] }[] = [];
  #lost = 0;
  #junk = 0;
  #lastSize = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): Mp3Stream {
    const bytes = this.#bytes;
    let at = afterTags(bytes);
    let cut = false;
    while (at < bytes.length) {
      const header = this.#headerAt(at);
      if (header && at + header.size > bytes.length) {
        cut = true;
        break;
      }
      if (header) this.#take(at, header);
      const step = header?.size ?? tagAt(bytes, at);
      if (step === 0) this.#junk++;
      at += Math.max(1, step);
    }
    const runs = this.#runs.filter(({ frames }) => frames.length > 0).map(finished);
    const beforeAll = runs.length === 0;
    return { runs, lostBytes: this.#lost, leftBytes: beforeAll ? 0 : this.#trailing(), cut };
  }

  /** The header of a frame that belongs here: the next one follows it, or it is the last and like those before. */
  #headerAt(at: number): FrameHeader | null {
    const bytes = this.#bytes;
    const header = readHeader(bytes, at);
    if (!header) return null;
    const current = this.#runs.at(-1)?.header;
    const next = at + header.size;
    if (current && this.#junk === 0 && isAlike(header, current)) {
      // In step: a frame whose successor is missing is damaged unless the file or its sound ends there.
      const goesOn = next >= bytes.length || readHeader(bytes, next) !== null || tagAt(bytes, next) > 0;
      const isAsBefore = goesOn && Math.abs(header.size - this.#lastSize) <= 1;
      return isAsBefore || !hasFrameWithin(bytes, at + 1, next) ? header : null;
    }
    if (next === bytes.length && !current) return header;
    if (current && isAlike(header, current) && next >= bytes.length) return header;
    if (current && isAlike(header, current) && follows(bytes, next, header)) return header;
    return isSureStart(bytes, at) || (!current && this.#junk === 0 && startsFile(bytes, at, header))
      ? header
      : null;
  }

  #take(offset: number, header: FrameHeader): void {
    const tag = readTag(this.#bytes, offset, header);
    const current = this.#runs.at(-1);
    const gap = this.#junk > 0;
    this.#lost += this.#junk;
    this.#junk = 0;
    this.#lastSize = header.size;
    if (tag || !current || !isAlike(header, current.header)) {
      this.#runs.push({ header, tag, frames: [] });
      if (tag) return;
    }
    this.#runs.at(-1)!.frames.push({ offset, size: header.size, afterGap: gap });
  }

  /** What stands after the last frame, less zeros that only fill up. */
  #trailing(): number {
    const { length } = this.#bytes;
    const from = length - this.#junk;
    return this.#bytes.subarray(from).every((byte) => byte === 0) ? 0 : this.#junk;
  }
}

function finished({
  header,
  tag,
  frames,
}: {
  header: FrameHeader;
  tag: Tag | null;
  frames: Mp3Frame[];
}): Mp3Run {
  return {
    sampleRate: header.sampleRate,
    channels: header.channels,
    frameSamples: header.samples,
    frames,
    announcedFrames: tag?.frames ?? 0,
    delay: tag?.delay ?? 0,
    padding: tag?.padding ?? 0,
  };
}

function isAlike(a: FrameHeader, b: FrameHeader): boolean {
  return a.sampleRate === b.sampleRate && a.channels === b.channels && a.samples === b.samples;
}

/** Whether a frame of the same kind, or the end, stands at `offset`. */
function follows(bytes: Uint8Array, offset: number, header: FrameHeader): boolean {
  const next = readHeader(bytes, offset);
  return next ? isAlike(next, header) : false;
}

function startsFile(bytes: Uint8Array, at: number, header: FrameHeader): boolean {
  const next = at + header.size;
  return next >= bytes.length || tagAt(bytes, next) > 0 || follows(bytes, next, header);
}

/** Several frames of one kind in a row. */
function isSureStart(bytes: Uint8Array, offset: number): boolean {
  const first = readHeader(bytes, offset);
  let at = offset;
  for (let i = 0; i < SURE_FRAMES; i++) {
    const header = readHeader(bytes, at);
    if (!first || !header || !isAlike(header, first)) return false;
    at += header.size;
  }
  return true;
}

/** Whether the bytes of a frame hold the start of others: then its own header lies about its size. */
function hasFrameWithin(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isSureStart(bytes, at)) return true;
  return false;
}

/** The header of a layer III frame, or null. Free-format streams (bit rate 0) are not read. */
function readHeader(bytes: Uint8Array, offset: number): FrameHeader | null {
  if (offset + 4 > bytes.length || bytes[offset] !== 0xff || (bytes[offset + 1]! & 0xe0) !== 0xe0)
    return null;
  const version = (bytes[offset + 1]! >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = (bytes[offset + 1]! >> 1) & 3; // 1: layer III
  const rate = RATES[(bytes[offset + 2]! >> 2) & 3];
  const mpeg1 = version === 3;
  const bitrate = (mpeg1 ? BITRATES_1 : BITRATES_2)[bytes[offset + 2]! >> 4];
  if (version === 1 || layer !== 1 || !rate || !bitrate) return null;
  const sampleRate = rate / { 3: 1, 2: 2, 0: 4 }[version as 3 | 2 | 0];
  const samples = mpeg1 ? 1152 : 576;
  const padding = (bytes[offset + 2]! >> 1) & 1;
  const size = Math.floor(((samples / 8) * bitrate * 1000) / sampleRate) + padding;
  return { mpeg1, sampleRate, channels: bytes[offset + 3]! >> 6 === 3 ? 1 : 2, samples, size };
}

/** The Xing, Info or VBRI tag in the place of the first frame's sound, with LAME's delays where it has them. */
function readTag(bytes: Uint8Array, offset: number, header: FrameHeader): Tag | null {
  const view = viewOf(bytes);
  if (hasText(bytes, offset + 36, 'VBRI') && offset + 54 <= bytes.length) {
    return { frames: view.getUint32(offset + 36 + 14), delay: 0, padding: 0 };
  }
  const stereo = header.channels === 2;
  const sideInfo = header.mpeg1 ? (stereo ? 32 : 17) : stereo ? 17 : 9;
  let at = offset + 4 + sideInfo;
  if (!hasText(bytes, at, 'Xing') && !hasText(bytes, at, 'Info')) return null;
  if (at + 8 > bytes.length) return null;
  const flags = view.getUint32(at + 4);
  at += 8;
  const frames = flags & 1 && at + 4 <= bytes.length ? view.getUint32(at) : 0;
  at += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const lame = hasText(bytes, at, 'LAME') || hasText(bytes, at, 'Lavc') || hasText(bytes, at, 'Lavf');
  if (!lame || at + 24 > bytes.length) return { frames, delay: 0, padding: 0 };
  const delays = (bytes[at + 21]! << 16) | (bytes[at + 22]! << 8) | bytes[at + 23]!; // 12 bits each
  return {
    frames,
    delay: (delays >> 12) + DECODER_DELAY,
    padding: Math.max(0, (delays & 0xfff) - DECODER_DELAY),
  };
}
