/** Predicts a note's loudness before its first sample, from the level of its sources that it is brought to. */
import { KSpectrum } from '../audio/k-spectrum.js';
import { contourLoudness, noteLoudness } from '../audio/k-weighting.js';
import type { LoudnessTrack } from '../timbre/embedding.js';
import type { Decibels, Hertz, MidiNote, Samples } from '../units.js';

/** Share of a transposition by which the spectrum's centre shifts: part of a band envelope moves with the pitch, part stays. */
const MOVED = 0.5;
/** Lowest loudness of a source, LUFS. */
const SILENT: Decibels = -70;

/** What is known of a source's loudness; worked out once. */
export class SourceLevel {
  readonly #spectrum: KSpectrum;
  readonly #rootMidi: MidiNote | null;
  /** LUFS, of its loudest second. */
  readonly loudness: Decibels;

  /** @param rootMidi null for a sound without pitch: it is the same at every root. */
  constructor(samples: Float32Array, rate: Hertz, rootMidi: MidiNote | null) {
    this.#spectrum = new KSpectrum(samples, rate);
    this.#rootMidi = rootMidi;
    this.loudness = Math.max(SILENT, noteLoudness(samples, rate));
  }

  /** K-weighted minus unweighted level at a root. */
  weightingAt(rootMidi: MidiNote): Decibels {
    return this.#spectrum.weighting(this.#rootMidi === null ? 0 : MOVED * (rootMidi - this.#rootMidi));
  }
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
