/** Holds the parameters of the effects in the units that they use, smoothed. [audio, while playing; no allocation] */
import { syncLength, type ParameterId } from '../../../src/parameters.js';
import type { Hertz, QuarterNotes, Seconds } from '../../../src/units.js';
import { Smoothed } from '../smoothed.js';

const SMOOTHING_SECONDS: Seconds = 0.02;

/** Indices of the smoothed values. Units: dB, log2 of hertz, log2 of seconds, fractions of 1. */
export const DRIVE_ON = 0;
export const DRIVE = 1;
export const DRIVE_WARMTH = 2;
export const DRIVE_TONE = 3;
export const EQ_LOW = 4;
export const EQ_LOW_FREQUENCY = 5;
export const EQ_MID = 6;
export const EQ_MID_FREQUENCY = 7;
/** log2 of Q. */
export const EQ_MID_Q = 8;
export const EQ_HIGH = 9;
export const EQ_HIGH_FREQUENCY = 10;
export const CHORUS_MIX = 11;
export const CHORUS_RATE = 12;
export const CHORUS_DEPTH = 13;
export const DELAY_MIX = 14;
export const DELAY_FEEDBACK = 15;
export const DELAY_TONE = 16;
/** 0: echoes stay on their side; 1: they go to and fro. */
export const DELAY_PING_PONG = 17;
export const REVERB_MIX = 18;
export const REVERB_DECAY = 19;
export const REVERB_DAMPING = 20;
export const REVERB_SIZE = 21;
const COUNT = 22;

/** What the effects are set to. [audio] */
export class EffectSettings {
  readonly smoothed: Smoothed;
  delaySeconds: Seconds = 0.35;
  /** At the transport's tempo; 0: the delay has its own time. */
  delayLength: QuarterNotes = 0;
  preDelaySeconds: Seconds = 0;

  constructor(rate: Hertz) {
    this.smoothed = new Smoothed(COUNT, 0, SMOOTHING_SECONDS, rate);
  }
}

type Setter = (settings: { readonly effects: EffectSettings }, value: number) => void;
type EffectId = Extract<ParameterId, `${'drive' | 'eq' | 'chorus' | 'delay' | 'reverb'}${string}`>;

function smooth(index: number, scale = 1): Setter {
  return ({ effects }, value) => effects.smoothed.aim(index, value * scale);
}

function octaves(index: number): Setter {
  return ({ effects }, value) => effects.smoothed.aim(index, Math.log2(value));
}

/** By parameter; values are within their ranges. */
export const EFFECT_SETTERS: Readonly<Record<EffectId, Setter>> = {
  drive: ({ effects: { smoothed } }, value) => {
    smoothed.aim(DRIVE_ON, value > 0 ? 1 : 0);
    smoothed.aim(DRIVE, value / 100);
  },
  driveWarmth: smooth(DRIVE_WARMTH, 0.01),
  driveTone: octaves(DRIVE_TONE),
  eqLow: smooth(EQ_LOW),
  eqLowFrequency: octaves(EQ_LOW_FREQUENCY),
  eqMid: smooth(EQ_MID),
  eqMidFrequency: octaves(EQ_MID_FREQUENCY),
  eqMidQ: octaves(EQ_MID_Q),
  eqHigh: smooth(EQ_HIGH),
  eqHighFrequency: octaves(EQ_HIGH_FREQUENCY),
  chorusMix: smooth(CHORUS_MIX, 0.01),
  chorusRate: octaves(CHORUS_RATE),
  chorusDepth: smooth(CHORUS_DEPTH, 0.01),
  delayMix: smooth(DELAY_MIX, 0.01),
  delayTime: ({ effects }, value) => (effects.delaySeconds = value),
  delaySync: ({ effects }, value) => (effects.delayLength = syncLength(value)),
  delayFeedback: smooth(DELAY_FEEDBACK, 0.01),
  delayTone: octaves(DELAY_TONE),
  delayPingPong: smooth(DELAY_PING_PONG),
  reverbMix: smooth(REVERB_MIX, 0.01),
  reverbSize: smooth(REVERB_SIZE, 0.01),
  reverbDecay: octaves(REVERB_DECAY),
  reverbDamping: octaves(REVERB_DAMPING),
  reverbPreDelay: ({ effects }, value) => (effects.preDelaySeconds = value),
};
