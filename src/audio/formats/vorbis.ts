/** Decodes Ogg Vorbis with stb_vorbis: the packets of a link go to it in small files of their own, so that damage stays where it is. */
import type { Samples } from '../../units.js';
import {
  checkShape,
  cutOff,
  keptFrames,
  otherLength,
  truncated,
  unreadable,
  viewOf,
  type DecodedFile,
  type SoundFile,
} from './file.js';
import type { OggLink, OggMark } from './ogg.js';
import { oggRange, soundMarks } from './ogg-length.js';
import { writeOgg } from './ogg-writer.js';
import { OutputChannels } from './output.js';

/** Identification, comment and setup. */
const HEADERS = 3;
/** About ten seconds of sound. */
const PACKETS_A_CALL = 512;

interface VorbisLibrary {
  readonly ready: Promise<void>;
  decode(ogg: Uint8Array): { readonly sampleRate: number; readonly channels: Float32Array[] };
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeVorbis(file: SoundFile, link: OggLink): Promise<DecodedFile> {
  const { sampleRate, channels } = readHead(file, link.packets[0]);
  if (link.packets.length <= HEADERS) {
    if (!link.complete) throw truncated(file);
    return { sampleRate, channels: [new Float32Array(0)], totalSeconds: 0 };
  }
  const { StbVorbis } = await import('stb-vorbis');
  await StbVorbis.ready;
  const marks = soundMarks(link, HEADERS);
  const kept = keptFrames(file, Infinity, sampleRate, channels);
  // What is trimmed at the beginning is known only afterwards, and is less than the first page.
  const output = new OutputChannels(channels, 0, 2 * kept);
  const counts = decodePieces(StbVorbis, link, marks, output);
  if (output.written === 0 && counts.failed > 0) throw unreadable(file, 'it is damaged');
  const { skip, length, wrong } = oggRange(link, marks, output.written, (mark) => counts.at(mark), 0);
  const taken = output.take(skip + Math.min(length, kept)).map((channel) => channel.subarray(skip));
  const whole = counts.stopped ? Math.max(length, wrong ?? 0) : length;
  const notices: string[] = [];
  if (!link.complete) notices.push(cutOff(file, whole / sampleRate, null));
  if (wrong !== null && !counts.stopped)
    notices.push(otherLength(file, length / sampleRate, wrong / sampleRate));
  return { sampleRate, channels: taken, decoder: 'stb-vorbis', totalSeconds: whole / sampleRate, notices };
}

/** The samples up to each mark, as far as it was decoded. */
class Counts {
  failed = 0;
  stopped = false;
  readonly #samples = new Map<number, Samples>();

  set(packets: number, samples: Samples): void {
    this.#samples.set(packets, samples);
  }

  at(mark: OggMark): Samples {
    return this.#samples.get(mark.packets) ?? 0;
  }
}

/** Each piece starts with the last packet of the one before, whose second half the first block overlaps. */
function decodePieces(
  library: VorbisLibrary,
  link: OggLink,
  marks: readonly OggMark[],
  output: OutputChannels,
): Counts {
  const { packets, gaps } = link;
  const head = packets.slice(0, HEADERS);
  const counts = new Counts();
  const ends = new Set([marks[0]?.packets, marks.at(-2)?.packets, packets.length]);
  for (let from = HEADERS; from < packets.length;) {
    let to = from + 1;
    while (!ends.has(to) && to - from < PACKETS_A_CALL && !gaps.has(to)) to++;
    const lap = from > HEADERS && !gaps.has(from) ? 1 : 0;
    const block = decodeRun(library, head, packets.slice(from - lap, to));
    if (block) output.append(block, block[0]!.length);
    else if (to - from > 1 || lap > 0) counts.failed++;
    counts.set(to, output.written);
    from = to;
    if (output.full) {
      counts.stopped = from < packets.length;
      break;
    }
  }
  return counts;
}

/**
 * Packets that follow each other, wherever in the stream. The library drops samples, or gives up, where the first block is longer than the
 * second: there it gets the second before them, too, and what that makes is dropped.
 */
function decodeRun(
  library: VorbisLibrary,
  head: readonly Uint8Array[],
  packets: readonly Uint8Array[],
): Float32Array[] | null {
  const decode = (run: readonly Uint8Array[]): Float32Array[] | null =>
    decodePiece(library, [...head, ...run]);
  const lengthOf = (...run: readonly Uint8Array[]): Samples => decode(run)?.[0]!.length ?? 0;
  const [first, second] = packets;
  if (!first || !second) return decode(packets);
  const before = lengthOf(second, first);
  if (lengthOf(second, first, second) - before <= lengthOf(first, second)) return decode(packets);
  return decode([second, ...packets])?.map((channel) => channel.subarray(before)) ?? null;
}

/** null for what makes no sound: the library throws for a single packet as for a damaged one. */
function decodePiece(library: VorbisLibrary, packets: readonly Uint8Array[]): Float32Array[] | null {
  try {
    return library.decode(writeOgg(packets, HEADERS)).channels;
  } catch {
    return null;
  }
}

function readHead(file: SoundFile, packet: Uint8Array | undefined): { sampleRate: number; channels: number } {
  if (!packet || packet.length < 30) throw unreadable(file, 'its header is damaged');
  const view = viewOf(packet);
  const head = { channels: view.getUint8(11), sampleRate: view.getUint32(12, true) };
  checkShape(file, head.sampleRate, head.channels);
  return head;
}
