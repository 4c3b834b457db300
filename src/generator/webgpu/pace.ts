/** Chooses how many samples a GPU dispatch generates, from the time that the last ones took. */
import type { Milliseconds } from '../../units.js';

/** How long a dispatch should take: short enough for a page that draws on the same GPU, far below any watchdog. */
const TARGET: Milliseconds = 30;
/** Growth from one dispatch to the next; shrinking knows no bound. */
const GROWTH = 4;
/** Multiply-adds of the first dispatch: 40 ms of a GPU made of software. */
const FIRST_WORK = 4e6;

/** Chooses the samples a dispatch by the time that the last ones took. */
export class Pace {
  /** Never more than this. */
  readonly most: number;
  readonly #fixed: boolean;
  #steps: number;

  /**
   * @param work multiply-adds of one sample of all notes.
   * @param most samples that a dispatch may make.
   * @param fixed samples a dispatch, whatever time they take.
   */
  constructor(work: number, most: number, fixed?: number) {
    this.most = Math.min(fixed ?? most, most);
    this.#fixed = fixed !== undefined;
    this.#steps = this.#fixed ? this.most : Math.max(1, Math.min(this.most, Math.floor(FIRST_WORK / work)));
  }

  /** Samples for the next dispatch. */
  get steps(): number {
    return this.#steps;
  }

  /** Tells what a dispatch of `steps` samples took. */
  measured(steps: number, elapsed: Milliseconds): void {
    if (this.#fixed) return;
    const ideal = Math.floor((steps * TARGET) / Math.max(elapsed, 0.01));
    this.#steps = Math.max(1, Math.min(ideal, GROWTH * steps, this.most));
  }
}
