/** A sequencer that looks a little ahead and sends each note with its time: the audio thread plays it to the sample. */
import type { Instrument } from 'alloy-instrument';
import { HELD, MELODY } from '../melody.js';

/** Seconds that are sent ahead, and milliseconds between two looks. */
const AHEAD = 0.2;
const LOOK = 50;
const BAR = 1;

export class Sequencer {
  readonly #instrument: Instrument;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** When the next bar begins, and how many of its notes are sent. */
  #bar = 0;
  #sent = 0;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
  }

  /** @returns the time of the first note, on the context's clock. */
  start(): number {
    this.#bar = this.#instrument.context.currentTime + AHEAD;
    this.#sent = 0;
    this.#timer ??= setInterval(() => this.#look(), LOOK);
    this.#look();
    return this.#bar;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#instrument.cancelScheduled();
    this.#instrument.allNotesOff();
  }

  #look(): void {
    const until = this.#instrument.context.currentTime + AHEAD;
    while (this.#bar + MELODY[this.#sent]![0] <= until) {
      const [from, key] = MELODY[this.#sent]!;
      this.#instrument.noteOn(key, 100, this.#bar + from);
      this.#instrument.noteOff(key, this.#bar + from + HELD);
      if (++this.#sent < MELODY.length) continue;
      this.#sent = 0;
      this.#bar += BAR;
    }
  }
}
