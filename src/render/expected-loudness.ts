/** Predicts a note's loudness before its first sample, from the level of its sources that it is brought to. */
import { chordPeak } from '../audio/chord-peak.js';
import { KSpectrum } from '../audio/k-spectrum.js';
import { contourLoudness, noteLoudness } from '../audio/k-weighting.js';
import type { LoudnessTrack } from '../timbre/embedding.js';
import type { Decibels, Hertz, MidiNote, Samples } from '../units.js';

/** Share of a transposition by which the spectrum's centre shifts: part of a band envelope moves with the pitch, part stays. */
const MOVED = 0.5;
/** Lowest loudness of a source, LUFS. */
const SILENT: Decibels = -70;

/** What is known of a source's loudness. */
export interface SourceLevel {
  /** LUFS, of its loudest second. */
  readonly loudness: Decibels;
  /** Peak of its chords: see chordPeak. Null: not known. */
  readonly chordPeak: Decibels | null;
  /** K-weighted minus unweighted level at a root. */
  weightingAt(rootMidi: MidiNote): Decibels;
}

/** Semitones between two values of a table of weightings, and how far it reaches on either side. */
const TABLE_STEP = 4;
const TABLE_REACH = 64;

/** The same as numbers, for a source that is kept without its samples. */
export interface LevelTable {
  /** LUFS. */
  readonly loudness: Decibels;
  /** Weighting of the spectrum −64, −60 … 64 semitones away. */
  readonly weightings: readonly Decibels[];
  /** See chordPeak; null where the table was made before it was measured. */
  readonly chordPeak: Decibels | null;
}

/** What the samples of a source say of its loudness; worked out once. */
export class MeasuredLevel implements SourceLevel {
  readonly #spectrum: KSpectrum;
  readonly #rootMidi: MidiNote | null;
  readonly loudness: Decibels;
  readonly chordPeak: Decibels;

  /** @param rootMidi null for a sound without pitch: it is the same at every root. */
  constructor(samples: Float32Array, rate: Hertz, rootMidi: MidiNote | null) {
    this.#spectrum = new KSpectrum(samples, rate);
    this.#rootMidi = rootMidi;
    this.loudness = Math.max(SILENT, noteLoudness(samples, rate));
    this.chordPeak = Math.max(SILENT, chordPeak(samples, rate));
  }

  weightingAt(rootMidi: MidiNote): Decibels {
    return this.#spectrum.weighting(movedBy(rootMidi, this.#rootMidi));
  }

  get table(): LevelTable {
    const weightings: Decibels[] = [];
    for (let away = -TABLE_REACH; away <= TABLE_REACH; away += TABLE_STEP)
      weightings.push(this.#spectrum.weighting(away));
    return { loudness: this.loudness, weightings, chordPeak: this.chordPeak };
  }
}

/** What a table says of a source's loudness. */
export class TabledLevel implements SourceLevel {
  readonly #rootMidi: MidiNote | null;
  readonly table: LevelTable;

  /** @param rootMidi null for a sound without pitch. */
  constructor(table: LevelTable, rootMidi: MidiNote | null) {
    this.table = table;
    this.#rootMidi = rootMidi;
  }

  get loudness(): Decibels {
    return this.table.loudness;
  }

  get chordPeak(): Decibels | null {
    return this.table.chordPeak;
  }

  weightingAt(rootMidi: MidiNote): Decibels {
    const { weightings } = this.table;
    const place = (movedBy(rootMidi, this.#rootMidi) + TABLE_REACH) / TABLE_STEP;
    const before = Math.min(weightings.length - 1, Math.max(0, Math.floor(place)));
    const after = Math.min(weightings.length - 1, before + 1);
    return weightings[before]! + (place - before) * (weightings[after]! - weightings[before]!);
  }
}

/** Semitones by which a source's spectrum moves when it is rendered at a root. */
function movedBy(rootMidi: MidiNote, own: MidiNote | null): number {
  return own === null ? 0 : MOVED * (rootMidi - own);
}

export interface LevelShare {
  readonly level: SourceLevel;
  /** Above 0; relative. */
  readonly weight: number;
}

/** A note of which this is known. */
export interface ExpectedNote {
  /** Of its blended embedding. */
  readonly track: LoudnessTrack | null;
  readonly rootMidi: MidiNote;
  readonly length: Samples;
  readonly rate: Hertz;
}

/**
 * Predicts a note's loudness in LUFS, as noteLoudness measures it, within some 2 dB: that of the level contour that it
 * is brought to. For a model that leaves loudness in the signal, the mean of its sources'. −Infinity for silence.
 */
export function expectedLoudness(shares: readonly LevelShare[], note: ExpectedNote): Decibels {
  const { track, rootMidi, length, rate } = note;
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (level: SourceLevel) => Decibels): Decibels =>
    shares.reduce((sum, { level, weight }) => sum + (weight / total) * of(level), 0);
  if (!track?.unweighted) return mean((level) => level.loudness);
  const contour = track.unweighted.subarray(0, Math.ceil(length / track.hop));
  return contourLoudness(contour, track.hop / rate) + mean((level) => level.weightingAt(rootMidi));
}
