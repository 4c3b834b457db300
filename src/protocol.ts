/**
 * Messages between the page and the player's AudioWorkletProcessor: one tagged union per direction.
 * (The render worker's messages are in render/messages.ts: the worklet must not see them.)
 */
import type { DecibelsPerSecond, Gain01, MidiNote, Samples, Seconds } from './units.js';
import type { ParameterId } from './parameters.js';

/**
 * The part of a zone that sounds as long as a note is held, in samples of the zone: `start` < `end` ≤ length.
 * The `crossfade` samples before `end` fade into those before `start`; it is at most `start`, and at most
 * `end − start`.
 */
export interface ZoneLoop {
  readonly start: Samples;
  readonly end: Samples;
  readonly crossfade: Samples;
  /**
   * What the zone falls by from `start` on, round after round, for as long as it is held: a struck sound dies away though
   * its loop is level. Seconds of the samples; 0 when left out. Zones of one key zone may differ in it.
   */
  readonly decayRate?: DecibelsPerSecond;
}

/** Page → worklet. */
export type PlayerCommand =
  /**
   * Begins a zone, or replaces the one of that id: notes that sound go over to the new samples where they are,
   * as soon as those are there. Zones of one root (within a cent) are one key zone: the layers between which a
   * note morphs.
   */
  | {
      readonly kind: 'zone';
      readonly id: number;
      /** Sounding pitch of the samples when played at `sampleRate`. */
      readonly rootMidi: MidiNote;
      readonly sampleRate: number;
      /** Samples that the zone will have once complete. */
      readonly length: Samples;
      /** Where between the sources the zone is. */
      readonly x: Gain01;
      readonly y: Gain01;
      /** null: the samples play once. */
      readonly loop: ZoneLoop | null;
    }
  /** Adds samples to a zone; `start` is where they belong. Arrives in order while a zone is rendering. */
  | { readonly kind: 'samples'; readonly id: number; readonly start: Samples; readonly samples: Float32Array }
  | { readonly kind: 'removeZone'; readonly id: number }
  /** All zones away; voices that sound are released. */
  | { readonly kind: 'clear' }
  /** A MIDI message of 1 to 3 bytes; `time` in seconds of the context's clock, 0 or past: now. */
  | { readonly kind: 'midi'; readonly bytes: readonly [number, number?, number?]; readonly time: Seconds }
  /** How far along a key that is down on a channel a finger has slid, −1 to 1: of that note alone, unlike CC 74. */
  | { readonly kind: 'slide'; readonly channel: number; readonly key: MidiNote; readonly amount: number }
  | { readonly kind: 'parameter'; readonly id: ParameterId; readonly value: number }
  /** Pitch of each of the 128 keys, as (fractional) MIDI notes, NaN where one is silent; notes that sound follow. */
  | { readonly kind: 'tuning'; readonly semitones: Float64Array }
  /** The only channel that is listened to, 0 to 15; null: all. MPE zones have their own. */
  | { readonly kind: 'channel'; readonly channel: number | null }
  /** Every voice off at once, without a click (a few milliseconds). */
  | { readonly kind: 'panic' }
  /** How often to report, in blocks; 0 never. */
  | { readonly kind: 'reportEvery'; readonly blocks: number }
  /** Asks for 'synced' with the same id once all commands before it were handled. */
  | { readonly kind: 'sync'; readonly id: number }
  /** The last command: the processor lets go of everything and may be collected. */
  | { readonly kind: 'close' };

/** Worklet → page. */
export type PlayerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'synced'; readonly id: number }
  /** Voices in use, peak level since the last report (linear), keys that sound. */
  | {
      readonly kind: 'status';
      readonly voices: number;
      readonly peak: number;
      readonly underruns: number;
      /** `POSITION_FIELDS` numbers for each voice in use: key, where its mix is now (x, y), level (linear). */
      readonly positions: Float32Array;
    }
  /** A program change was played, 0 to 127. */
  | { readonly kind: 'program'; readonly program: number }
  /** An MPE configuration message (RPN 6) was played: the zone that there is now; of two, the lower. */
  | { readonly kind: 'mpe'; readonly zone: MpeZone };

export type MpeZone = 'off' | 'lower' | 'upper';

export const POSITION_FIELDS = 4;
