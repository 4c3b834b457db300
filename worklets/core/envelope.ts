/** Computes ADSR envelopes, one value a control step. [audio, while playing; no allocation] */
import type { Gain01, Hertz, Seconds } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Decay and release times are those to −60 dB of the way, where they are exponential. */
const SIXTY_DECIBELS = Math.log(1000);
/** Time constants in an attack of curve 1: it is at three quarters after a sixth of its time. */
const STEEPEST_ATTACK = 8;
/** Nearer than this to a straight line, a curve is one. */
const STRAIGHT = 0.01;
/** Quieter than this is silence, −100 dB. */
const SILENCE = 1e-5;

/**
 * A way from 0 to 1 in a given time: v ← aim − (aim − v) · ratio at each control step. `curve`: time constants in
 * that time; above 0 the way is fast at first, below 0 at last. [audio]
 */
class Segment {
  readonly #rate: Hertz;
  #seconds: Seconds = 0.001;
  #curve = 1;
  /** Aims at 1 and never quite arrives. */
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
  /** As it is now: it glides. */
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

/** One voice's place on the shape. [audio] */
export class Envelope {
  readonly #shape: EnvelopeShape;
  #stage: 'attack' | 'decay' | 'sustain' | 'release' | 'done' = 'done';
  /** Of the way that the stage goes, 0 to 1. */
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

  /** Lets go, from wherever it is. */
  release(): void {
    if (this.#stage === 'done' || this.#stage === 'release') return;
    this.#stage = 'release';
    this.#part = 0;
    this.#from = this.value;
  }

  /** One control step on, to a new `value`. The sustain is followed as it moves. */
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

  /** True at the end of the way. */
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
