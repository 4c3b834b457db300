/** Packs tracks for the engine: one block of memory a source, whose header engine/assembly/source.ts describes. */
import type { Decibels, Seconds } from '../../units.js';
import { anchorsOf } from './alignment.js';
import { resampleHead } from './head.js';
import type { Recording, SoundShape } from './recording.js';
import {
  MAX_PARTIALS,
  NOISE_BANDS,
  SILENT_DB,
  TOP_HERTZ,
  UNPITCHED_HERTZ,
  type ChannelTracks,
  type LiveTracks,
} from './tracks.js';
import { transpose } from './transpose.js';

/** Doubles of the header. */
const HEADER = 32;
/** Levels are whole numbers of so many to a decibel. */
const TICKS = 128;
/** Harmonics are made for keys down to so many semitones below the source's own. */
const DOWN = 36;
/** Most harmonics, and most partials beside them, of one source: the loudest are kept. */
const MOST_HARMONICS = 464;
const MOST_EXTRAS = 96;
/** Harmonics at the upper end that never come above this are left out: nobody hears them at any gain. */
const UNHEARD_DB: Decibels = -120;
/** Ratio of a column that only fills a row up: nobody hears it. */
const UNHEARD_RATIO = 1e9;
/** A contour leaves its median by so many octaves at most. */
const FARTHEST_OCTAVES = 2;
/** Rate and pitch at which heads are compared. */
const PRODUCT_RATE = 24_000;
const PRODUCT_HERTZ = UNPITCHED_HERTZ;
/** Gains by key: so many, so many semitones apart, the middle one at the root. */
const KEY_GAINS = 33;
const KEY_STEP = 4;
export const GAIN_SEMITONES: readonly number[] = Array.from(
  { length: KEY_GAINS },
  (_, i) => KEY_STEP * (i - (KEY_GAINS - 1) / 2),
);
/** Heads are compared by no more of them than this: those that are whole recordings are long. */
const PRODUCT_SECONDS = 0.5;
/** Lowest and highest pitch that a source may say it has. */
const LOWEST_HERTZ = 1;

/** A source as the engine holds it, and what its head is beside those of others. Transferable. */
export interface PackedSource {
  readonly data: ArrayBuffer;
  /** Its head at one pitch and rate for all sources: see `headProducts`. */
  readonly head: Float32Array;
}

/** What decides how loud a source may be, alone and in a mix, until chords reach the limiter. */
export interface ChordProfile {
  /** See chordPeak. */
  readonly chordPeak: Decibels;
  /** RMS in dB, one value each `hopSeconds`. */
  readonly levels: Float32Array;
  readonly hopSeconds: Seconds;
}

/** How loud a source is to be. */
export interface SourceGains {
  /** Added to all levels, dB: how sources are made equally loud. */
  readonly gain: Decibels;
  /** Added at GAIN_SEMITONES from its own pitch, dB: how its keys are. */
  readonly keys: ArrayLike<Decibels>;
}

/** What is measured of a source's level. */
export interface SourceLevels {
  readonly shape: SoundShape;
  readonly gains: SourceGains;
  readonly chords: ChordProfile;
}

/** A source, and how loud it is and may be. Transferable. */
export interface LiveSource extends PackedSource, SourceLevels {}

const NO_GAINS: SourceGains = { gain: 0, keys: [] };

/**
 * Whatever is not finite is silence; tracks without frames are one silent frame.
 * @param recording the head is all of the sound, which is played as recorded: its levels and its loop.
 */
export function packSource(
  tracks: LiveTracks,
  gains: SourceGains = NO_GAINS,
  recording: Recording | null = null,
): PackedSource {
  const hertz = bounded(tracks.hertz, LOWEST_HERTZ, TOP_HERTZ, 261.63);
  const wide = tracks.frames > 0 && tracks.harmonics > 0 ? transpose(tracks, -DOWN) : tracks;
  const [kept, keptWide] = [columnsOf(tracks), columnsOf(wide)];
  const [harmonics, extras] = [keptWide.harmonics.length, keptWide.extras.length];
  const [first, stride] = [fours(harmonics), fours(harmonics) + fours(extras)];
  const frames = Math.max(1, tracks.frames);
  const head = meanOf(tracks.channels, ({ head }) => head, false);
  const sizes = [
    2 * frames * stride,
    2 * frames * NOISE_BANDS,
    4 * frames,
    4 * frames,
    8 * stride,
    4 * stride,
  ];
  const offsets = [8 * HEADER];
  const headLevels = recording?.sampleLevels ?? new Float32Array(0);
  for (const size of [...sizes, 4 * head.length, 4 * KEY_GAINS, 4 * headLevels.length])
    offsets.push((offsets.at(-1)! + size + 15) & ~15);
  const data = new ArrayBuffer(offsets.at(-1)!);
  const at = (part: number): number => offsets[part]!;
  const rootMidi = 69 + 12 * Math.log2(hertz / 440);
  new Float64Array(data, 0, HEADER).set([
    frames,
    harmonics,
    extras,
    stride,
    rootMidi,
    bounded(tracks.sustain.slope, -100, 0, 0),
    bounded(gains.gain, -60, 60, 0),
    bounded(tracks.headRate, 100, 1e6, 48_000),
    head.length,
    bounded(tracks.headHold, 0, head.length, 0),
    ...anchorsOf({ ...tracks, frames }),
    ...offsets.slice(0, 9),
    headLevels.length,
    recording?.loopEnd ?? 0,
    recording?.loopLength ?? 0,
  ]);
  const columns = [...keptWide.harmonics, ...fill(first - harmonics), ...keptWide.extras];
  const wideLevels = meanOf(wide.channels, ({ levels }) => levels, true);
  putTicks(new Int16Array(data, at(0), frames * stride), wideLevels, wide.ratios.length, columns, stride);
  const bands = Array.from({ length: NOISE_BANDS }, (_, band) => band);
  const noise = meanOf(tracks.channels, (channel) => channel.noise, true);
  putTicks(new Int16Array(data, at(1), frames * NOISE_BANDS), noise, NOISE_BANDS, bands, NOISE_BANDS);
  const contour = new Float32Array(data, at(2), frames);
  for (let i = 0; i < frames; i++)
    contour[i] = bounded(Math.log2(tracks.f0[i]! / hertz), -FARTHEST_OCTAVES, FARTHEST_OCTAVES, 0);
  const levels = meanOf(tracks.channels, (channel) => channel.levels, true);
  const powersOut = new Float32Array(data, at(3), frames);
  if (recording) powersOut.set(recording.levels.subarray(0, frames));
  else powersOut.set(powers(levels, tracks.ratios.length, kept, frames));
  new Float32Array(data, at(8), headLevels.length).set(headLevels);
  const phases = tracks.channels[0] === undefined ? new Float32Array(0) : wide.channels[0]!.phases;
  const ratios = new Float64Array(data, at(4), stride).fill(UNHEARD_RATIO);
  const phasesOut = new Float32Array(data, at(5), stride);
  columns.forEach((column, k) => {
    if (column < 0) return;
    ratios[k] = bounded(wide.ratios[column]!, 1e-3, UNHEARD_RATIO, UNHEARD_RATIO);
    phasesOut[k] = bounded(phases[column]!, 0, 1, 0);
  });
  new Float32Array(data, at(6), head.length).set(head.map((x) => bounded(x, -8, 8, 0)));
  new Float32Array(data, at(7), KEY_GAINS).set(
    Array.from({ length: KEY_GAINS }, (_, i) => bounded(gains.keys[i] ?? 0, -30, 30, 0)),
  );
  const compared = head.subarray(0, Math.ceil(PRODUCT_SECONDS * tracks.headRate));
  return {
    data,
    head: productHead(
      compared.map((x) => bounded(x, -8, 8, 0)),
      tracks.headRate,
      hertz,
    ),
  };
}

