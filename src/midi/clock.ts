import type { Milliseconds, Seconds } from '../units.js';

/** What is needed of an audio context to know its time: any AudioContext has it. */
export interface AudioClock {
  readonly currentTime: Seconds;
  readonly baseLatency?: Seconds;
  readonly outputLatency?: Seconds;
  getOutputTimestamp?(): { contextTime?: Seconds; performanceTime?: Milliseconds };
}

/** A block and the way of a message to the audio thread, where that is not late already. */
const MARGIN_SECONDS: Seconds = 0.004;

/**
 * Time of the context's clock at which an event of `performance.now()` time should sound: the same short
 * while after the event, always, so that the rhythm is kept. That while is the context's own latency (what
 * is written now is heard that much later) and a small margin. [page]
 */
export function toContextTime(clock: AudioClock, eventTime: Milliseconds, now: Milliseconds): Seconds {
  const stamp = clock.getOutputTimestamp?.();
  // Before the first block was heard, and where a browser has none, the stamp is missing or all zeros.
  if (stamp?.performanceTime && stamp.contextTime) {
    const heard = stamp.contextTime + (eventTime - stamp.performanceTime) / 1000;
    return heard + (clock.baseLatency ?? 0) + (clock.outputLatency ?? 0) + MARGIN_SECONDS;
  }
  return clock.currentTime - Math.max(0, now - eventTime) / 1000 + MARGIN_SECONDS;
}
