/**
 * Messages between the page and the player's AudioWorkletProcessor: one tagged union per direction.
 * (The render worker's messages are in render/messages.ts: the worklet must not see them.)
 */
import type { MidiNote, Samples, Seconds } from './units.js';
import type { ParameterId } from './parameters.js';

/** Page → worklet. */
export type PlayerCommand =
  /** Begins (or replaces) a zone. Voices on a replaced zone of the same id play their old samples out. */
  | {
      readonly kind: 'zone';
      readonly id: number;
      /** Sounding pitch of the samples when played at `sampleRate`. */
      readonly rootMidi: MidiNote;
      readonly sampleRate: number;
      /** Samples that the zone will have once complete. */
      readonly length: Samples;
    }
  /** Adds samples to a zone; `start` is where they belong. Arrives in order while a zone is rendering. */
  | { readonly kind: 'samples'; readonly id: number; readonly start: Samples; readonly samples: Float32Array }
  | { readonly kind: 'removeZone'; readonly id: number }
  /** All zones away; voices that sound are released. */
  | { readonly kind: 'clear' }
  /** A MIDI message of 1 to 3 bytes; `time` in seconds of the context's clock, 0 or past: now. */
  | { readonly kind: 'midi'; readonly bytes: readonly [number, number?, number?]; readonly time: Seconds }
  | { readonly kind: 'parameter'; readonly id: ParameterId; readonly value: number }
  /** Every voice off at once, without a click (a few milliseconds). */
  | { readonly kind: 'panic' }
  /** How often to report, in blocks; 0 never. */
  | { readonly kind: 'reportEvery'; readonly blocks: number }
  /** Asks for 'synced' with the same id once all commands before it were obeyed. */
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
    };
