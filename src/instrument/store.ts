import { defaultParameters } from '../parameters.js';
import type { InstrumentState, SlotState } from './state.js';

/** Two sources to begin with; the state allows up to four. */
export const SLOT_COUNT = 2;

export function initialState(): InstrumentState {
  return {
    models: [],
    model: { phase: 'none' },
    backend: null,
    slots: Array.from({ length: SLOT_COUNT }, () => ({ phase: 'empty' }) as const),
    mix: 0.5,
    seconds: 4,
    seed: 1,
    temperature: null,
    render: { phase: 'idle' },
    takes: [],
    playing: null,
    zones: [],
    stale: false,
    parameters: defaultParameters(),
    midi: { phase: 'off' },
    heldKeys: [],
    voices: 0,
    tuning: 0,
  };
}

/**
 * Holds the state and tells when it was replaced, at most once per animation frame (or timer tick, where the
 * page is hidden and has no frames). [page]
 */
export class Store extends EventTarget {
  #state: InstrumentState = initialState();
  #scheduled = false;

  get state(): InstrumentState {
    return this.#state;
  }

  update(change: Partial<InstrumentState>): void {
    this.#state = { ...this.#state, ...change };
    this.#schedule();
  }

  updateSlot(slot: number, value: SlotState): void {
    this.update({ slots: this.#state.slots.map((old, i) => (i === slot ? value : old)) });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const fire = () => {
      this.#scheduled = false;
      this.dispatchEvent(new Event('change'));
    };
    if (globalThis.document?.visibilityState === 'visible') requestAnimationFrame(fire);
    else setTimeout(fire, 16);
  }
}
