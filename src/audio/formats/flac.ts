/** Reads FLAC (RFC 9639), native and from Ogg: 4 to 32 bits, 1 to 8 channels; past damaged frames, and one stream after another. */
import { AlloyError } from '../../errors.js';
import { BitReader } from './bits.js';
import {
  checkShape,
  cutOff,
  damaged,
  hasText,
  keptFrames,
  leftOver,
  otherLength,
  truncated,
  unreadable,
  viewOf,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import { isFrameStart, tryFrame, type StreamInfo } from './flac-frame.js';
import { fileRootOf, readAiffInst, readRiffInst, readSmpl, type RootChunk } from './file-root.js';
import { joinLinks } from './links.js';
import { OutputChannels } from './output.js';
import { afterTags, tagAt } from './tags.js';

const STREAM_INFO = 0;
const APPLICATION = 2;
const STREAM_INFO_BYTES = 18;
const MAGIC = 'fLaC';

interface Head {
  readonly info: StreamInfo;
  readonly roots: readonly (RootChunk | null)[];
  /** Where the first frame starts. */
  readonly offset: number;
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeFlac(file: SoundFile): Promise<DecodedFile> {
  const { bytes } = file;
  const parts: DecodedFile[] = [];
  let at = afterTags(bytes);
  while (hasText(bytes, at, MAGIC)) {
    const stream = tryStream(file, at, parts.length === 0);
    if (!stream) {
      parts[0] = { ...parts[0]!, notices: [...(parts[0]!.notices ?? []), leftOver(file, bytes.length - at)] };
      break;
    }
    parts.push(stream.decoded);
    at = stream.end;
    for (let size = tagAt(bytes, at); size > 0; size = tagAt(bytes, at)) at += size;
  }
  return joinLinks(file, parts);
}

/** null where a further stream cannot be read: what came before it is used. @throws AlloyError for the first. */
function tryStream(file: SoundFile, start: number, isFirst: boolean): ReturnType<typeof decodeStream> | null {
  try {
    return decodeStream(file, start);
  } catch (error) {
    if (isFirst || !(error instanceof AlloyError)) throw error;
    return null;
  }
}

function decodeStream(file: SoundFile, start: number): { decoded: DecodedFile; end: number } {
  const { bytes } = file;
  const { info, roots, offset } = readHead(file, start);
  const { sampleRate, totalFrames } = info;
  const kept = keptFrames(file, Infinity, sampleRate, info.channels);
  const output = new OutputChannels(info.channels, 0, kept);
  let decoded = 0;
  let lost = 0;
  let at = offset;
  while (at < bytes.length && !isEnd(bytes, at) && !(output.full && totalFrames > decoded)) {
    const frame = tryFrame(bytes, info, at);
    if (!frame) {
      const next = nextFrame(bytes, info, at + 1);
      if (next === null) break;
      lost += next - at;
      at = next;
      continue;
    }
    output.append(frame.channels, frame.length, 2 ** (1 - frame.bits));
    decoded += frame.length;
    at = frame.end;
  }
  const stopped = output.full && totalFrames > decoded;
  const total = (stopped ? totalFrames : decoded) / sampleRate;
  const said = stopped ? [] : notices(file, info, { decoded, lost, end: at });
  if (decoded === 0 && totalFrames > 0) throw lost > 0 ? unreadable(file, 'it is damaged') : truncated(file);
  const result = {
    sampleRate,
    channels: output.take(),
    totalSeconds: total,
    notices: said,
    fileRoot: fileRootOf(roots),
  };
  return { decoded: result, end: at };
}

function notices(
  file: SoundFile,
  { totalFrames, sampleRate }: StreamInfo,
  { decoded, lost, end }: { readonly decoded: number; readonly lost: number; readonly end: number },
): readonly string[] {
  const { bytes } = file;
  const present = decoded / sampleRate;
  const left = isEnd(bytes, end)
    ? 0
    : bytes.subarray(end).some((byte) => byte !== 0)
      ? bytes.length - end
      : 0;
  if (lost > 0) return left > 0 ? [damaged(file, lost + left)] : [damaged(file, lost)];
  if (totalFrames > decoded) return [cutOff(file, present, totalFrames / sampleRate)];
  if (left > 0)
    return totalFrames === 0 && isFrameStart(bytes, end)
      ? [cutOff(file, present, null)]
      : [leftOver(file, left)];
  return totalFrames > 0 && totalFrames < decoded
    ? [otherLength(file, present, totalFrames / sampleRate)]
    : [];
}

/** Where a tag or another stream starts, or the file ends. */
function isEnd(bytes: Uint8Array, offset: number): boolean {
  return offset >= bytes.length || hasText(bytes, offset, MAGIC) || tagAt(bytes, offset) > 0;
}

function nextFrame(bytes: Uint8Array, info: StreamInfo, from: number): number | null {
  for (let at = from; at < bytes.length; at++) {
    if (isFrameStart(bytes, at) && tryFrame(bytes, info, at)) return at;
    if (hasText(bytes, at, MAGIC)) return null;
  }
  return null;
}

function readHead(file: SoundFile, start: number): Head {
  const { bytes } = file;
  const roots: (RootChunk | null)[] = [];
  let info: StreamInfo | null = null;
  let offset = start + MAGIC.length;
  for (let last = false; !last;) {
    if (offset + 4 > bytes.length) throw truncated(file);
    last = (bytes[offset]! & 0x80) !== 0;
    const type = bytes[offset]! & 0x7f;
    const size = (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
    const body = offset + 4;
    if (info && isFrameStart(bytes, offset) && tryFrame(bytes, info, offset)) break; // the last block was not marked
    if (body + size > bytes.length) throw truncated(file);
    if (type === STREAM_INFO && size >= STREAM_INFO_BYTES) info = readInfo(bytes, body);
    if (type === APPLICATION) roots.push(readForeign(bytes.subarray(body, body + size)));
    offset = body + size;
  }
  if (!info) throw unreadable(file, 'it does not say what it holds');
  checkShape(file, info.sampleRate, info.channels);
  return { info, roots, offset };
}

function readInfo(bytes: Uint8Array, body: number): StreamInfo {
  const reader = new BitReader(bytes, body + 10); // after block and frame sizes
  return {
    sampleRate: reader.unsigned(20),
    channels: reader.unsigned(3) + 1,
    bits: reader.unsigned(5) + 1,
    totalFrames: reader.unsigned(36),
  };
}

/** A chunk of the WAV or AIFF that the file was made of, as `flac --keep-foreign-metadata` keeps it. */
function readForeign(block: Uint8Array): RootChunk | null {
  if (block.length < 12) return null;
  const body = viewOf(block.subarray(12));
  if (hasText(block, 0, 'riffsmpl')) return readSmpl(body, true);
  if (hasText(block, 0, 'riffinst')) return readRiffInst(body);
  return hasText(block, 0, 'aiffINST') ? readAiffInst(body) : null;
}
