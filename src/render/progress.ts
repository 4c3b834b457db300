/** Reports the progress of a render. */
import type { Gain01, Hertz } from '../units.js';
import type { Job } from './jobs.js';
import type { RenderProgress, RenderStep } from './notes.js';

/** Says how far a render is. What came from the cache counts as done. */
export class ProgressReport {
  readonly #onProgress: ((progress: RenderProgress) => void) | undefined;
  #jobs: readonly Job[] = [];
  #sampleRate: Hertz = 1;
  #samplesPerSecond = 0;

  constructor(onProgress: ((progress: RenderProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** A step whose pace is not known. */
  step(step: RenderStep, fraction: Gain01): void {
    this.#onProgress?.({ step, fraction, realTimeFactor: 0, secondsLeft: null });
  }

  /** Generating begins. */
  begin(jobs: readonly Job[], sampleRate: Hertz): void {
    this.#jobs = jobs;
    this.#sampleRate = sampleRate;
    this.generating(0);
  }

  /** @param samplesPerSecond over all notes, lately; 0 before it is known. */
  generating(samplesPerSecond: number): void {
    this.#samplesPerSecond = samplesPerSecond;
    if (!this.#onProgress) return;
    const total = this.#jobs.reduce((sum, job) => sum + job.length, 0);
    const made = this.#jobs.reduce((sum, job) => sum + job.made, 0);
    this.#onProgress({
      step: 'generate',
      fraction: total > 0 ? made / total : 1,
      realTimeFactor: samplesPerSecond / this.#sampleRate,
      secondsLeft: samplesPerSecond > 0 ? (total - made) / samplesPerSecond : null,
    });
  }

  /** The last report of a render, at the pace of the one before. */
  end(): void {
    this.generating(this.#samplesPerSecond);
  }
}
