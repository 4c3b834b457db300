/** FLAC as RFC 9639 describes it: every subframe kind, 4 to 32 bits, 1 to 8 channels; checksums are verified. */
import { BitReader, OutOfBits } from './bits.js';
import { afterId3, truncated, unreadable, type DecodedFile, type SoundFile } from './file.js';
import { readSubframe } from './flac-subframe.js';

interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** 0: the file doesn't say. */
  readonly totalFrames: number;
  /** Where the first frame starts. */
  readonly offset: number;
}

interface FlacFrame {
  /** One array of `length` integers a channel. */
  readonly channels: Float64Array[];
  readonly length: number;
  readonly end: number;
}

/** @throws AlloyError 'truncated', 'unreadable'. */
export function decodeFlac(file: SoundFile): DecodedFile {
  const info = readStreamInfo(file);
  const { sampleRate, bits, totalFrames } = info;
  const scale = 2 ** (1 - bits);
  const wanted = Math.floor(file.maxSeconds * sampleRate);
  const channels = Array.from({ length: info.channels }, () => new GrowingSamples());
  let decoded = 0;
  let offset = info.offset;
  while (totalFrames ? decoded < totalFrames : isFrameStart(file.bytes, offset)) {
    const frame = tryFrame(file, info, offset);
    if (!frame) throw truncated(file, decoded / sampleRate, totalFrames ? totalFrames / sampleRate : null);
    if (decoded < wanted) channels.forEach((channel, i) => channel.append(frame.channels[i]!, scale));
    decoded += frame.length;
    offset = frame.end;
  }
  const length = Math.min(decoded, wanted);
  return { sampleRate, channels: channels.map((c) => c.take(length)), totalSeconds: decoded / sampleRate };
}

function readStreamInfo(file: SoundFile): StreamInfo {
  const { bytes } = file;
  let offset = afterId3(bytes) + 4;
  let info: Omit<StreamInfo, 'offset'> | null = null;
  for (let last = false; !last;) {
    if (offset + 4 > bytes.length) throw truncated(file, 0, null);
    last = (bytes[offset]! & 0x80) !== 0;
    const type = bytes[offset]! & 0x7f;
    const size = (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
    if (offset + 4 + size > bytes.length) throw truncated(file, 0, null);
    if (type === 0) {
      const reader = new BitReader(bytes, offset + 4 + 10); // after block and frame sizes
      const sampleRate = reader.unsigned(20);
      info = {
        sampleRate,
        channels: reader.unsigned(3) + 1,
        bits: reader.unsigned(5) + 1,
        totalFrames: reader.unsigned(36),
      };
    }
    offset += 4 + size;
  }
  if (!info || info.sampleRate === 0) throw unreadable(file, 'it does not say what it holds');
  return { ...info, offset };
}

function isFrameStart(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 0xff && (bytes[offset + 1]! & 0xfc) === 0xf8;
}

/** null where the file ends. */
function tryFrame(file: SoundFile, info: StreamInfo, offset: number): FlacFrame | null {
  try {
    return readFrame(file, info, offset);
  } catch (error) {
    if (error instanceof OutOfBits) return null;
    throw error;
  }
}

function readFrame(file: SoundFile, info: StreamInfo, offset: number): FlacFrame {
  const { bytes } = file;
  if (offset >= bytes.length) throw new OutOfBits();
  if (!isFrameStart(bytes, offset)) throw unreadable(file, 'it is damaged');
  const reader = new BitReader(bytes, offset);
  reader.unsigned(16);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const layout = reader.unsigned(4);
  const depthCode = reader.unsigned(3);
  reader.unsigned(1);
  skipFrameNumber(reader);
  const length = blockSize(reader, sizeCode);
  if (rateCode >= 12) reader.unsigned(rateCode === 12 ? 8 : 16); // a rate of its own: streams don't change theirs
  reader.unsigned(8); // header checksum; the frame's covers it
  const bits = [info.bits, 8, 12, info.bits, 16, 20, 24, 32][depthCode]!;
  const count = layout < 8 ? layout + 1 : 2;
  if (count !== info.channels || layout > 10) throw unreadable(file, 'it is damaged');
  const channels = Array.from({ length: count }, (_, i) => {
    const sideBit =
      (layout === 8 && i === 1) || (layout === 9 && i === 0) || (layout === 10 && i === 1) ? 1 : 0;
    return readSubframe(reader, file, length, bits + sideBit);
  });
  decorrelate(channels, layout);
  reader.align();
  const checksum = crc16(bytes, offset, reader.offset);
  if (reader.unsigned(16) !== checksum) throw unreadable(file, 'it is damaged');
  return { channels, length, end: reader.offset };
}

/** The frame or sample number, coded as UTF-8 codes characters; nothing needs it. */
function skipFrameNumber(reader: BitReader): void {
  const first = reader.unsigned(8);
  const more = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  for (let i = 0; i < more; i++) reader.unsigned(8);
}

function blockSize(reader: BitReader, code: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return 256 << (code - 8);
}

/** Left/side, side/right and mid/side back to left and right, in place. */
function decorrelate(channels: Float64Array[], layout: number): void {
  if (layout < 8) return;
  const [first, second] = [channels[0]!, channels[1]!];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i]!, second[i]!];
    if (layout === 8) second[i] = a - b;
    else if (layout === 9) first[i] = a + b;
    else {
      const mid = 2 * a + (Math.abs(b) % 2); // the bit that halving lost is the side's lowest
      first[i] = (mid + b) / 2;
      second[i] = (mid - b) / 2;
    }
  }
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1;
  return crc;
});

function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CRC_TABLE[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}

/** Samples whose number is not known beforehand. */
class GrowingSamples {
  #samples = new Float32Array(1 << 16);
  #length = 0;

  append(block: Float64Array, scale: number): void {
    if (this.#length + block.length > this.#samples.length) {
      const larger = new Float32Array(2 * (this.#length + block.length));
      larger.set(this.#samples);
      this.#samples = larger;
    }
    for (let i = 0; i < block.length; i++) this.#samples[this.#length + i] = block[i]! * scale;
    this.#length += block.length;
  }

  take(length: number): Float32Array {
    return this.#samples.slice(0, length);
  }
}