function productHead(head: Float32Array, rate: number, hertz: number): Float32Array {
  const speed = (rate * PRODUCT_HERTZ) / hertz / PRODUCT_RATE;
  return head.length > 0 && speed > 1e-3 && speed < 1e3 ? resampleHead(head, speed) : head.slice();
}

interface Columns {
  readonly harmonics: readonly number[];
  readonly extras: readonly number[];
}

/** Which partials are kept: the first harmonics, the loudest of the others, in their order. */
function columnsOf({ frames, ratios, harmonics, channels }: LiveTracks): Columns {
  const loudest = (k: number): number => {
    let most = -Infinity;
    for (const { levels } of channels)
      for (let i = 0; i < frames; i++) most = Math.max(most, levels[i * ratios.length + k]!);
    return most;
  };
  let count = Math.min(harmonics, MOST_HARMONICS);
  while (count > 0 && !(loudest(count - 1) > UNHEARD_DB)) count--;
  const first = Array.from({ length: count }, (_, k) => k);
  const others = Array.from(
    { length: Math.min(ratios.length, 16 * MAX_PARTIALS) - harmonics },
    (_, k) => harmonics + k,
  );
  if (others.length <= MOST_EXTRAS) return { harmonics: first, extras: others };
  const ranked = others.map((k) => ({ k, level: loudest(k) })).sort((a, b) => b.level - a.level);
  const extras = ranked.slice(0, MOST_EXTRAS).map(({ k }) => k);
  return { harmonics: first, extras: extras.sort((a, b) => a - b) };
}

/** −1: a column that only fills up. */
function fill(count: number): number[] {
  return new Array<number>(count).fill(-1);
}

function fours(count: number): number {
  return (count + 3) & ~3;
}

function putTicks(
  out: Int16Array,
  rows: Float32Array,
  width: number,
  columns: readonly number[],
  stride: number,
): void {
  out.fill(SILENT_DB * TICKS);
  const frames = width > 0 ? Math.floor(rows.length / width) : 0;
  for (let i = 0; i < Math.min(frames, out.length / Math.max(1, stride)); i++)
    columns.forEach((column, k) => {
      if (column >= 0)
        out[i * stride + k] = Math.round(
          TICKS * bounded(rows[i * width + column]!, SILENT_DB, 60, SILENT_DB),
        );
    });
}

/** dB of the power of each frame's partials. */
function powers(levels: Float32Array, width: number, { harmonics, extras }: Columns, frames: number) {
  return Float32Array.from({ length: frames }, (_, i) => {
    let power = 1e-14;
    for (const k of [...harmonics, ...extras]) {
      const level = levels[i * width + k]!;
      if (level > SILENT_DB) power += 0.5 * 10 ** (Math.min(60, level) / 10);
    }
    return 10 * Math.log10(power);
  });
}

/** One channel of two: by power (dB), or by mean. */
function meanOf(
  channels: readonly ChannelTracks[],
  of: (channel: ChannelTracks) => Float32Array,
  decibels: boolean,
): Float32Array {
  const [left, right] = channels;
  if (left === undefined) return new Float32Array(0);
  if (right === undefined) return of(left);
  const other = of(right);
  if (!decibels) return of(left).map((x, i) => 0.5 * (x + other[i]!));
  return of(left).map((x, i) => 10 * Math.log10(0.5 * (10 ** (x / 10) + 10 ** (other[i]! / 10))));
}

function bounded(x: number, low: number, high: number, otherwise: number): number {
  // written so that NaN, and what is not there, is neither
  return x >= high ? high : x > low ? x : x <= low ? low : otherwise;
}
