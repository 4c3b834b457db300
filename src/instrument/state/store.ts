/** Holds the instrument's state and announces changes, at most once a frame. [page] */
import { defaultParameters } from '../../parameters.js';
import { FIRST_PLAN } from '../../document/schema.js';
import { NOTHING_LEARNED } from '../../midi/learn.js';
import { SLOT_COUNT } from './document.js';
import type { InstrumentState, SlotState } from './state.js';

export { FIRST_PLAN };

export function initialState(): InstrumentState {
  return {
    models: [],
    model: { phase: 'none' },
    adding: { phase: 'idle' },
    backend: null,
    slots: Array.from({ length: SLOT_COUNT }, () => ({ phase: 'empty' }) as const),
    leftOver: null,
    mix: { x: 0.5, y: 0 },
    plan: FIRST_PLAN,
    seconds: 4,
    seed: 1,
    temperature: null,
    fast: false,
    render: { phase: 'idle' },
    clips: [],
    playing: null,
    zones: [],
    stale: false,
    parameters: defaultParameters(),
    audio: { phase: 'off' },
    midi: { phase: 'off' },
    bridge: { phase: 'off' },
    midiChannel: null,
    learn: NOTHING_LEARNED,
    history: { undo: null, redo: null },
    tuning: null,
    tuningMessages: 'off',
    tuningRefused: null,
    storage: { phase: 'off', notices: [] },
    policy: [],
    presets: null,
    factory: { list: [], current: null, edited: false, loading: null, error: null },
    heldKeys: [],
    voices: 0,
  };
}

/** How often progress is told: smooth to the eye, and little beside the work that it tells of. */
const PROGRESS_MILLISECONDS = 80;

/**
 * Holds the state and tells when it was replaced, at most once per animation frame (or timer tick, where the
 * page is hidden and has no frames). Progress is told less often: to draw a page anew for every chunk of sound
 * takes the cores from what makes the sound. [page]
 */
export class Store extends EventTarget {
  #state: InstrumentState = initialState();
  #scheduled = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  get state(): InstrumentState {
    return this.#state;
  }

  update(change: Partial<InstrumentState>): void {
    this.#state = { ...this.#state, ...change };
    this.#schedule();
  }

  /** The same for what changes all the time while something is made. */
  progress(change: Partial<InstrumentState>): void {
    this.#state = { ...this.#state, ...change };
    this.#timer ??= setTimeout(() => {
      this.#timer = null; // a frame that is late may be under way already; what comes after it is told, too
      this.#schedule();
    }, PROGRESS_MILLISECONDS);
  }

  updateSlot(slot: number, value: SlotState): void {
    this.update({ slots: this.#state.slots.map((old, i) => (i === slot ? value : old)) });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const fire = () => {
      this.#scheduled = false;
      this.dispatchEvent(new Event('change'));
    };
    if (globalThis.document?.visibilityState === 'visible') requestAnimationFrame(fire);
    else setTimeout(fire, 16);
  }
}
