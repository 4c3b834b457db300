/** Lays what the live engine plays of a sound out as tracks of numbers to round, and puts it together from them. */
import type { KeptSource } from '../audio/partials/live-source.js';
import { GAIN_SEMITONES } from '../audio/partials/pack.js';
import { MAX_PARTIALS, NOISE_BANDS, SILENT_DB, type LiveTracks } from '../audio/partials/tracks.js';
import type { Decibels } from '../units.js';
import type { NumberReader, NumberWriter } from './bytes.js';
import { damaged } from './damaged.js';
import { weightsOf } from './live-weights.js';
import { widthOf, type TrackShape } from './quantise.js';

/** Finest steps: levels in dB below the loudest as `depthOf` has them, the contour in cents, phases in periods, the head in its peak. */
const STEPS = {
  levels: 0.5,
  noise: 1,
  contour: 2,
  phases: 1 / 32,
  head: 1 / 4096,
  chords: 0.5,
  keys: 0.25,
} as const;
/** Octaves by which they grow with eight steps of the quality. */
const GROWTH: Readonly<Record<LiveTrackName, number>> = {
  levels: 1,
  noise: 0.75,
  contour: 0.5,
  phases: 0,
  head: 1,
  chords: 0.5,
  keys: 0.25,
};
/** From this quality on there is no head; what it took is given to the others. */
const HEADLESS = 40;
const GIVEN_BACK = 12;
/** What phases are worth without a head that goes on in them. */
const COARSE_PHASES = 1 / 4;
export const QUALITIES = 96;

export type LiveTrackName = keyof typeof STEPS;

/** The first partials are coded one by one: an ear parts them; those above in groups, as neighbours move alike. */
const SINGLE = 8;
const GROUP = 16;
/** Levels below the loudest by more count half, … */
const FINE: Decibels = 50;
/** … and those below it by more are silence. */
const DEEPEST: Decibels = 90;
const SILENT_DEPTH = FINE + (DEEPEST - FINE) / 2;
/** Decoded depths from here on are silence: rounding moves what was. */
const SILENT_FROM = SILENT_DEPTH - 3;
const RATIO_STEPS = 65_536;
const HERTZ_STEPS = 10_000;
const SLOPE_STEPS = 10_000;
const LEVEL_STEPS = 16;
/** What is read: levels are within this of 0 dB, contours within so many cents of their median. */
const MOST_LEVEL: Decibels = 400;
const MOST_CENTS = 2400;

/** Limits of what is read: a minute and more of frames of 5 ms, and the memory that it takes. */
const MOST_FRAMES = 16_384;
const MOST_HEAD = 65_536;
export const MOST_LIVE_VALUES = 4_000_000;

/** The numbers that say which tracks there are, and what else there is to know. Whole, 0 or more. */
const FACTS = [
  ['frames', 1, MOST_FRAMES],
  ['partials', 0, MAX_PARTIALS],
  ['harmonics', 0, MAX_PARTIALS],
  ['pitched', 0, 1],
  /** In steps of a ten-thousandth. */
  ['hertz', 1, 2 ** 31 - 1],
  ['headRate', 1000, 1_000_000],
  ['headLength', 0, MOST_HEAD],
  ['headHold', 0, MOST_HEAD],
  ['attackFrame', 0, MOST_FRAMES],
  ['sustainFrom', 0, MOST_FRAMES],
  ['sustainTo', 0, MOST_FRAMES],
  /** How it falls, ten-thousandths of a dB a frame. */
  ['fall', 0, 10_000_000],
  ['chordFrames', 0, MOST_FRAMES],
  /** Microseconds. */
  ['chordHop', 0, 1_000_000],
  /** 0 is the finest. */
  ['quality', 0, QUALITIES - 1],
  /** A MIDI note in cents, and one more; 0: there is none. */
  ['root', 0, 12_801],
] as const;

/** The same of either sign: levels in sixteenths of a dB, the head's peak as one. */
const SIGNED = ['loudest', 'loudestNoise', 'headPeak', 'gain', 'chordPeak'] as const;

export type LiveFacts = Readonly<Record<(typeof FACTS)[number][0] | (typeof SIGNED)[number], number>> & {
  readonly ratios: Float64Array;
};

