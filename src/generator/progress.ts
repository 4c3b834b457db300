/** Estimates the speed and the remaining time of a batch of notes. */
import type { Milliseconds } from '../units.js';
import type { GeneratorNote, GeneratorProgress } from './generator.js';

/** Weight of the past halves over this time, so that the speed is that of lately. */
const HALF_LIFE: Milliseconds = 1000;

/** Counts samples over all notes of a call and estimates speed and time left. */
export class ProgressMeter {
  readonly #total: number;
  readonly #report: ((progress: GeneratorProgress) => void) | undefined;
  readonly #now: () => Milliseconds;
  #done = 0;
  #last: Milliseconds;
  /** Decaying sums: samples made, and the time that they took. */
  #samples = 0;
  #time: Milliseconds = 0;

  /** @param now a clock in milliseconds; a test brings its own. */
  constructor(
    batch: readonly GeneratorNote[],
    report?: (progress: GeneratorProgress) => void,
    now: () => Milliseconds = () => performance.now(),
  ) {
    this.#total = batch.reduce((sum, note) => sum + note.length - (note.history?.length ?? 0), 0);
    this.#report = report;
    this.#now = now;
    this.#last = now();
  }

  /** Counts `samples` more and reports. */
  add(samples: number): void {
    const now = this.#now();
    const elapsed = now - this.#last;
    const kept = 0.5 ** (elapsed / HALF_LIFE);
    this.#last = now;
    this.#done += samples;
    this.#samples = this.#samples * kept + samples;
    this.#time = this.#time * kept + elapsed;
    // A first report within the clock's resolution would say "infinitely fast".
    const samplesPerSecond = (1000 * this.#samples) / Math.max(this.#time, 0.1);
    this.#report?.({
      samplesDone: this.#done,
      samplesTotal: this.#total,
      samplesPerSecond,
      secondsLeft: (this.#total - this.#done) / samplesPerSecond,
    });
  }
}
