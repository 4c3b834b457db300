/** Decodes one frame of FLAC (RFC 9639, section 9): header, subframes, checksums. */
import { BitReader, OutOfBits } from './bits.js';
import { BadFlac, readSubframe } from './flac-subframe.js';

/** What STREAMINFO says of every frame. */
export interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** 0: the file doesn't say. */
  readonly totalFrames: number;
}

export interface FlacFrame {
  /** One array of `length` integers a channel. */
  readonly channels: Float64Array[];
  readonly length: number;
  /** Bits of a sample in this frame. */
  readonly bits: number;
  readonly end: number;
}

/** Whether a frame can start here. */
export function isFrameStart(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 0xff && (bytes[offset + 1]! & 0xfc) === 0xf8;
}

/** null where no whole and undamaged frame starts. */
export function tryFrame(bytes: Uint8Array, info: StreamInfo, offset: number): FlacFrame | null {
  if (!isFrameStart(bytes, offset)) return null;
  try {
    return readFrame(bytes, info, offset);
  } catch (error) {
    if (error instanceof OutOfBits || error instanceof BadFlac) return null;
    throw error;
  }
}

function readFrame(bytes: Uint8Array, info: StreamInfo, offset: number): FlacFrame {
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
  if (crc8(bytes, offset, reader.offset) !== reader.unsigned(8)) throw new BadFlac();
  const bits = [info.bits, 8, 12, info.bits, 16, 20, 24, 32][depthCode]!;
  if (sizeCode === 0 || bits < 4) throw new BadFlac();
  const count = layout < 8 ? layout + 1 : 2;
  if (count !== info.channels || layout > 10) throw new BadFlac();
  const channels = Array.from({ length: count }, (_, i) => {
    const sideBit =
      (layout === 8 && i === 1) || (layout === 9 && i === 0) || (layout === 10 && i === 1) ? 1 : 0;
    return readSubframe(reader, length, bits + sideBit);
  });
  decorrelate(channels, layout);
  reader.align();
  const checksum = crc16(bytes, offset, reader.offset);
  if (reader.unsigned(16) !== checksum) throw new BadFlac();
  return { channels, length, bits, end: reader.offset };
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

const CRC8_TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1;
  return crc;
});

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8_TABLE[crc ^ bytes[i]!]!;
  return crc;
}

function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CRC_TABLE[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}
