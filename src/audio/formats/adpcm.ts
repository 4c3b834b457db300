/** Decodes the 4-bit ADPCM codings of samplers and old games: IMA in WAV, IMA in AIFF-C and CAF, and Microsoft's. */
import type { Hertz } from '../../units.js';
import { keptFrames, unreadable, viewOf, type DecodedFile, type SoundFile } from './file.js';

export interface AdpcmLayout {
  readonly coding: 'ima' | 'ima4' | 'ms';
  readonly channels: number;
  readonly sampleRate: Hertz;
  /** Bytes of one block of all channels. */
  readonly blockBytes: number;
  /** Frames of one block as the header says it. */
  readonly blockFrames: number;
}

/** IMA's step sizes, each about 1.1 times the one before. */
const IMA_STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
  107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724,
  796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026,
  4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500,
  20350, 22385, 24623, 27086, 29794, 32767,
];
const IMA_MOVES = [-1, -1, -1, -1, 2, 4, 6, 8];
const IMA4_HEADER = 2;
const IMA4_BYTES = 34;
const IMA4_FRAMES = 64;
/** Microsoft's predictors and step factors, in 1/256. */
const MS_FIRST = [256, 512, 0, 192, 240, 460, 392];
const MS_SECOND = [0, -256, 0, 64, 0, -208, -232];
const MS_FACTORS = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
const MS_HEADER = 7;

/** A block of Apple's, one channel after another. */
export function ima4Layout(channels: number, sampleRate: Hertz): AdpcmLayout {
  return {
    coding: 'ima4',
    channels,
    sampleRate,
    blockBytes: IMA4_BYTES * channels,
    blockFrames: IMA4_FRAMES,
  };
}

/** The blocks between two bytes of the file; the last one may be short. @throws AlloyError 'unreadable'. */
export function readAdpcm(file: SoundFile, layout: AdpcmLayout, start: number, end: number): DecodedFile {
  const { channels: count, sampleRate, blockBytes } = layout;
  const perBlock = framesOf(layout, blockBytes);
  if (perBlock < 1) throw unreadable(file, 'its header contradicts itself');
  const bytes = Math.max(0, end - start);
  const rest = Math.max(0, framesOf(layout, bytes % blockBytes));
  const total = Math.floor(bytes / blockBytes) * perBlock + rest;
  const frames = keptFrames(file, total, sampleRate, count);
  const channels = Array.from({ length: count }, () => new Float32Array(frames));
  const decode = { ima: imaBlock, ima4: ima4Block, ms: msBlock }[layout.coding];
  for (let done = 0, at = start; done < frames; done += perBlock, at += blockBytes) {
    const block = viewOf(file.bytes.subarray(at, Math.min(end, at + blockBytes)));
    const length = Math.min(framesOf(layout, block.byteLength), frames - done);
    channels.forEach((samples, channel) =>
      decode(block, channel, count, samples.subarray(done, done + length)),
    );
  }
  return { sampleRate, channels, totalSeconds: total / sampleRate };
}

/** Frames in a block of so many bytes: what the bytes hold, no more than the header says. */
function framesOf({ coding, channels, blockFrames }: AdpcmLayout, bytes: number): number {
  if (coding === 'ima4') return bytes >= IMA4_BYTES * channels ? IMA4_FRAMES : 0;
  const held =
    coding === 'ima'
      ? 1 + 8 * Math.floor(bytes / (4 * channels) - 1)
      : 2 + Math.floor(((bytes - MS_HEADER * channels) * 2) / channels);
  const least = coding === 'ima' ? 1 : 2;
  return held < least ? 0 : Math.min(held, blockFrames > 0 ? blockFrames : held);
}

/** One channel of IMA, as its codes come. */
class ImaChannel {
  #value: number;
  #index: number;

  constructor(value: number, index: number) {
    this.#value = value;
    this.#index = Math.min(IMA_STEPS.length - 1, Math.max(0, index));
  }

  next(code: number): number {
    const step = IMA_STEPS[this.#index]!;
    let change = step >> 3;
    if (code & 4) change += step;
    if (code & 2) change += step >> 1;
    if (code & 1) change += step >> 2;
    this.#value = clip16(this.#value + (code & 8 ? -change : change));
    this.#index = Math.min(IMA_STEPS.length - 1, Math.max(0, this.#index + IMA_MOVES[code & 7]!));
    return this.#value / 32768;
  }
}

/** Four bytes of header a channel, then four bytes (eight codes) of each channel in turn. */
function imaBlock(block: DataView, channel: number, channels: number, out: Float32Array): void {
  const value = block.getInt16(4 * channel, true);
  const ima = new ImaChannel(value, block.getUint8(4 * channel + 2));
  if (out.length > 0) out[0] = value / 32768;
  for (let i = 1; i < out.length; i++) {
    const k = i - 1;
    const at = 4 * channels + (k >> 3) * 4 * channels + 4 * channel + ((k & 7) >> 1);
    out[i] = ima.next((block.getUint8(at) >> (k & 1 ? 4 : 0)) & 15);
  }
}

/** Nine upper bits of the first value and the index in two bytes, then the codes, low ones first. */
function ima4Block(block: DataView, channel: number, _channels: number, out: Float32Array): void {
  const base = IMA4_BYTES * channel;
  const head = block.getInt16(base);
  const ima = new ImaChannel(head & ~0x7f, head & 0x7f);
  for (let i = 0; i < out.length; i++) {
    const byte = block.getUint8(base + IMA4_HEADER + (i >> 1));
    out[i] = ima.next((byte >> (i & 1 ? 4 : 0)) & 15);
  }
}

/** Predictors of every channel, then steps, newest and older values; then the codes, high ones first. */
function msBlock(block: DataView, channel: number, channels: number, out: Float32Array): void {
  const predictor = Math.min(MS_FIRST.length - 1, block.getUint8(channel));
  const word = (row: number): number => block.getInt16(channels + 2 * (row * channels + channel), true);
  let step = word(0);
  let newest = word(1);
  let older = word(2);
  for (let i = 0; i < out.length; i++) {
    if (i < 2) {
      out[i] = (i === 0 ? older : newest) / 32768;
      continue;
    }
    const k = (i - 2) * channels + channel;
    const byte = block.getUint8(MS_HEADER * channels + (k >> 1));
    const code = k & 1 ? byte & 15 : byte >> 4;
    const guess = (newest * MS_FIRST[predictor]! + older * MS_SECOND[predictor]!) >> 8;
    older = newest;
    newest = clip16(guess + (code >= 8 ? code - 16 : code) * step);
    step = Math.min(32767, Math.max(16, (MS_FACTORS[code]! * step) >> 8));
    out[i] = newest / 32768;
  }
}

function clip16(value: number): number {
  return Math.min(32767, Math.max(-32768, value));
}
