/** Lays an encoded source out as tracks of numbers to round, and puts one together from them. */
import type { LevelTable } from '../render/expected-loudness.js';
import type { EncodedSource } from '../render/notes.js';
import type { Embedding, HarmonicTrack } from '../timbre/embedding.js';
import type { Decibels, MidiNote } from '../units.js';
import type { NumberReader, NumberWriter } from './bytes.js';
import { damaged } from './damaged.js';
import { widthOf, type TrackShape } from './quantise.js';

/** Finest steps: timbre in the embedding's own unit, pitch in semitones, phases in periods, the rest in dB. */
const STEPS = {
  timbre: 1 / 64,
  levels: 0.5,
  unweighted: 0.5,
  deviation: 1 / 64,
  bands: 1,
  harmonics: 2,
  rests: 4,
  phases: 1 / 16,
  weighting: 0.25,
  loudness: 0.25,
} as const;

export type TrackName = keyof typeof STEPS;

/** A track, and the shape that it is coded in. */
export interface NamedShape {
  readonly name: TrackName;
  readonly shape: TrackShape;
}

/** One of so many frames of the harmonics is kept; the others lie between them. */
const HARMONIC_FRAMES = 4;
/** Harmonics that are kept, from the fundamental on; what lies above has its level from the band envelope. */
const MOST_HARMONICS = 64;
/** Weightings of a level: see LevelTable. A value behind them is the peak of chords, which the first documents have not. */
const WEIGHTINGS = 33;

/** Limits of what is read: a minute in short frames at 48 kHz, and the memory that it takes. */
const MOST_FRAMES = 32_768;
const MOST_WIDTH = 512;
const MOST_HOP = 65_536;
export const MOST_VALUES = 4_000_000;

/** The numbers that say which tracks there are; 0 frames: there is no such track. */
const FACTS = [
  ['timbreFrames', 1, MOST_FRAMES],
  ['channels', 1, MOST_WIDTH],
  ['timbreHop', 1, MOST_HOP],
  ['levelFrames', 0, MOST_FRAMES],
  ['levelHop', 0, MOST_HOP],
  /** −dB that stand for silence. */
  ['silence', 0, 1000],
  /** 0: there is no unweighted level. */
  ['unweightedWindow', 0, MOST_HOP],
  /** 1: there is a pitch track, which may have no frames. */
  ['pitched', 0, 1],
  ['deviationFrames', 0, MOST_FRAMES],
  ['deviationHop', 0, MOST_HOP],
  ['bandFrames', 0, MOST_FRAMES],
  ['bands', 0, MOST_WIDTH],
  ['bandHop', 0, MOST_HOP],
  ['harmonicFrames', 0, MOST_FRAMES],
  ['harmonics', 0, MOST_HARMONICS],
  ['harmonicHop', 0, MOST_HOP],
  ['weightings', 1, MOST_WIDTH],
] as const;

export type SourceFacts = Readonly<Record<(typeof FACTS)[number][0], number>>;

export function factsOf({ embedding, level }: EncodedSource): SourceFacts {
  const { timbre, loudness, pitch, bandEnvelope, harmonics } = embedding;
  return {
    timbreFrames: timbre.frames,
    channels: timbre.channels,
    timbreHop: timbre.hop,
    levelFrames: loudness?.levels.length ?? 0,
    levelHop: loudness?.hop ?? 0,
    silence: -(loudness?.silence ?? 0),
    unweightedWindow: loudness?.unweighted ? (loudness.unweightedWindow ?? 0) : 0,
    pitched: pitch ? 1 : 0,
    deviationFrames: pitch?.deviation.length ?? 0,
    deviationHop: pitch?.hop ?? 0,
    bandFrames: bandEnvelope?.frames ?? 0,
    bands: bandEnvelope?.width ?? 0,
    bandHop: bandEnvelope?.hop ?? 0,
    harmonicFrames: harmonics?.frames ?? 0,
    harmonics: Math.min(MOST_HARMONICS, harmonics?.count ?? 0),
    harmonicHop: harmonics?.hop ?? 0,
    weightings: weightingsOf(level).length,
  };
}

export function writeFacts(writer: NumberWriter, facts: SourceFacts): void {
  for (const [name] of FACTS) writer.unsigned(facts[name]);
}

/** @throws AlloyError 'document-damaged' for facts of no source, or of one that is too large. */
export function readFacts(reader: NumberReader): SourceFacts {
  const entries = FACTS.map(([name, least, most]) => [name, reader.within(least, most)] as const);
  const facts = Object.fromEntries(entries) as SourceFacts;
  const total = shapesOf(facts).reduce((sum, { shape }) => sum + shape.frames * widthOf(shape), 0);
  // frames between kept ones are filled in
  if (total + 3 * facts.harmonicFrames * facts.harmonics > MOST_VALUES)
    throw damaged('embedding', 'it is longer than any sound');
  if (facts.bands % 2 !== 0) throw damaged('embedding', 'its bands are no pairs');
  return facts;
}

