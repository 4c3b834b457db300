import { truncated, unreadable, type DecodedFile, type SoundFile } from './file.js';
import { OutputChannels } from './output.js';
import type { OggStream } from './ogg.js';

/** Opus decodes at this rate, whatever it was made from. */
const SAMPLE_RATE = 48000;
const PACKETS_A_CALL = 64;

interface OpusHead {
  readonly channels: number;
  readonly preSkip: number;
  readonly gain: number;
  readonly streams: number;
  readonly coupled: number;
  readonly mapping: number[];
}

/** Ogg Opus (RFC 7845), decoded by libopus. @throws AlloyError 'truncated', 'unreadable'. */
export async function decodeOpus(file: SoundFile, stream: OggStream): Promise<DecodedFile> {
  const head = readHead(file, stream.packets[0]);
  const total = Math.max(0, stream.lastGranule - head.preSkip);
  if (!stream.complete) throw truncated(file, total / SAMPLE_RATE, null);
  const frames = Math.min(total, Math.floor(file.maxSeconds * SAMPLE_RATE));
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({
    channels: head.channels,
    streamCount: head.streams,
    coupledStreamCount: head.coupled,
    channelMappingTable: head.mapping,
    preSkip: 0,
  });
  await decoder.ready;
  const output = new OutputChannels(head.channels, head.preSkip, frames);
  const packets = stream.packets.slice(2); // after the head and the tags
  try {
    for (let i = 0; i < packets.length && !output.full; i += PACKETS_A_CALL) {
      const decoded = decoder.decodeFrames(packets.slice(i, i + PACKETS_A_CALL));
      if (decoded.errors.length > 0) throw unreadable(file, 'it is damaged', decoded.errors[0]);
      output.append(decoded.channelData, decoded.samplesDecoded, head.gain);
    }
  } finally {
    decoder.free();
  }
  return { sampleRate: SAMPLE_RATE, channels: output.take(), totalSeconds: total / SAMPLE_RATE };
}

function readHead(file: SoundFile, packet: Uint8Array | undefined): OpusHead {
  if (!packet || packet.length < 19) throw unreadable(file, 'its header is damaged');
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
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
  const mapping = [...packet.subarray(21, 21 + channels)];
  return { ...common, streams: view.getUint8(19), coupled: view.getUint8(20), mapping };
}
