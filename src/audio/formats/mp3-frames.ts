/** The frames of an MP3 file: their headers, how many there are, and whether the last one is whole. */
import { afterId3, hasText } from './file.js';

interface FrameHeader {
  readonly mpeg1: boolean;
  readonly sampleRate: number;
  readonly channels: number;
  readonly samples: number;
  /** Bytes, header included. */
  readonly size: number;
}

export interface Mp3Stream {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frameSamples: number;
  /** Whole frames with sound in them. */
  readonly frames: number;
  /** What the file's own tag says, 0 without one. */
  readonly announcedFrames: number;
  /** Samples before and after the sound that encoder and decoder add. */
  readonly delay: number;
  readonly padding: number;
  /** The file ends within a frame. */
  readonly cut: boolean;
  /** Bytes of the frames. */
  readonly start: number;
  readonly end: number;
}

/** A layer III decoder's own delay, in samples. */
const DECODER_DELAY = 529;

const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44100, 48000, 32000];

/** Two frames in a row, or one that is the whole file: a lone sync word is found in any data. */
export function isMp3(bytes: Uint8Array): boolean {
  const start = afterId3(bytes);
  const first = readHeader(bytes, start);
  if (!first) return false;
  const next = start + first.size;
  return next >= bytes.length || hasText(bytes, next, 'TAG') || readHeader(bytes, next) !== null;
}

/** null where there is no frame. */
export function readMp3(bytes: Uint8Array): Mp3Stream | null {
  const offset = afterId3(bytes);
  const first = readHeader(bytes, offset);
  if (!first) return null;
  const tag = readTag(bytes, offset, first);
  const start = tag ? offset + first.size : offset;
  let end = start;
  let frames = 0;
  let cut = false;
  for (let header = readHeader(bytes, end); header; header = readHeader(bytes, end)) {
    if (end + header.size > bytes.length) {
      cut = true;
      break;
    }
    end += header.size;
    frames++;
  }
  return {
    sampleRate: first.sampleRate,
    channels: first.channels,
    frameSamples: first.samples,
    frames,
    announcedFrames: tag?.frames ?? 0,
    delay: tag?.delay ?? 0,
    padding: tag?.padding ?? 0,
    cut,
    start,
    end,
  };
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

/** The Xing or Info tag in the place of the first frame's sound, with LAME's delays where it has them. */
function readTag(
  bytes: Uint8Array,
  offset: number,
  header: FrameHeader,
): { frames: number; delay: number; padding: number } | null {
  const stereo = header.channels === 2;
  const sideInfo = header.mpeg1 ? (stereo ? 32 : 17) : stereo ? 17 : 9;
  let at = offset + 4 + sideInfo;
  if (!hasText(bytes, at, 'Xing') && !hasText(bytes, at, 'Info')) return null;
  if (at + 8 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
