/** Computes ADSR envelopes, one value a control step. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Time constants in a decay or release time: exponential segments reach −60 dB of their range in it. */
const SIXTY_DECIBELS = Math.log(1000);
/** Time constants in an attack of curve 1: it is at three quarters after a sixth of its time. */
const STEEPEST_ATTACK = 8;
/** Curves nearer to 0 than this are computed as straight lines. */
const STRAIGHT = 0.01;
/** Envelope level below which a voice ends: −100 dB. */
const SILENCE = 1e-5;

/**
 * A segment from 0 to 1 in a given time: v ← aim − (aim − v) · ratio at each control step. `curve`: number of time
 * constants in that time; above 0 the segment is steep at first, below 0 steep at the end. [audio]
 */
class Segment {
  readonly #rate: Hertz;
  #seconds: Seconds = 0.001;
  #curve = 1;
  /** The segment approaches 1 without reaching it. */
  #endless = false;
  aim = 1;
  ratio = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  setSeconds(seconds: Seconds): void {
    this.#seconds = seconds;
    this.#update();
  }

  setBend(bend: number, endless: boolean): void {
    this.#curve = Math.abs(bend) < STRAIGHT ? STRAIGHT : bend;
    this.#endless = endless;
    this.#update();
  }

  #update(): void {
    this.ratio = Math.exp((-this.#curve * CONTROL_FRAMES) / (this.#seconds * this.#rate));
    this.aim = this.#endless ? 1 : 1 / (1 - Math.exp(-this.#curve));
  }
}

/** Attack, decay, sustain and release, as all voices share them. [audio] */
export class EnvelopeShape {
  readonly attack: Segment;
  readonly decay: Segment;
  readonly release: Segment;
  /** Sustain level of this control step, smoothed. */
  sustain: Gain01 = 1;

  constructor(rate: Hertz) {
    this.attack = new Segment(rate);
    this.decay = new Segment(rate);
    this.release = new Segment(rate);
  }

  /** −1 to 1: 0 is a straight line, 1 a fast beginning. */
  setAttackCurve(curve: number): void {
    this.attack.setBend(STEEPEST_ATTACK * curve, false);
  }

  /** −1 to 1, of decay and release: 0 is a straight line in level, 1 one in decibels. */
  setDecayCurve(curve: number): void {
    for (const segment of [this.decay, this.release]) segment.setBend(SIXTY_DECIBELS * curve, curve >= 1);
  }
}

/** The envelope of one voice: its stage and its position in that. [audio] */
export class Envelope {
  readonly #shape: EnvelopeShape;
  #stage: 'attack' | 'decay' | 'sustain' | 'release' | 'done' = 'done';
  /** Progress within the stage, 0 to 1. */
  #part = 0;
  /** Where the release began. */
  #from: Gain01 = 0;
  value: Gain01 = 0;

  constructor(shape: EnvelopeShape) {
    this.#shape = shape;
  }

  get done(): boolean {
    return this.#stage === 'done';
  }

  start(): void {
    this.#stage = 'attack';
    this.#part = 0;
    this.value = 0;
  }

  /** Starts the release from the present value. */
  release(): void {
    if (this.#stage === 'done' || this.#stage === 'release') return;
    this.#stage = 'release';
    this.#part = 0;
    this.#from = this.value;
  }

  /** Advances one control step and sets `value`; follows the sustain level while that is smoothed. */
  advance(): void {
    const { sustain } = this.#shape;
    switch (this.#stage) {
      case 'attack':
        if (this.#step(this.#shape.attack)) this.#enter('decay');
        this.value = this.#stage === 'attack' ? this.#part : 1;
        break;
      case 'decay':
        if (this.#step(this.#shape.decay)) this.#enter('sustain');
        this.value = this.#stage === 'decay' ? 1 + (sustain - 1) * this.#part : sustain;
        if (sustain === 0 && this.value < SILENCE) this.#end();
        break;
      case 'sustain':
        this.value = sustain;
        if (sustain === 0) this.#end();
        break;
      case 'release':
        this.value = this.#step(this.#shape.release) ? 0 : this.#from * (1 - this.#part);
        if (this.value < SILENCE) this.#end();
        break;
      case 'done':
        break;
    }
  }

  /** Returns true at the end of the segment. */
  #step(segment: Segment): boolean {
    this.#part = segment.aim - (segment.aim - this.#part) * segment.ratio;
    return this.#part >= 1 - 1e-9;
  }

  #enter(stage: 'decay' | 'sustain'): void {
    this.#stage = stage;
    this.#part = 0;
  }

  #end(): void {
    this.value = 0;
    this.#stage = 'done';
  }
}
