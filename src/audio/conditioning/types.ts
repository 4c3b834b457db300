/** Declares what sample conditioning takes and gives: options, the conditioned key zone, its sustain loop. */
import type { AirTrack } from '../../timbre/embedding.js';
import type { Cents, Decibels, DecibelsPerSecond, Hertz, MidiNote, Samples } from '../../units.js';

export interface KeyZoneOptions {
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  /** False for sounds without pitch (drums, noise): no tuning, and only the noise-phase alignment. */
  readonly pitched: boolean;
  /** Loudness of each layer, LUFS, in the order of the layers; absent: ZONE_LOUDNESS. */
  readonly targets?: readonly Decibels[];
  /** Air of each layer (audio/air), for layers at 16 kHz. Absent: the key zone ends where its layers' band does. */
  readonly airs?: readonly AirTrack[];
}

/** Sustain loop in samples: sample `end − 1` is followed by sample `start`. */
export interface SustainLoop {
  readonly start: Samples;
  readonly end: Samples;
  /** Always 0: the crossfade is in the samples already. */
  readonly crossfade: Samples;
}

/**
 * All mixes of one root, conditioned: one length, one loop, one pitch contour, and the same harmonic phases at every
 * sample, so that any weighted sum of layers is again a note.
 */
export interface ConditionedZone {
  /** Layers in the order given: new arrays of equal length, which may differ from that of the raw notes. */
  readonly layers: readonly Float32Array[];
  /** Of the layers: the raw notes', or where they have air, what it needs (see zoneRate). */
  readonly sampleRate: Hertz;
  /**
   * Null: the key zone is a one-shot. Behind a loop's `end` follows a copy of the samples behind `start`, so that an
   * interpolator may read past it.
   */
  readonly loop: SustainLoop | null;
  /**
   * Natural decay of each layer while its loop, itself level, repeats: 0 for blown or bowed sounds, and for layers that
   * end before the loop.
   */
  readonly decayRates: readonly DecibelsPerSecond[];
  /** Mean detune of each raw layer from the root. */
  readonly cents: readonly Cents[];
  /** Gain applied to each layer. */
  readonly gainDecibels: readonly Decibels[];
}
