/** Stores live tracks in bytes: levels in steps of half a dB, differences from frame to frame, heads in 16 bits. */
import { AlloyError } from '../../errors.js';
import { NOISE_BANDS, SILENT_DB, type ChannelTracks, type LiveTracks } from './tracks.js';

/** "ALT1", little endian. */
const MAGIC = 0x31544c41;
/** A step of a level: 256 of them span 128 dB. */
const STEP_DB = 0.5;
/** Levels reach from the loudest of the sound down; the last step is silence. */
const STEPS = 255;
/** f0 in steps of a quarter of a cent around its median, 16 bits. */
const CENTS_STEP = 0.25;
const PHASE_STEPS = 256;

interface Header {
  readonly frames: number;
  readonly partials: number;
  readonly harmonics: number;
  readonly channels: number;
  readonly head: number;
}

/** Levels, f0, phases and heads of the tracks in as few bytes as the ear allows. Silent partials are left out. */
export function encodeTracks(tracks: LiveTracks): Uint8Array<ArrayBuffer> {
  const kept = audiblePartials(tracks);
  const head = tracks.channels[0]!.head.length;
  const writer = new Writer(
    sizeOf({ ...tracks, partials: kept.length, channels: tracks.channels.length, head }),
  );
  writer.u32(MAGIC);
  writer.u32(tracks.frames);
  writer.u16(kept.length);
  writer.u16(kept.filter((k) => k < tracks.harmonics).length);
  writer.u16(head);
  writer.u8(tracks.channels.length);
  writer.u8(tracks.pitched ? 1 : 0);
  writer.f64(tracks.hertz);
  writer.f64(tracks.headRate);
  writer.u16(tracks.headHold);
  writer.u32(tracks.attackFrame);
  writer.u32(tracks.sustain.from);
  writer.u32(tracks.sustain.to);
  writer.f32(tracks.sustain.slope);
  for (const x of tracks.f0) writer.i16((1200 * Math.log2(x / tracks.hertz)) / CENTS_STEP);
  for (const k of kept) writer.f64(tracks.ratios[k]!);
  for (const x of tracks.coherence) writer.i8(127 * x);
  for (const channel of tracks.channels) writeChannel(writer, channel, tracks, kept);
  return writer.bytes;
}

/** The partials that are heard at some time, in any channel. */
function audiblePartials({ ratios, frames, channels }: LiveTracks): number[] {
  const loudest = channels.map(({ levels }) => loudestOf(levels));
  return [...ratios.keys()].filter((k) =>
    channels.some(({ levels }, c) => {
      for (let f = 0; f < frames; f++)
        if (levels[f * ratios.length + k]! > loudest[c]! - STEPS * STEP_DB) return true;
      return false;
    }),
  );
}

function writeChannel(
  writer: Writer,
  channel: ChannelTracks,
  tracks: LiveTracks,
  kept: readonly number[],
): void {
  const width = tracks.ratios.length;
  for (const k of kept) writer.u8((channel.phases[k]! * PHASE_STEPS) % PHASE_STEPS);
  writer.levels(
    loudestOf(channel.levels),
    kept.length,
    tracks.frames,
    (f, i) => channel.levels[f * width + kept[i]!]!,
  );
  writer.levels(
    loudestOf(channel.noise),
    NOISE_BANDS,
    tracks.frames,
    (f, b) => channel.noise[f * NOISE_BANDS + b]!,
  );
  const peak = channel.head.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  writer.f32(peak);
  for (const x of channel.head) writer.i16(peak > 0 ? (32767 * x) / peak : 0);
}

function loudestOf(levels: Float32Array): number {
  return levels.reduce((max, x) => Math.max(max, x), SILENT_DB);
}

/**
 * The tracks that were stored.
 * @throws AlloyError 'unreadable' for bytes that are none of ours, or not all of them.
 */
