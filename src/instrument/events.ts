/** Declares the events of an instrument, and fires them as its state changes. [page] */
import { AlloyError, type ErrorMessage } from '../errors.js';
import type { ParameterId } from '../parameters.js';
import type { MidiNote, Seconds, Velocity } from '../units.js';
import type { InstrumentState, SlotState } from './state/state.js';

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

/** Compares states, and fires what happened between them. [page] */
export class InstrumentEvents {
  readonly #target: EventTarget;
  #before: InstrumentState;

  constructor(target: EventTarget, state: InstrumentState) {
    this.#target = target;
    this.#before = state;
  }

  /** The state is another one now. */
  follow(state: InstrumentState): void {
    const before = this.#before;
    this.#before = state;
    if (state.slots !== before.slots) this.#followSlots(before, state);
    if (state.parameters !== before.parameters) this.#followParameters(before, state);
    if (state.presets?.current !== before.presets?.current) this.#followPreset(state);
    this.#followRender(before, state);
    for (const error of [
      newError(before.model, state.model),
      newError(before.audio, state.audio),
      newError(before.render, state.render),
      newError(before.adding, state.adding),
      before.presets?.error === state.presets?.error ? null : (state.presets?.error ?? null),
    ]) {
      if (error) this.#fail(error);
    }
  }

  #followSlots(before: InstrumentState, { slots }: InstrumentState): void {
    slots.forEach((slot, index) => {
      const old = before.slots[index]!;
      const [problem, known] = [problemOf(slot), problemOf(old)];
      if (slot.phase === old.phase && problem === known) return;
      const error = problem && alloyError(problem);
      fire(this.#target, 'source', { slot: index, phase: slot.phase, problem: error });
      if (problem && problem !== known) this.#fail(problem);
    });
  }

  #followParameters({ parameters: before }: InstrumentState, { parameters }: InstrumentState): void {
    for (const id of Object.keys(parameters) as ParameterId[]) {
      const value = parameters[id];
      if (value !== before[id]) fire(this.#target, 'parameter', { id, value });
    }
  }

  #followPreset({ presets }: InstrumentState): void {
    const id = presets?.current ?? null;
    const name = presets?.list.find((preset) => preset.id === id)?.name ?? null;
    fire(this.#target, 'preset', { id, name });
  }

  #followRender(before: InstrumentState, { render, zones }: InstrumentState): void {
    const [done, total] = [readyZones(zones), zones.length];
    const rendering = render.phase === 'running' || before.render.phase === 'running';
    if (rendering && total > 0 && (done !== readyZones(before.zones) || total !== before.zones.length))
      fire(this.#target, 'render-progress', { done, total });
    // Begun and done within one frame, where all was known, it was never seen running.
    if (render.phase === 'done' && render !== before.render) fire(this.#target, 'render-done', { total });
  }

  #fail(error: ErrorMessage): void {
    if (error.code !== 'aborted') fire(this.#target, 'error', { error: alloyError(error) });
  }
}

function readyZones(zones: InstrumentState['zones']): number {
  return zones.filter(({ phase }) => phase === 'ready').length;
}

function problemOf(slot: SlotState): ErrorMessage | null {
  if (slot.phase === 'error') return slot.error;
  return slot.phase === 'ready' ? (slot.problem?.error ?? null) : null;
}

type Failing = { readonly phase: string; readonly error?: ErrorMessage };

function newError(before: Failing, now: Failing): ErrorMessage | null {
  return now.phase === 'error' && now.error !== before.error ? now.error! : null;
}

/** An error of the state as it is thrown. */
export function alloyError({ code, subject, message }: ErrorMessage): AlloyError {
  return new AlloyError(code === 'aborted' ? 'internal' : code, subject, message);
}