export function liveFactsOf({ tracks, gains, chords, root }: KeptSource): LiveFacts {
  const kept = keptPartials(tracks);
  const { noise, head } = tracks.channels[0]!;
  const { sustain, frames } = tracks;
  const peak = head.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-9);
  const level = (decibels: number): number => Math.round(decibels * LEVEL_STEPS);
  return {
    frames,
    partials: kept.length,
    harmonics: kept.filter((k) => k < tracks.harmonics).length,
    pitched: tracks.pitched ? 1 : 0,
    hertz: Math.round(tracks.hertz * HERTZ_STEPS),
    headRate: Math.round(tracks.headRate),
    headLength: Math.min(MOST_HEAD, head.length),
    headHold: Math.min(MOST_HEAD, tracks.headHold),
    attackFrame: tracks.attackFrame,
    sustainFrom: sustain.from,
    sustainTo: sustain.to,
    fall: Math.round(-sustain.slope * SLOPE_STEPS),
    chordFrames: chords.levels.length,
    chordHop: Math.round(1e6 * chords.hopSeconds),
    quality: 0,
    root: root === null ? 0 : 1 + Math.round(100 * Math.min(128, Math.max(0, root))),
    loudest: level(loudestOf(tracks.channels[0]!.levels)),
    loudestNoise: level(loudestOf(noise)),
    headPeak: level(20 * Math.log10(peak)),
    gain: level(gains.gain),
    chordPeak: level(chords.chordPeak),
    ratios: Float64Array.from(kept, (k) => Math.round(tracks.ratios[k]! * RATIO_STEPS) / RATIO_STEPS),
  };
}

/** All that are heard at some time, and the harmonics below them: these keep their places. */
function keptPartials({ ratios, harmonics, frames, channels }: LiveTracks): number[] {
  const { levels } = channels[0]!;
  const least = loudestOf(levels) - DEEPEST;
  const heard = Array.from(ratios, (_, k) => {
    for (let frame = 0; frame < frames; frame++) if (levels[frame * ratios.length + k]! > least) return true;
    return false;
  });
  const last = heard.lastIndexOf(true, harmonics - 1);
  return [...heard.keys()].filter((k) => (k < harmonics ? k <= last : heard[k]));
}

function loudestOf(levels: Float32Array): Decibels {
  return levels.reduce((max, x) => Math.max(max, x), SILENT_DB);
}

/** The same at another quality. */
export function withQuality(facts: LiveFacts, quality: number): LiveFacts {
  return quality < HEADLESS ? { ...facts, quality } : { ...facts, quality, headLength: 0, headHold: 0 };
}

function stepOf(name: LiveTrackName, quality: number): number {
  if (name === 'phases') return quality < HEADLESS ? STEPS.phases : COARSE_PHASES;
  const grown = quality < HEADLESS ? quality : quality - GIVEN_BACK;
  return STEPS[name] * 2 ** ((GROWTH[name] * grown) / 8);
}

export function writeLiveFacts(writer: NumberWriter, facts: LiveFacts): void {
  for (const [name] of FACTS) writer.unsigned(facts[name]);
  for (const name of SIGNED) writer.signed(facts[name]);
  let before = 0;
  for (const ratio of facts.ratios) {
    const nearest = Math.round(ratio);
    writer.signed(nearest - before).signed(Math.round((ratio - nearest) * RATIO_STEPS));
    before = nearest;
  }
}

/** @throws AlloyError 'document-damaged' for facts of no sound, or of one that is too large. */
export function readLiveFacts(reader: NumberReader): LiveFacts {
  const whole = FACTS.map(([name, least, most]) => [name, reader.within(least, most)] as const);
  const signed = SIGNED.map((name) => {
    const value = reader.signed();
    if (Math.abs(value) > MOST_LEVEL * LEVEL_STEPS) throw damaged('live', 'one of its levels is none');
    return [name, value] as const;
  });
  const facts = Object.fromEntries([...whole, ...signed]) as Omit<LiveFacts, 'ratios'>;
  let nearest = 0;
  const ratios = Float64Array.from({ length: facts.partials }, () => {
    nearest += reader.signed();
    return nearest + reader.signed() / RATIO_STEPS;
  });
  const read = { ...facts, ratios } as LiveFacts;
  const total = liveShapes(read).reduce((sum, { shape }) => sum + shape.frames * widthOf(shape), 0);
  if (total > MOST_LIVE_VALUES) throw damaged('live', 'it is longer than any sound');
  const { frames, harmonics, partials, headHold, headLength, attackFrame, sustainFrom, sustainTo } = read;
  const valid =
    harmonics <= partials &&
    headHold <= headLength &&
    Math.max(attackFrame, sustainFrom, sustainTo) < frames &&
    sustainFrom <= sustainTo &&
    ratios.every((ratio) => ratio > 0 && ratio < RATIO_STEPS);
  if (!valid) throw damaged('live', 'its numbers do not belong together');
  return read;
}

/** The tracks that there are, in the order in which they are written. */
export function liveShapes({
  frames,
  partials,
  headLength,
  chordFrames,
  quality,
}: LiveFacts): { readonly name: LiveTrackName; readonly shape: TrackShape }[] {
  const list: [LiveTrackName, TrackShape['coding'], number, readonly number[]][] = [
    ['contour', 'cosine', frames, [1]],
    ['phases', 'turn', 1, new Array<number>(partials).fill(1)],
    ['levels', 'cosine', frames, groupsOf(partials)],
    ['noise', 'cosine', frames, [NOISE_BANDS / 2, NOISE_BANDS / 2]],
    ['head', 'cosine', headLength, [1]],
    ['chords', 'cosine', chordFrames, [1]],
    ['keys', 'delta', GAIN_SEMITONES.length, [1]],
  ];
  return list.map(([name, coding, count, groups]) => ({
    name,
    shape: { coding, step: stepOf(name, quality), frames: count, groups },
  }));
}