/** The tracks that there are, in the order in which they are written. */
export function shapesOf(facts: SourceFacts): NamedShape[] {
  const one = [1];
  const kept = Math.ceil(facts.harmonicFrames / HARMONIC_FRAMES);
  const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
  const list: [TrackName, TrackShape['coding'], number, readonly number[]][] = [
    ['loudness', 'delta', 1, one],
    ['weighting', 'delta', facts.weightings, one],
    ['timbre', 'cosine', facts.timbreFrames, ones(facts.channels)],
    ['levels', 'delta', facts.levelFrames, one],
    ['unweighted', 'delta', facts.unweightedWindow > 0 ? facts.levelFrames : 0, one],
    ['deviation', 'delta', facts.deviationFrames, one],
    ['bands', 'cosine', facts.bandFrames, facts.bands > 0 ? [facts.bands / 2, facts.bands / 2] : []],
    ['harmonics', 'cosine', kept, facts.harmonics > 0 ? [facts.harmonics] : []],
    ['rests', 'cosine', kept, facts.harmonics > 0 ? [facts.harmonics] : []],
    ['phases', 'turn', kept, ones(facts.harmonics)],
  ];
  return list.map(([name, coding, frames, groups]) => ({
    name,
    shape: { coding, step: STEPS[name], frames, groups },
  }));
}

/** The values of each track, as they are to be coded. */
export function valuesOf({ embedding, level }: EncodedSource): Record<TrackName, ArrayLike<number>> {
  const { timbre, loudness, pitch, bandEnvelope, harmonics } = embedding;
  const kept = (of: 'levels' | 'rests' | 'phases'): ArrayLike<number> => keptFrames(harmonics, of);
  const unweighted = loudness?.unweighted;
  return {
    loudness: [level.loudness],
    weighting: weightingsOf(level),
    timbre: timbre.values,
    levels: loudness?.levels ?? [],
    unweighted: unweighted ? unweighted : [],
    deviation: pitch?.deviation ?? [],
    bands: bandEnvelope?.values ?? [],
    harmonics: kept('levels'),
    rests: kept('rests'),
    phases: kept('phases'),
  };
}

function keptFrames(track: HarmonicTrack | undefined, of: 'levels' | 'rests' | 'phases'): number[] {
  if (!track) return [];
  const values: number[] = [];
  const count = Math.min(MOST_HARMONICS, track.count);
  for (let frame = 0; frame < track.frames; frame += HARMONIC_FRAMES) {
    for (let k = 0; k < count; k++) values.push(track[of][frame * track.count + k]!);
  }
  return values;
}

/** The source that tracks are of, at the root that it was encoded at. */
export function sourceOf(
  facts: SourceFacts,
  values: Readonly<Record<TrackName, Float32Array>>,
  rootMidi: MidiNote,
): EncodedSource {
  const { timbreFrames, channels, timbreHop } = facts;
  const embedding: Embedding = {
    timbre: { frames: timbreFrames, channels, hop: timbreHop, values: values.timbre },
    loudness:
      facts.levelFrames === 0
        ? null
        : {
            hop: facts.levelHop,
            silence: -facts.silence,
            levels: values.levels,
            ...(facts.unweightedWindow > 0
              ? { unweighted: values.unweighted, unweightedWindow: facts.unweightedWindow }
              : {}),
          },
    pitch: facts.pitched === 1 ? { rootMidi, hop: facts.deviationHop, deviation: values.deviation } : null,
    ...(facts.bandFrames > 0
      ? {
          bandEnvelope: {
            frames: facts.bandFrames,
            width: facts.bands,
            hop: facts.bandHop,
            values: values.bands,
          },
        }
      : {}),
    ...(facts.harmonicFrames > 0 && facts.harmonics > 0 ? { harmonics: harmonicsOf(facts, values) } : {}),
  };
  return { embedding, rootMidi, level: levelOf(values.loudness[0]!, [...values.weighting]) };
}

/** The table's weightings, and behind them the peak of chords where it is known. */
function weightingsOf({ weightings, chordPeak }: LevelTable): readonly Decibels[] {
  return chordPeak === null ? weightings : [...weightings, chordPeak];
}

function levelOf(loudness: Decibels, written: readonly Decibels[]): LevelTable {
  const weightings = written.slice(0, WEIGHTINGS);
  return { loudness, weightings, chordPeak: written[WEIGHTINGS] ?? null };
}

function harmonicsOf(
  { harmonicFrames: frames, harmonics: count, harmonicHop: hop }: SourceFacts,
  { harmonics, rests, phases }: Readonly<Record<TrackName, Float32Array>>,
): HarmonicTrack {
  const levels = filledIn(harmonics, frames, count, between);
  return {
    frames,
    count,
    hop,
    levels,
    rests: filledIn(rests, frames, count, between),
    phases: filledIn(phases, frames, count, betweenTurns),
    hold: 1,
  };
}

function filledIn(
  kept: Float32Array,
  frames: number,
  count: number,
  mix: (from: number, to: number, share: number) => number,
): Float32Array {
  const values = new Float32Array(frames * count);
  const last = Math.ceil(frames / HARMONIC_FRAMES) - 1;
  for (let frame = 0; frame < frames; frame++) {
    const before = Math.floor(frame / HARMONIC_FRAMES);
    const after = Math.min(last, before + 1);
    const share = (frame % HARMONIC_FRAMES) / HARMONIC_FRAMES;
    for (let k = 0; k < count; k++) {
      values[frame * count + k] = mix(kept[before * count + k]!, kept[after * count + k]!, share);
    }
  }
  return values;
}

function between(from: number, to: number, share: number): number {
  return from + share * (to - from);
}

/** The short way around. */
function betweenTurns(from: number, to: number, share: number): number {
  const way = to - from - Math.round(to - from);
  const value = from + share * way;
  return value - Math.floor(value);
}
