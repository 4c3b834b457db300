/** Converts times between clocks: from RtMidi's intervals to a steady clock, and from the bridge's clock to a page's. */
import type { Milliseconds, Seconds } from '../../units.js';

/** Largest relative drift of two clocks of a machine. */
const DRIFT = 1e-4;
/** A message that seems later than this was not late: its interval was lost, or the machine slept. */
const LOST: Milliseconds = 500;

/**
 * Times of an input's messages from the intervals between them, which the system measures where they arrive; the moments at
 * which JavaScript hears of them are later, and vary. The least delay so far stands for no delay. [Node]
 */
export class IntervalClock {
  /** Sum of the intervals. */
  #sum: Milliseconds = 0;
  /** What is added to the sum: the smallest difference that was seen, and slowly more, as clocks drift. */
  #offset: Milliseconds = Infinity;
  #seen: Milliseconds = 0;

  /** The time of a message that came `interval` after the one before, heard at `now`; never after `now`. */
  heard(interval: Seconds, now: Milliseconds): Milliseconds {
    if (interval > 0) this.#sum += interval * 1000;
    const offset = now - this.#sum;
    this.#offset += DRIFT * Math.max(0, now - this.#seen);
    this.#seen = now;
    if (!(offset >= this.#offset) || offset - this.#offset > LOST) this.#offset = offset;
    return this.#sum + this.#offset;
  }
}

/** How many answers the offset is the best of: older ones drift away. */
const ANSWERS = 8;

/**
 * The difference between the bridge's clock and a page's, from questions and answers: half of the shortest way there and
 * back is how wrong it can be, and on one machine that is some tenths of a millisecond. [page]
 */
export class RemoteClock {
  readonly #answers: { readonly offset: Milliseconds; readonly trip: Milliseconds }[] = [];

  /** An answer that says `remote`, to a question that was sent at `sent` and answered at `received`. */
  answered(sent: Milliseconds, remote: Milliseconds, received: Milliseconds): void {
    this.#answers.push({ offset: remote - (sent + received) / 2, trip: received - sent });
    if (this.#answers.length > ANSWERS) this.#answers.shift();
  }

  /** This clock's time of a remote one; `now` before the first answer, and never after it. */
  toLocal(remote: Milliseconds, now: Milliseconds): Milliseconds {
    const [first, ...others] = this.#answers;
    if (first === undefined) return now;
    const best = others.reduce((least, answer) => (answer.trip < least.trip ? answer : least), first);
    return Math.min(now, remote - best.offset);
  }
}
