/** Fires the events of an instrument as its state changes. [page] */
import type { ErrorMessage } from '../../errors.js';
import type { ParameterId } from '../../parameters.js';
import { alloyError, fire } from '../events.js';
import type { InstrumentState, SlotState } from '../state/state.js';

/** Compares states, and fires what happened between them. [page] */
export class StateEvents {
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