/** Factors of the steps of levels: see live-weights.ts. */
export type Weights = Partial<Record<LiveTrackName, Float32Array>>;

export function liveWeights(facts: LiveFacts): Weights {
  const [levels, noise] = ['levels', 'noise'].map(
    (wanted) => liveShapes(facts).find(({ name }) => name === wanted)!.shape,
  ) as [TrackShape, TrackShape];
  const hertz = facts.hertz / HERTZ_STEPS;
  return {
    levels: weightsOf(
      levels,
      facts.ratios.map((ratio) => ratio * hertz),
    ),
    noise: weightsOf(noise, null),
  };
}

function groupsOf(partials: number): number[] {
  const single = new Array<number>(Math.min(SINGLE, partials)).fill(1);
  const rest = partials - single.length;
  const groups = Array.from({ length: Math.ceil(rest / GROUP) }, (_, i) => Math.min(GROUP, rest - i * GROUP));
  return [...single, ...groups];
}

/** The values of each track, as they are to be coded. */
export function liveValues(
  { tracks, gains, chords }: KeptSource,
  facts: LiveFacts,
): Record<LiveTrackName, ArrayLike<number>> {
  const { levels, noise, phases, head } = tracks.channels[0]!;
  const kept = keptPartials(tracks);
  const width = tracks.ratios.length;
  const loudest = facts.loudest / LEVEL_STEPS;
  const peak = 10 ** (facts.headPeak / LEVEL_STEPS / 20);
  const depths = new Float32Array(tracks.frames * kept.length);
  for (let frame = 0; frame < tracks.frames; frame++)
    kept.forEach((k, i) => {
      depths[frame * kept.length + i] = depthOf(loudest - levels[frame * width + k]!);
    });
  return {
    contour: tracks.f0.map((hertz) => bounded(1200 * Math.log2(hertz / tracks.hertz), MOST_CENTS)),
    phases: kept.map((k) => phases[k]!),
    levels: depths,
    noise: noise.map((level) => depthOf(facts.loudestNoise / LEVEL_STEPS - level)),
    head: head.subarray(0, facts.headLength).map((x) => x / peak),
    chords: chords.levels.map((level) => Math.max(SILENT_DB, level)),
    keys: GAIN_SEMITONES.map((_, i) => gains.keys[i] ?? 0),
  };
}

/** @param below dB under the loudest. */
function depthOf(below: Decibels): number {
  const depth = Math.max(0, Math.min(DEEPEST, below));
  return depth <= FINE ? depth : FINE + (depth - FINE) / 2;
}

/** A level at a depth, the loudest at 0 dB. */
export function levelOfDepth(depth: number): Decibels {
  return levelAt(depth, 0);
}

/** What `depthOf` came from. */
function levelAt(depth: number, loudest: Decibels): Decibels {
  if (!(depth < SILENT_FROM)) return SILENT_DB;
  return loudest - (depth <= FINE ? Math.max(0, depth) : FINE + 2 * (depth - FINE));
}

function bounded(x: number, most: number): number {
  // written so that NaN is 0
  return x >= most ? most : x > -most ? x : x <= -most ? -most : 0;
}

export function livePartsOf(
  facts: LiveFacts,
  values: Readonly<Record<LiveTrackName, Float32Array>>,
): KeptSource {
  const hertz = facts.hertz / HERTZ_STEPS;
  const peak = 10 ** (facts.headPeak / LEVEL_STEPS / 20);
  const channel = {
    levels: values.levels.map((depth) => levelAt(depth, facts.loudest / LEVEL_STEPS)),
    phases: values.phases.map((turn) => turn - Math.floor(turn)),
    noise: values.noise.map((depth) => levelAt(depth, facts.loudestNoise / LEVEL_STEPS)),
    head: values.head.map((x) => peak * bounded(x, 2)),
  };
  const tracks: LiveTracks = {
    frames: facts.frames,
    hertz,
    pitched: facts.pitched === 1,
    f0: values.contour.map((cents) => hertz * 2 ** (bounded(cents, MOST_CENTS) / 1200)),
    ratios: facts.ratios,
    harmonics: facts.harmonics,
    channels: [channel],
    coherence: new Float32Array(NOISE_BANDS).fill(1),
    headRate: facts.headRate,
    headHold: facts.headHold,
    attackFrame: facts.attackFrame,
    sustain: { from: facts.sustainFrom, to: facts.sustainTo, slope: -facts.fall / SLOPE_STEPS },
  };
  return {
    tracks,
    gains: { gain: facts.gain / LEVEL_STEPS, keys: values.keys },
    chords: {
      chordPeak: facts.chordPeak / LEVEL_STEPS,
      levels: values.chords,
      hopSeconds: facts.chordHop / 1e6,
    },
    root: facts.root === 0 ? null : (facts.root - 1) / 100,
  };
}