export function decodeTracks(bytes: Uint8Array, name: string): LiveTracks {
  const unreadable = (): AlloyError =>
    new AlloyError(
      'unreadable',
      name,
      `The live tracks of “${name}” cannot be read. Prepare the sound again.`,
    );
  if (bytes.length < FIXED_BYTES) throw unreadable();
  const reader = new Reader(bytes);
  if (reader.u32() !== MAGIC) throw unreadable();
  const frames = reader.u32();
  const [partials, harmonics, head] = [reader.u16(), reader.u16(), reader.u16()];
  const [channels, pitched] = [reader.u8(), reader.u8() === 1];
  if (frames === 0 || channels < 1 || channels > 2 || harmonics > partials) throw unreadable();
  if (bytes.length !== sizeOf({ frames, partials, harmonics, channels, head })) throw unreadable();
  const [hertz, headRate, headHold] = [reader.f64(), reader.f64(), reader.u16()];
  const attackFrame = reader.u32();
  const sustain = { from: reader.u32(), to: reader.u32(), slope: reader.f32() };
  const f0 = Float32Array.from({ length: frames }, () => hertz * 2 ** ((reader.i16() * CENTS_STEP) / 1200));
  const ratios = Float64Array.from({ length: partials }, () => reader.f64());
  const coherence = Float32Array.from({ length: NOISE_BANDS }, () => reader.i8() / 127);
  const valid =
    [hertz, headRate].every((x) => Number.isFinite(x) && x > 0) &&
    ratios.every((x) => Number.isFinite(x) && x > 0) &&
    [attackFrame, sustain.from, sustain.to].every((x) => x < frames) &&
    sustain.from <= sustain.to &&
    Number.isFinite(sustain.slope);
  if (!valid) throw unreadable();
  const decoded = Array.from({ length: channels }, () => readChannel(reader, partials, frames, head));
  if (!decoded.every(({ head: samples }) => samples.every((x) => Number.isFinite(x)))) throw unreadable();
  return {
    frames,
    hertz,
    pitched,
    f0,
    ratios,
    harmonics,
    channels: decoded,
    coherence,
    headRate,
    headHold,
    attackFrame,
    sustain,
  };
}

function readChannel(reader: Reader, partials: number, frames: number, head: number): ChannelTracks {
  const phases = Float32Array.from({ length: partials }, () => reader.u8() / PHASE_STEPS);
  const levels = reader.levels(partials * frames, partials);
  const noise = reader.levels(NOISE_BANDS * frames, NOISE_BANDS);
  const peak = reader.f32();
  const samples = Float32Array.from({ length: head }, () => (peak * reader.i16()) / 32767);
  return { levels, phases, noise, head: samples };
}

const FIXED_BYTES = 4 + 4 + 3 * 2 + 2 + 2 * 8 + 2 + 3 * 4 + 4;

function sizeOf({ frames, partials, channels, head }: Header): number {
  const channel = partials + 4 + frames * (partials + NOISE_BANDS) + 4 + 4 + 2 * head;
  return FIXED_BYTES + 2 * frames + 8 * partials + NOISE_BANDS + channels * channel;
}

/** Writes numbers one after the other, rounded and held within their type. */
class Writer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(x: number): void {
    this.#view.setUint8(this.#advance(1), held(x, 0, 255));
  }

  i8(x: number): void {
    this.#view.setInt8(this.#advance(1), held(x, -127, 127));
  }

  u16(x: number): void {
    this.#view.setUint16(this.#advance(2), held(x, 0, 65535), true);
  }

  i16(x: number): void {
    this.#view.setInt16(this.#advance(2), held(x, -32767, 32767), true);
  }

  u32(x: number): void {
    this.#view.setUint32(this.#advance(4), x, true);
  }

  f32(x: number): void {
    this.#view.setFloat32(this.#advance(4), x, true);
  }

  f64(x: number): void {
    this.#view.setFloat64(this.#advance(8), x, true);
  }

  /** A table of levels, column by column, each the difference in steps from the frame before (modulo 256): it deflates well. */
  levels(top: number, width: number, frames: number, level: (frame: number, column: number) => number): void {
    this.f32(top);
    for (let column = 0; column < width; column++) {
      let before = 0;
      for (let frame = 0; frame < frames; frame++) {
        const step = held((top - level(frame, column)) / STEP_DB, 0, STEPS);
        this.#view.setUint8(this.#advance(1), (step - before) & 255);
        before = step;
      }
    }
  }

  #advance(bytes: number): number {
    this.#at += bytes;
    return this.#at - bytes;
  }
}

function held(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(x)));
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  i8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  i16(): number {
    return this.#view.getInt16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** [frames][width] dB. */
  levels(count: number, width: number): Float32Array {
    const stored = this.f32();
    const top = Number.isFinite(stored) ? Math.min(200, Math.max(SILENT_DB, stored)) : SILENT_DB;
    const levels = new Float32Array(count);
    for (let column = 0; column < width; column++) {
      let step = 0;
      for (let i = column; i < count; i += width) {
        step = (step + this.u8()) & 255;
        levels[i] = step === STEPS ? SILENT_DB : top - step * STEP_DB;
      }
    }
    return levels;
  }

  #advance(bytes: number): number {
    this.#at += bytes;
    return this.#at - bytes;
  }
}
