/** Declares what sample conditioning takes and gives: options, the conditioned key zone, its sustain loop. */
import type { Cents, Decibels, DecibelsPerSecond, Hertz, MidiNote, Samples } from '../../units.js';

export interface KeyZoneOptions {
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  /** False for sounds without pitch (drums, noise): nothing is tuned, phases are only brought together. */
  readonly pitched: boolean;
}

/** Where a held note goes round, in samples. After the sample `end − 1` comes the sample `start`. */
export interface SustainLoop {
  readonly start: Samples;
  readonly end: Samples;
  /** Always 0: the crossfade is in the samples already. */
  readonly crossfade: Samples;
}

/**
 * All mixes of one root, ready to be read side by side: one length, one loop, one pitch contour, and the same
 * harmonic phases at every sample, so that any weighted sum of layers is again a note.
 */
export interface ConditionedZone {
  /** In the order given, new arrays of one length, which need not be that of the raw notes. */
  readonly layers: readonly Float32Array[];
  /**
   * Null: the key zone is a one-shot. Where there is a loop, `end` is followed by a copy of what follows `start`, so that
   * an interpolator may read past it.
   */
  readonly loop: SustainLoop | null;
  /**
   * What each layer falls by as its loop goes round, which is itself level: 0 for what is blown or bowed, and for layers
   * that have ended before.
   */
  readonly decayRates: readonly DecibelsPerSecond[];
  /** How far each raw layer was from the root. */
  readonly cents: readonly Cents[];
  /** What each layer was turned up by. */
  readonly gainDecibels: readonly Decibels[];
}
