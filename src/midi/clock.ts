/** Converts the time of a MIDI event to an audio context's clock, without jitter. [page] */
import type { Milliseconds, Seconds } from '../units.js';

/** The part of an audio context that gives its time. */
export interface AudioClock {
  readonly currentTime: Seconds;
}

/** Delay of a message to the audio thread. */
const MARGIN_SECONDS: Seconds = 0.004;
/** Largest relative drift of the two clocks. */
const DRIFT = 1e-4;
/** Backward step that means the context was suspended. */
const RESTART_SECONDS: Seconds = 0.2;

/**
 * Converts the clock of events, `performance.now()`, to that of an audio context, with constant latency, so that rhythm
 * is kept.
 *
 * A context's time is constant between bursts of blocks and then jumps ahead, by some ten milliseconds on many
 * machines. The offset just after a jump is tracked: events timed by it are never late.
 */
export class EventClock {
  readonly #clock: AudioClock;
  /** The context's time at 0 of the other clock, as of the furthest leap. */
  #lead: Seconds = -Infinity;
  #seen: Milliseconds = 0;

  constructor(clock: AudioClock) {
    this.#clock = clock;
  }

  /** [page] Time of the context's clock at which an event of `eventTime` should sound. */
  toContextTime(eventTime: Milliseconds, now: Milliseconds = performance.now()): Seconds {
    const lead = this.#clock.currentTime - now / 1000;
    this.#lead -= (DRIFT * Math.max(0, now - this.#seen)) / 1000;
    this.#seen = now;
    if (lead > this.#lead || this.#lead - lead > RESTART_SECONDS) this.#lead = lead;
    return Math.min(eventTime, now) / 1000 + this.#lead + MARGIN_SECONDS;
  }
}

const clocks = new WeakMap<AudioClock, EventClock>();

/** [page] The same with the `EventClock` that belongs to a context. */
export function toContextTime(clock: AudioClock, eventTime: Milliseconds, now: Milliseconds): Seconds {
  let events = clocks.get(clock);
  if (events === undefined) {
    events = new EventClock(clock);
    clocks.set(clock, events);
  }
  return events.toContextTime(eventTime, now);
}
