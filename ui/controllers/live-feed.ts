/** Reads an instrument's meter once a frame for all who show it. [page] */
import type { InstrumentContract, MeterReading } from '../../src/instrument/contract.js';

/** A reading, and when it was read on `performance.now()`'s clock. Returns true to be called again at rest. */
export type LiveListener = (reading: MeterReading, now: number) => boolean | undefined;

/** What meters and live pictures listen to. Anything that calls its listeners will do. */
export interface LiveSource {
  /** Calls back once a frame while something sounds, until the function that it returns is called. */
  subscribe(listener: LiveListener): () => void;
}

/** Between readings while the page is hidden. */
const HIDDEN_MILLISECONDS = 50;

const feeds = new WeakMap<InstrumentContract, LiveFeed>();

/**
 * Reads an instrument's meter once a frame for everybody who shows it (a reading starts the peak anew, so two
 * readers would steal from each other), and rests while nothing sounds and every listener has come to rest.
 * [page]
 */
export class LiveFeed implements LiveSource {
  /** The one feed of an instrument. */
  static of(instrument: InstrumentContract): LiveFeed {
    let feed = feeds.get(instrument);
    if (!feed) feeds.set(instrument, (feed = new LiveFeed(instrument)));
    return feed;
  }

  readonly #instrument: InstrumentContract;
  readonly #listeners = new Set<LiveListener>();
  #frame = 0;
  /** Whether what is waited for is a timer, and no frame. */
  #timed = false;

  private constructor(instrument: InstrumentContract) {
    this.#instrument = instrument;
  }

  subscribe(listener: LiveListener): () => void {
    if (this.#listeners.size === 0) this.#instrument.addEventListener('change', this.#wake);
    this.#listeners.add(listener);
    this.#wake();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#instrument.removeEventListener('change', this.#wake);
      if (this.#timed) clearTimeout(this.#frame);
      else cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    };
  }

  get #sounding(): boolean {
    const { voices, heldKeys, playing } = this.#instrument.state;
    return voices > 0 || heldKeys.length > 0 || playing !== null;
  }

  readonly #wake = (): void => {
    if (this.#frame === 0 && this.#sounding) this.#ask();
  };

  #ask(): void {
    // A window that shows the elements may be seen while the page that made them is hidden, and has no frames.
    this.#timed = document.hidden;
    this.#frame = this.#timed
      ? window.setTimeout(() => this.#onFrame(performance.now()), HIDDEN_MILLISECONDS)
      : requestAnimationFrame(this.#onFrame);
  }

  readonly #onFrame = (now: number): void => {
    this.#frame = 0;
    const reading = this.#instrument.readMeter(this);
    let moving = this.#sounding;
    for (const listener of this.#listeners) if (listener(reading, now) === true) moving = true;
    if (moving && this.#listeners.size > 0 && this.#frame === 0) this.#ask();
  };
}
