import type { Decibels, MidiNote, Samples } from '../units.js';

/** What a source sounds like, frame by frame: `frames × channels`, row-major. */
export interface TimbreLane {
  readonly frames: number;
  readonly channels: number;
  readonly hop: Samples;
  readonly values: Float32Array;
}

/** How loud it is: one value in dB each `hop` samples, of the pre-emphasised, peak-normalised signal. */
export interface LoudnessLane {
  readonly hop: Samples;
  readonly levels: Float32Array;
  /** The value that stands for silence, −100 dB. */
  readonly silence: Decibels;
  /**
   * As `levels`, of the signal itself, not pre-emphasised, under a longer window: the level that a render is brought
   * to in the end, because a note of another key or colour de-emphasises to another one. Absent: not known.
   */
  readonly plain?: Float32Array;
}

/** Its pitch: a root, and the deviation from it each `hop` samples. */
export interface PitchLane {
  readonly rootMidi: MidiNote;
  readonly hop: Samples;
  /** Deviation in semitones; 0 where unvoiced. */
  readonly deviation: Float32Array;
}

/**
 * Its colour (audio/colour): how loud its harmonics, and what lies between them, are in each band, in dB relative to the
 * frame's energy, `frames × width`, row-major. As it sounds at the pitch lane's root.
 */
export interface ColourLane {
  readonly frames: number;
  readonly width: number;
  readonly hop: Samples;
  readonly values: Float32Array;
}

/** A source (or a blend of sources) in lanes; those that a model does not separate are null. */
export interface Embedding {
  readonly timbre: TimbreLane;
  readonly loudness: LoudnessLane | null;
  readonly pitch: PitchLane | null;
  /** Absent where the model knows no colour. */
  readonly colour?: ColourLane;
}
