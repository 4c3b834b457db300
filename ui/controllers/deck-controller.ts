/** Updates its host when the songs of an instrument change, and while one plays. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { Milliseconds } from '../../src/units.js';
import { deckOf, type Deck } from './deck.js';

/** Between two looks at where a song is. */
const LOOK: Milliseconds = 80;

/** Keeps a host up to date with a deck. [page] */
export class DeckController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #deck: Deck | null = null;
  #instrument: InstrumentContract | null = null;
  #connected = false;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** @param looks whether the host shows where things are while they run. */
  constructor(
    host: ReactiveControllerHost,
    private readonly looks: boolean,
  ) {
    this.#host = host;
    host.addController(this);
  }

  get deck(): Deck | null {
    return this.#deck;
  }

  get instrument(): InstrumentContract | null {
    return this.#instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    if (instrument === this.#instrument) return;
    this.#instrument = instrument;
    this.#leave();
    this.#deck = instrument && deckOf(instrument);
    if (this.#connected) this.#follow();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#follow();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#leave();
  }

  #follow(): void {
    this.#deck?.addEventListener('change', this.#onChange);
    this.#onChange();
  }

  #leave(): void {
    this.#deck?.removeEventListener('change', this.#onChange);
    this.#watch(false);
  }

  readonly #onChange = (): void => {
    const { song, take } = this.#deck?.songs.state ?? { song: null, take: null };
    this.#watch(this.looks && (song?.playing === true || take?.phase === 'recording'));
    this.#host.requestUpdate();
  };

  #watch(runs: boolean): void {
    if (runs) this.#timer ??= setInterval(() => this.#host.requestUpdate(), LOOK);
    else if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }
}
