/** Crossfades between two readings of one note at an even level, whatever their phases. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Powers are measured over about this time: a period of a low note. */
const WINDOW_SECONDS: Seconds = 0.008;
/** Gain that phases which cancel each other may get, and those that add up. */
const MOST_GAIN = 2.5;
const LEAST_GAIN = Math.SQRT1_2;

/**
 * Two signals of the same pitch add up to anything between nothing and both. This one measures what they do, and keeps the power on
 * the line between theirs. [audio]
 */
export class LevelledSwap {
  readonly outgoing = new Float64Array(CONTROL_FRAMES);
  readonly incoming = new Float64Array(CONTROL_FRAMES);
  /** Gain of the incoming at the end of the next step: a field, because numbers that are passed may be boxed. */
  share: Gain01 = 0;
  readonly #keep: number;
  /** Power that is wanted, and what comes of adding both. */
  #wanted = 0;
  #made = 0;
  #last = 0;
  #gain = 1;

  constructor(rate: Hertz) {
    this.#keep = Math.exp(-CONTROL_FRAMES / (WINDOW_SECONDS * rate));
  }

  begin(): void {
    this.#wanted = 0;
    this.#made = 0;
    this.#last = 0;
    this.#gain = 1;
  }

  /** Adds both, which have their gains, on a line: up to `share`, and what is left of 1. */
  addTo(content: Float64Array): void {
    const { outgoing, incoming, share } = this;
    let a = 0;
    let b = 0;
    let both = 0;
    for (let frame = 0; frame < CONTROL_FRAMES; frame++) {
      const from = outgoing[frame]!;
      const to = incoming[frame]!;
      a += from * from;
      b += to * to;
      both += (from + to) * (from + to);
    }
    const middle = 0.5 * (this.#last + share);
    const ungained =
      (1 - middle) * powerOf(a, 1 - this.#last, 1 - share) + middle * powerOf(b, this.#last, share);
    this.#last = share;
    this.#wanted = ungained + this.#keep * this.#wanted;
    this.#made = both + this.#keep * this.#made;
    const before = this.#gain;
    this.#gain = share >= 1 ? 1 : this.#nextGain();
    const slope = (this.#gain - before) / CONTROL_FRAMES;
    for (let frame = 0; frame < CONTROL_FRAMES; frame++)
      content[frame]! += (before + slope * (frame + 1)) * (outgoing[frame]! + incoming[frame]!);
  }

  #nextGain(): number {
    if (!(this.#wanted > 0)) return 1;
    const gain = Math.sqrt(this.#wanted / Math.max(this.#made, 1e-3 * this.#wanted));
    return Math.min(MOST_GAIN, Math.max(LEAST_GAIN, gain));
  }
}

/** Power before a gain that went along a line; 0 where there was none. */
function powerOf(power: number, from: Gain01, to: Gain01): number {
  const square = (from * from + from * to + to * to) / 3;
  return square > 1e-6 ? power / square : 0;
}
