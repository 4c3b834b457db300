/** Declares the events of an instrument, and fires them. [page] */
import { AlloyError, type ErrorMessage } from '../errors.js';
import type { ParameterId } from '../parameters.js';
import type { MidiNote, Seconds, Velocity } from '../units.js';
import type { SlotState } from './state/state.js';

/** A key that goes down or up, by whatever plays it. */
export interface NoteDetail {
  readonly key: MidiNote;
  /** 1 to 127; of a release 0 to 127. */
  readonly velocity: Velocity;
  /** True: it goes down. */
  readonly on: boolean;
  /** When it sounds, on the context's clock: for a note that is sent ahead, in the future. */
  readonly time: Seconds;
}

/** `details` of the events; each is a CustomEvent, `change` apart. */
export interface InstrumentEventDetails {
  /** The model is open, and in a context that was given the player's worklet runs. Once. */
  ready: null;
  /** A source slot, 0 to 3, came to another phase, or has another problem. */
  source: {
    readonly slot: number;
    readonly phase: SlotState['phase'];
    /** What could not be loaded or cannot be used; null: all is well. */
    readonly problem: AlloyError | null;
  };
  /** More of a render is made: zones that are ready, of all. */
  'render-progress': { readonly done: number; readonly total: number };
  /** Everything is rendered, tuned and looped, or came back so from an earlier visit; `total` zones. */
  'render-done': { readonly total: number };
  /** A key goes down or up, when it is sent. */
  note: NoteDetail;
  /** A preset was loaded or saved; nulls: the instrument is none any more. */
  preset: { readonly id: string | null; readonly name: string | null };
  /** A parameter has another value: by hand, by MIDI, by a host, by a preset. At most once a frame. */
  parameter: { readonly id: ParameterId; readonly value: number };
  /** Something failed: a model, a render, the audio output, a source, a preset. */
  error: { readonly error: AlloyError };
}

export type InstrumentEventMap = {
  [Type in keyof InstrumentEventDetails]: CustomEvent<InstrumentEventDetails[Type]>;
} & { change: Event };

/** Names of the events that an element fires, too. */
export const INSTRUMENT_EVENTS: readonly (keyof InstrumentEventDetails)[] = [
  'ready',
  'source',
  'render-progress',
  'render-done',
  'note',
  'preset',
  'parameter',
  'error',
];

type Options = boolean | AddEventListenerOptions;

/** An EventTarget that knows the types of its events. */
export interface InstrumentEventTarget extends EventTarget {
  addEventListener<Type extends keyof InstrumentEventMap>(
    type: Type,
    listener: (event: InstrumentEventMap[Type]) => void,
    options?: Options,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: Options,
  ): void;
  removeEventListener<Type extends keyof InstrumentEventMap>(
    type: Type,
    listener: (event: InstrumentEventMap[Type]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

export const InstrumentEventTarget = EventTarget as new () => InstrumentEventTarget;

/** Fires an event that leaves shadow roots, and does not bubble: an ancestor's `error` is its own. */
export function fire<Type extends keyof InstrumentEventDetails>(
  target: EventTarget,
  type: Type,
  detail: InstrumentEventDetails[Type],
): void {
  target.dispatchEvent(new CustomEvent(type, { detail, composed: true }));
}

/** An error of the state as it is thrown. */
export function alloyError({ code, subject, message }: ErrorMessage): AlloyError {
  return new AlloyError(code === 'aborted' ? 'internal' : code, subject, message);
}
