/**
 * Messages between the page and the player's AudioWorkletProcessor: one tagged union per direction.
 * (The render worker's messages are in render/messages.ts: the worklet must not see them.)
 */
import type {
  BeatsPerMinute,
  DecibelsPerSecond,
  Gain01,
  MidiNote,
  QuarterNotes,
  Samples,
  Seconds,
} from './units.js';
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
   * Decay rate of the zone from `start` on, on every pass of the loop, for as long as the key is held: a struck sound
   * dies away though its loop is level. Per second of the samples, not of the output; 0 when left out. Zones of one key
   * zone may differ in it.
   */
  readonly decayRate?: DecibelsPerSecond;
}

/** Page → worklet. [page] posts, [audio] handles between blocks, also while playing. */
export type PlayerCommand =
  /**
   * Begins a zone, or replaces the one of that id: sounding notes crossfade to the new samples at their present
   * position, as soon as those have arrived. Zones of one root (within a cent) are one key zone: the layers between
   * which a note morphs. The audio thread allocates the zone's samples here.
   */
  | {
      readonly kind: 'zone';
      readonly id: number;
      /** Sounding pitch of the samples when played at `sampleRate`. */
      readonly rootMidi: MidiNote;
      readonly sampleRate: number;
      /** Samples that the zone will have once complete. */
      readonly length: Samples;
      /** Position of the zone in the mix of the sources. */
      readonly x: Gain01;
      readonly y: Gain01;
      /** null: the samples play once. */
      readonly loop: ZoneLoop | null;
      /**
       * True for samples that others of their key zone will replace, a note that is not conditioned yet: a key that is
       * still held at their end is silent, and goes on with the replacement. False when left out: the note ends.
       */
      readonly provisional?: boolean;
    }
  /** Adds samples to a zone at index `start`, in order, while the zone is rendered. The audio thread may allocate here. */
  | { readonly kind: 'samples'; readonly id: number; readonly start: Samples; readonly samples: Float32Array }
  | { readonly kind: 'removeZone'; readonly id: number }
  /** Removes all zones and live sources, and releases all voices. */
  | { readonly kind: 'clear' }
  /** The live engine, once, before its sources: bytes of engine.wasm. The audio thread compiles them here. */
  | { readonly kind: 'engine'; readonly wasm: ArrayBuffer }
  /**
   * The sources that are morphed between live, one to four, packed (audio/partials/pack.ts), with the products of their heads;
   * none: nothing is played live. Sounding notes crossfade to them. The audio thread copies them here.
   */
  | {
      readonly kind: 'live';
      readonly sources: readonly ArrayBuffer[];
      readonly products: Float64Array;
      /** [5][5] linear gains by mix position, y by y, linear between; absent: 1. */
      readonly levels?: Float32Array;
      /** They are recordings, until they are taken apart: notes go over to what replaces them more slowly. */
      readonly recorded?: boolean;
    }
  /** How far from a rendered key its zone is played where there are live sources, too. */
  | { readonly kind: 'reach'; readonly semitones: number }
  /** A MIDI message of 1 to 3 bytes; `time` in seconds of the context's clock, 0 or past: now. */
  | {
      readonly kind: 'midi';
      readonly bytes: readonly [number, number?, number?];
      readonly time: Seconds;
      /** True for a message of a song that the instrument itself plays: 'cancel' tells it from others. */
      readonly song?: boolean;
    }
  /** Position of the finger along a key that is down, −1 to 1: for that note alone, unlike CC 74. */
  | { readonly kind: 'slide'; readonly channel: number; readonly key: MidiNote; readonly amount: number }
  /** `time` as of a MIDI message, in one order with those; without it the value counts before all that waits. */
  | {
      readonly kind: 'parameter';
      readonly id: ParameterId;
      readonly value: number;
      readonly time?: Seconds;
    }
  /** Releases all notes of all channels at `time`, those too that a pedal holds; the pedals stay where they are. */
  | { readonly kind: 'release'; readonly time: Seconds }
  /** Forgets the messages that wait for `time` or later: those of the song, or, where `song` is not true, all but those. */
  | { readonly kind: 'cancel'; readonly time: Seconds; readonly song?: boolean }
  /** Pitch of each of the 128 keys, in fractional MIDI notes, NaN for a silent key; sounding notes are retuned. */
  | { readonly kind: 'tuning'; readonly semitones: Float64Array }
  /** The only channel that is listened to, 0 to 15; null: all. MPE zones have their own. */
  | { readonly kind: 'channel'; readonly channel: number | null }
  /** The host's transport, from now on: `position` in the song at `time` of the context's clock; without a time, now. */
  | {
      readonly kind: 'transport';
      readonly tempo: BeatsPerMinute;
      readonly playing: boolean;
      readonly position: QuarterNotes;
      readonly time?: Seconds;
    }
  /** Fades every voice out within a few milliseconds, without a click. */
  | { readonly kind: 'panic' }
  /** Interval of the status reports, in blocks; 0: never. */
  | { readonly kind: 'reportEvery'; readonly blocks: number }
  /** Asks for 'synced' with the same id once all commands before it were handled. */
  | { readonly kind: 'sync'; readonly id: number }
  /** The last command: the processor drops its zones and voices, and may be garbage-collected. */
  | { readonly kind: 'close' };

/** Worklet → page. [audio] posts: the message's copy is the only allocation. [page] handles. */
export type PlayerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'synced'; readonly id: number }
  /** Voices in use, peak level since the last report (linear), keys that sound. */
  | {
      readonly kind: 'status';
      readonly voices: number;
      readonly peak: number;
      readonly underruns: number;
      /** `POSITION_FIELDS` numbers for each voice in use: key, present mix position (x, y), level (linear). */
      readonly positions: Float32Array;
    }
  /** A program change was played, 0 to 127. */
  | { readonly kind: 'program'; readonly program: number }
  /** An MPE configuration message (RPN 6) was played: the zone that there is now; of two, the lower. */
  | { readonly kind: 'mpe'; readonly zone: MpeZone };

export type MpeZone = 'off' | 'lower' | 'upper';

export const POSITION_FIELDS = 4;
