/** Runs on the page what belongs to a time of the audio context's clock, about when that time comes. [page] */
import type { AudioClock } from '../../midi/clock.js';
import type { Milliseconds, Seconds } from '../../units.js';

/** What comes this soon is shown at once: less than two frames of a screen. */
const SOON_SECONDS: Seconds = 0.02;
/** Longest wait between two looks at a clock that may have stopped, and shortest. */
const LONGEST_WAIT: Milliseconds = 1000;
const SHORTEST_WAIT: Milliseconds = 10;

interface Due {
  readonly time: Seconds;
  readonly run: () => void;
  /** Of a song that the instrument itself plays. */
  readonly song: boolean;
}

export interface LaterClock {
  readonly clock: AudioClock;
  /** An offline context has no present: everything is at once. */
  readonly offline: boolean;
}

/**
 * Keeps what is shown in step with what is heard: keys that a host plays ahead light up when they sound. First by time, then
 * as they came. [page]
 */
export class Later {
  readonly #clock: LaterClock;
  #due: Due[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(clock: LaterClock) {
    this.#clock = clock;
  }

  /** Runs now what is due, or soon. */
  at(time: Seconds, run: () => void, song = false): void {
    if (time === 0 || this.#clock.offline || time - this.#now <= SOON_SECONDS) return run();
    const place = this.#due.findLastIndex((due) => due.time <= time) + 1;
    this.#due.splice(place, 0, { time, run, song });
    if (place === 0) this.#wait();
  }

  /** Forgets what is for `time` or later, of a song, or all but that. */
  cancel(time: Seconds, song = false): void {
    this.#due = this.#due.filter((due) => due.time < time || due.song !== song);
    this.#wait();
  }

  /** Runs now what is for a time before `time`. */
  catchUp(time: Seconds): void {
    const count = this.#due.findLastIndex((due) => due.time < time) + 1;
    for (const { run } of this.#due.splice(0, count)) run();
    this.#wait();
  }

  clear(): void {
    this.#due = [];
    this.#wait();
  }

  get #now(): Seconds {
    return this.#clock.clock.currentTime;
  }

  #wait(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const [first] = this.#due;
    if (!first) return;
    const milliseconds = 1000 * (first.time - this.#now);
    this.#timer = setTimeout(this.#look, Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, milliseconds)));
  }

  readonly #look = (): void => {
    this.#timer = null;
    const until = this.#now + SOON_SECONDS / 2;
    const count = this.#due.findLastIndex(({ time }) => time <= until) + 1;
    for (const { run } of this.#due.splice(0, count)) run();
    this.#wait();
  };
}
