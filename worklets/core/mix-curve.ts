/** Moves a voice's mix along the drawn curve, one value a control step. [audio, while playing; no allocation] */
import type { Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** What comes behind the last point, by its number in the parameter table. */
const HOLD = 0;
const REPEAT = 1;

/** The curve, shared by all voices. [audio] */
export class MixCurveSettings {
  /** How far each point moves the mix, −1 to 1, smoothed. */
  readonly points: Float64Array;
  /** From the first point to the last. */
  seconds: Seconds = 2;
  end = HOLD;
  /** Whether it moves anything. */
  on = false;

  constructor(points: Float64Array) {
    this.points = points;
  }

  /** The points may have moved. */
  update(): void {
    let on = false;
    for (let i = 0; i < this.points.length; i++) if (this.points[i] !== 0) on = true;
    this.on = on;
  }
}

/** A voice's place on the curve. It begins with the note, and counts on while the curve is flat: it may be bent later. [audio] */
export class MixCurve {
  readonly #settings: MixCurveSettings;
  readonly #stepSeconds: Seconds;
  /** In points from the first one. */
  #place = 0;

  constructor(settings: MixCurveSettings, rate: Hertz) {
    this.#settings = settings;
    this.#stepSeconds = CONTROL_FRAMES / rate;
  }

  start(): void {
    this.#place = 0;
  }

  /** Advances one control step. */
  advance(): void {
    const { points, seconds } = this.#settings;
    this.#place += ((points.length - 1) * this.#stepSeconds) / seconds;
  }

  /** How far the mix is moved now, −1 to 1. */
  get value(): number {
    const { points, end } = this.#settings;
    const last = points.length - 1;
    let place = this.#place;
    if (end === HOLD) place = Math.min(place, last);
    else if (end === REPEAT) place %= points.length;
    else {
      place %= 2 * last;
      if (place > last) place = 2 * last - place;
    }
    const before = Math.min(last, Math.floor(place));
    const from = points[before]!;
    const to = points[before === last && end === REPEAT ? 0 : Math.min(last, before + 1)]!;
    return from + (to - from) * (place - before);
  }
}
