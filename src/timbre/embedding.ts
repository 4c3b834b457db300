/** Declares the embedding of a sound and its tracks: timbre, loudness, pitch, band envelope, air. */
import type { Decibels, Gain01, MidiNote, Samples } from '../units.js';

/** What a source sounds like, frame by frame: `frames × channels`, row-major. */
export interface TimbreTrack {
  readonly frames: number;
  readonly channels: number;
  readonly hop: Samples;
  readonly values: Float32Array;
}

/** How loud it is: one value in dB each `hop` samples, of the pre-emphasised, peak-normalised signal. */
export interface LoudnessTrack {
  readonly hop: Samples;
  readonly levels: Float32Array;
  /** The value that stands for silence, −100 dB. */
  readonly silence: Decibels;
  /**
   * RMS in dB of the signal itself, not pre-emphasised, under a window of its own: the final level of a render, because
   * de-emphasis gives notes of another key or band envelope another level. Absent: not known.
   */
  readonly unweighted?: Float32Array;
  /** The window of `unweighted`; absent with it. */
  readonly unweightedWindow?: Samples;
}

/** Its pitch: a root, and the deviation from it each `hop` samples. */
export interface PitchTrack {
  readonly rootMidi: MidiNote;
  readonly hop: Samples;
  /** Deviation in semitones; 0 where unvoiced. */
  readonly deviation: Float32Array;
}

/**
 * Its band envelope (audio/band-envelope) at the pitch track's root: levels of harmonics and of noise in each band, in
 * dB relative to the frame's energy, `frames × width`, row-major.
 */
export interface BandEnvelopeTrack {
  readonly frames: number;
  readonly width: number;
  readonly hop: Samples;
  readonly values: Float32Array;
}

/**
 * Its harmonics (audio/harmonics) at the pitch track's root, `frames × count`, row-major: energies in dB relative to
 * the frame's.
 */
export interface HarmonicTrack {
  readonly frames: number;
  /** Harmonics, from the fundamental on. */
  readonly count: number;
  readonly hop: Samples;
  /** Of the steady sine that each harmonic is. */
  readonly levels: Float32Array;
  /** Of what lies around that sine: noise, beating. */
  readonly rests: Float32Array;
  /** Periods, 0 to 1, by which each is ahead of so many periods of the fundamental's clock. */
  readonly phases: Float32Array;
  /** How far `levels` and `rests` hold at the root that is rendered: 1 at the source's own, 0 far away. Phases always hold. */
  readonly hold: Gain01;
}

/**
 * Its air (audio/air): levels of what lies above the model's band, measured on the source at its own rate; `frames × 2 · AIR_BANDS`,
 * row-major: of the harmonics by band, then of the noise, in dB of power density.
 */
export interface AirTrack {
  /** At the moments of airFrameSeconds; silent behind the last. */
  readonly frames: number;
  readonly values: Float32Array;
}

/** Bands of a frame of detail. */
export const DETAIL_BANDS = { slow: 48, fast: 12 } as const;

/** Finer bands and levels than the other tracks have (render/detail.ts), of the source as a whole: no harmonics apart. */
export interface DetailTrack {
  /** 48 bands a frame of 512 samples, dB relative to the frame's energy: for partials. */
  readonly slow: Float32Array;
  /** 12 bands a frame of 128 samples, likewise: for hits. */
  readonly fast: Float32Array;
  /** RMS in dB each 64 samples. */
  readonly levels: Float32Array;
  /** How far the bands hold at the root that is rendered: 1 at the source's own and for sounds without pitch, 0 far away. */
  readonly hold: Gain01;
}

/** A source (or a blend of sources) in tracks; those that a model does not separate are null. */
export interface Embedding {
  readonly timbre: TimbreTrack;
  readonly loudness: LoudnessTrack | null;
  readonly pitch: PitchTrack | null;
  /** Absent where the model knows no band envelope. */
  readonly bandEnvelope?: BandEnvelopeTrack;
  /** Absent where the model knows no band envelope, and for sounds without pitch. */
  readonly harmonics?: HarmonicTrack;
  /** Absent where it is not known: then a render ends where the model's band does. */
  readonly air?: AirTrack;
  /** Absent in what former versions encoded, and for models without a band envelope. */
  readonly detail?: DetailTrack;
}
