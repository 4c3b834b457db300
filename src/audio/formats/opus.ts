/** Decodes Ogg Opus (RFC 7845) with libopus. */
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
import { OutputChannels } from './output.js';
import type { OggLink } from './ogg.js';
import { oggRange, soundMarks } from './ogg-length.js';

/** Opus decodes at this rate, whatever it was made from. */
const SAMPLE_RATE = 48000;
const PACKETS_A_CALL = 64;
/** The head and the tags. */
const HEADERS = 2;
/** 120 ms: no packet is longer. */
const LONGEST_PACKET = 5760;

interface OpusHead {
  readonly channels: number;
  readonly preSkip: number;
  readonly gain: number;
  readonly streams: number;
  readonly coupled: number;
  readonly mapping: number[];
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeOpus(file: SoundFile, link: OggLink): Promise<DecodedFile> {
  const head = readHead(file, link.packets[0]);
  checkShape(file, SAMPLE_RATE, head.channels);
  const packets = link.packets.slice(HEADERS).filter((packet) => packetSamples(packet) > 0);
  const counts = [0];
  for (const packet of link.packets.slice(HEADERS)) counts.push(counts.at(-1)! + packetSamples(packet));
  const range = oggRange(
    link,
    soundMarks(link, HEADERS),
    counts.at(-1)!,
    (mark) => counts[mark.packets - HEADERS]!,
    head.preSkip,
  );
  if (range.length === 0 && !link.complete) throw truncated(file);
  const frames = keptFrames(file, range.length, SAMPLE_RATE, head.channels);
  const output = new OutputChannels(head.channels, range.skip, frames);
  try {
    await decodePackets(head, packets, output);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw unreadable(file, 'it is damaged', error);
    throw error;
  }
  const present = range.length / SAMPLE_RATE;
  const notices = link.complete ? [] : [cutOff(file, present, null)];
  if (range.wrong !== null) notices.push(otherLength(file, present, range.wrong / SAMPLE_RATE));
  return {
    sampleRate: SAMPLE_RATE,
    channels: output.take(),
    decoder: 'opus-decoder',
    totalSeconds: present,
    notices,
  };
}

/** A packet that libopus cannot read becomes as much silence as it should have been sound. */
async function decodePackets(
  head: OpusHead,
  packets: readonly Uint8Array[],
  output: OutputChannels,
): Promise<void> {
  const { OpusDecoder } = await import('./opus-library.js');
  const decoder = new OpusDecoder({
    channels: head.channels,
    streamCount: head.streams,
    coupledStreamCount: head.coupled,
    channelMappingTable: head.mapping,
    preSkip: 0,
  });
  await decoder.ready;
  try {
    for (let i = 0; i < packets.length && !output.full; i += PACKETS_A_CALL) {
      const group = packets.slice(i, i + PACKETS_A_CALL);
      const expected = group.reduce((sum, packet) => sum + packetSamples(packet), 0);
      const { channelData, samplesDecoded } = decoder.decodeFrames(group);
      output.append(channelData, samplesDecoded, head.gain);
      const missing = Math.max(0, expected - samplesDecoded);
      output.append(
        Array.from({ length: head.channels }, () => new Float32Array(missing)),
        missing,
      );
    }
  } finally {
    decoder.free();
  }
}

/** Samples of a packet at 48 kHz, from its first bytes (RFC 6716, section 3.1); 0 for what is no packet. */
function packetSamples(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]!
      : config < 16
        ? [480, 960][config & 1]!
        : [120, 240, 480, 960][config & 3]!;
  const code = toc & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  const samples = frame * frames;
  return samples <= LONGEST_PACKET ? samples : 0;
}

function readHead(file: SoundFile, packet: Uint8Array | undefined): OpusHead {
  if (!packet || packet.length < 19) throw unreadable(file, 'its header is damaged');
  const view = viewOf(packet);
  const channels = view.getUint8(9);
  const family = view.getUint8(18);
  const common = {
    channels,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
  };
  if (family === 0 && (channels === 1 || channels === 2)) {
    return { ...common, streams: 1, coupled: channels - 1, mapping: channels === 1 ? [0] : [0, 1] };
  }
  if (channels === 0 || packet.length < 21 + channels) throw unreadable(file, 'its header is damaged');
  const [streams, coupled] = [view.getUint8(19), view.getUint8(20)];
  const mapping = [...packet.subarray(21, 21 + channels)];
  const isSane =
    streams > 0 && coupled <= streams && mapping.every((m) => m === 255 || m < streams + coupled);
  if (!isSane) throw unreadable(file, 'its header is damaged');
  return { ...common, streams, coupled, mapping };
}
