/** Holds the parameters as voices read them, smoothed. [audio, while playing; no allocation] */
import { MIX_CURVE_POINTS } from '../../src/mix-curve.js';
import { clampParameter, MPE_ZONES, syncLength, type ParameterId } from '../../src/parameters.js';
import type { MpeZone } from '../../src/protocol.js';
import type { Gain01, Hertz, Seconds } from '../../src/units.js';
import { POLYPHONY } from './constants.js';
import { EFFECT_SETTERS, EffectSettings } from './effects/effect-settings.js';
import { EnvelopeShape } from './envelope.js';
import { FILTER_GAINS } from './filter.js';
import { LfoSettings } from './lfo.js';
import { MixCurveSettings } from './mix-curve.js';
import { Smoothed } from './smoothed.js';
import { Transport } from './transport.js';

const SMOOTHING_SECONDS: Seconds = 0.01;
/** Smoothing of the mix position: a pad reports a drag in steps of 1/60 s. */
const MIX_SMOOTHING_SECONDS: Seconds = 0.02;
/** Glide time that means no glide: the parameter's minimum. */
const NO_GLIDE: Seconds = 0.001;

/** Indices of the smoothed values. Units: dB, semitones, octaves, fractions of 1. */
export const GAIN = 0;
export const PAN = 1;
export const TUNE = 2;
export const SUSTAIN = 3;
export const FILTER_SUSTAIN = 4;
export const CUTOFF = 5;
export const RESONANCE = 6;
export const KEY_TRACKING = 7;
export const FILTER_ENVELOPE = 8;
export const FILTER_VELOCITY = 9;
export const DETUNE = 10;
export const SPREAD = 11;
export const NATURAL_DECAY = 12;
/** Depths of the first oscillator; the second's follow. */
export const LFO = 13;
export const LFO_PITCH = 0;
export const LFO_MIX = 1;
export const LFO_CUTOFF = 2;
export const LFO_LEVEL = 3;
export const LFO_DEPTHS = 4;
/** The live parameters: fractions of 1; dB an octave; exponent; frames of the tracks in the time of one. */
export const LIVE = LFO + 2 * LFO_DEPTHS;
export const LIVE_BALANCE = 0;
export const LIVE_TILT = 1;
export const LIVE_STRETCH = 2;
export const LIVE_ONSET = 3;
export const LIVE_ENVELOPE = 4;
export const LIVE_BEYOND = 5;
export const LIVE_SPEED = 6;
export const LIVE_FREEZE = 7;
const SMOOTHED_COUNT = LIVE + 8;
/** A partial of ratio r lies at r^(1 + this) at 100 % of inharmonicity. */
const MOST_STRETCH = 0.2;

/** Indices of the smoothed values that move the mix. */
export const MIX_X = 0;
export const MIX_Y = 1;
export const MIX_WHEEL = 2;
export const MIX_SLIDE = 3;
export const MIX_PRESSURE = 4;
export const MIX_VELOCITY = 5;
export const MIX_KEY = 6;
/** Points of the mix curve. */
export const MIX_CURVE = 7;
const MIXES = MIX_CURVE + MIX_CURVE_POINTS.length;

export type Mode = 'poly' | 'mono' | 'legato';
const MODES: readonly Mode[] = ['poly', 'mono', 'legato'];

/** Gains of dry, low, band and high for each filter type; a notch is low and high together. */
const FILTER_TYPES = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
  [0, 1, 0, 1],
] as const;
/** Q at 0 % and at 100 % resonance. */
const LOWEST_Q = Math.SQRT1_2;
const HIGHEST_Q = 20;

/** Holds every parameter in the units that voices use; smooths those whose steps would be heard. [audio] */
export class Settings {
  readonly smoothed: Smoothed;
  readonly mixes: Smoothed;
  readonly mixCurve: MixCurveSettings;
  readonly filterGains: Smoothed;
  readonly shape: EnvelopeShape;
  readonly filterShape: EnvelopeShape;
  readonly lfos: readonly [LfoSettings, LfoSettings] = [new LfoSettings(), new LfoSettings()];
  readonly transport: Transport;
  readonly effects: EffectSettings;
  velocityAmount: Gain01 = 1;
  /** The velocity is raised to this power. */
  velocityPower = 1;
  transpose = 0;
  /** 0: no glide. */
  glideSeconds: Seconds = 0;
  mode: Mode = 'poly';
  /** Live sources are played where there are rendered zones, too. */
  live = false;
  voices = POLYPHONY;
  unison = 1;
  /** Semitones of a full bend on channels without a range of their own (RPN 0). */
  bendRange = 2;
  mpeBendRange = 48;
  mpe: MpeZone = 'off';
  /** Whether the filter is in the signal path. */
  filtering = false;
  /** Whether each LFO modulates anything. */
  readonly moving: [boolean, boolean] = [false, false];

  constructor(rate: Hertz) {
    this.smoothed = new Smoothed(SMOOTHED_COUNT, 0, SMOOTHING_SECONDS, rate);
    this.mixes = new Smoothed(MIXES, 0, MIX_SMOOTHING_SECONDS, rate);
    this.mixCurve = new MixCurveSettings(this.mixes.values.subarray(MIX_CURVE));
    this.filterGains = new Smoothed(FILTER_GAINS, 0, SMOOTHING_SECONDS, rate);
    this.transport = new Transport(rate);
    this.effects = new EffectSettings(rate);
    this.shape = new EnvelopeShape(rate);
    this.filterShape = new EnvelopeShape(rate);
    this.filterShape.setAttackCurve(0);
    this.filterShape.setDecayCurve(1);
  }

  set(id: ParameterId, value: number): void {
    // A page may be newer than its worklet: unknown parameters are ignored.
    if (Object.hasOwn(SETTERS, id)) SETTERS[id](this, clampParameter(id, value));
  }

  /** Advances all smoothed values by one control step. */
  advance(): void {
    this.transport.advance();
    this.followTransport();
    if (this.mixes.advance()) this.mixCurve.update();
    const moved = this.smoothed.advance();
    if (this.filterGains.advance() || moved) this.#update();
  }

  /** Tells the oscillators tempo and place. */
  followTransport(): void {
    this.lfos[0].follow(this.transport);
    this.lfos[1].follow(this.transport);
  }

  /** Sets every value to its target at once: for when nothing sounds. */
  jump(): void {
    this.followTransport();
    this.mixes.jump();
    this.mixCurve.update();
    this.smoothed.jump();
    this.filterGains.jump();
    this.#update();
  }

  #update(): void {
    this.shape.sustain = this.smoothed.values[SUSTAIN]!;
    this.filterShape.sustain = this.smoothed.values[FILTER_SUSTAIN]!;
    const gains = this.filterGains.values;
    this.filtering = gains[0] !== 1 || gains[1] !== 0 || gains[2] !== 0 || gains[3] !== 0;
    for (let lfo = 0; lfo < 2; lfo++) {
      let moves = false;
      for (let depth = 0; depth < LFO_DEPTHS; depth++) {
        if (this.smoothed.values[LFO + LFO_DEPTHS * lfo + depth] !== 0) moves = true;
      }
      this.moving[lfo] = moves;
    }
  }
}

type Setter = (settings: Settings, value: number) => void;

function smooth(index: number, scale = 1): Setter {
  return ({ smoothed }, value) => smoothed.aim(index, value * scale);
}

function mix(index: number): Setter {
  return ({ mixes }, value) => mixes.aim(index, value / 100);
}

function lfoSetters<Id extends 'lfo1' | 'lfo2'>(id: Id, index: 0 | 1) {
  const depth = LFO + LFO_DEPTHS * index;
  const setters: Record<string, Setter> = {
    [`${id}Rate`]: ({ lfos }, value) => (lfos[index].rate = value),
    [`${id}Shape`]: ({ lfos }, value) => (lfos[index].shape = value),
    [`${id}Delay`]: ({ lfos }, value) => (lfos[index].delay = value),
    [`${id}Pitch`]: smooth(depth + LFO_PITCH, 0.01),
    [`${id}Mix`]: smooth(depth + LFO_MIX, 0.01),
    [`${id}Cutoff`]: smooth(depth + LFO_CUTOFF),
    [`${id}Level`]: smooth(depth + LFO_LEVEL),
    [`${id}Sync`]: ({ lfos }, value) => (lfos[index].length = syncLength(value)),
  };
  return setters as Record<Extract<ParameterId, `${Id}${string}`>, Setter>;
}

function mixCurveSetters() {
  const setters: Record<string, Setter> = {
    mixCurveTime: ({ mixCurve }, value) => (mixCurve.seconds = value),
    mixCurveEnd: ({ mixCurve }, value) => (mixCurve.end = value),
  };
  MIX_CURVE_POINTS.forEach((id, i) => (setters[id] = mix(MIX_CURVE + i)));
  return setters as Record<Extract<ParameterId, `mixCurve${string}`>, Setter>;
}

const SETTERS: Readonly<Record<ParameterId, Setter>> = {
  gain: smooth(GAIN),
  pan: smooth(PAN, 0.01),
  velocityAmount: (settings, value) => (settings.velocityAmount = value / 100),
  velocityCurve: (settings, value) => (settings.velocityPower = 4 ** (-value / 100)),
  attack: ({ shape }, value) => shape.attack.setSeconds(value),
  decay: ({ shape }, value) => shape.decay.setSeconds(value),
  sustain: smooth(SUSTAIN, 0.01),
  release: ({ shape }, value) => shape.release.setSeconds(value),
  attackCurve: ({ shape }, value) => shape.setAttackCurve(value / 100),
  releaseCurve: ({ shape }, value) => shape.setDecayCurve(value / 100),
  ownDecay: smooth(NATURAL_DECAY, 0.01),
  bendRange: (settings, value) => (settings.bendRange = value),
  tune: smooth(TUNE, 0.01),
  transpose: (settings, value) => (settings.transpose = value),
  glide: (settings, value) => (settings.glideSeconds = value > NO_GLIDE ? value : 0),
  mode: (settings, value) => (settings.mode = MODES[value]!),
  live: (settings, value) => (settings.live = value >= 0.5),
  voices: (settings, value) => (settings.voices = value),
  unison: (settings, value) => (settings.unison = value),
  unisonDetune: smooth(DETUNE, 0.01),
  unisonSpread: smooth(SPREAD, 0.01),
  mix: mix(MIX_X),
  mixY: mix(MIX_Y),
  mixWheel: mix(MIX_WHEEL),
  mixSlide: mix(MIX_SLIDE),
  mixPressure: mix(MIX_PRESSURE),
  mixVelocity: mix(MIX_VELOCITY),
  mixKey: mix(MIX_KEY),
  ...mixCurveSetters(),
  filterType: ({ filterGains }, value) => {
    FILTER_TYPES[value]!.forEach((gain, index) => filterGains.aim(index, gain));
  },
  filterCutoff: ({ smoothed }, value) => smoothed.aim(CUTOFF, Math.log2(value)),
  filterResonance: ({ smoothed }, value) => {
    smoothed.aim(RESONANCE, Math.log2(LOWEST_Q * (HIGHEST_Q / LOWEST_Q) ** (value / 100)));
  },
  filterKeyTracking: smooth(KEY_TRACKING, 0.01),
  filterEnvelope: smooth(FILTER_ENVELOPE),
  filterVelocity: smooth(FILTER_VELOCITY),
  filterAttack: ({ filterShape }, value) => filterShape.attack.setSeconds(value),
  filterDecay: ({ filterShape }, value) => filterShape.decay.setSeconds(value),
  filterSustain: smooth(FILTER_SUSTAIN, 0.01),
  filterRelease: ({ filterShape }, value) => filterShape.release.setSeconds(value),
  ...lfoSetters('lfo1', 0),
  ...lfoSetters('lfo2', 1),
  liveBalance: smooth(LIVE + LIVE_BALANCE, 0.01),
  liveTilt: smooth(LIVE + LIVE_TILT),
  liveStretch: smooth(LIVE + LIVE_STRETCH, 0.01 * MOST_STRETCH),
  liveOnset: smooth(LIVE + LIVE_ONSET, 0.01),
  liveEnvelope: smooth(LIVE + LIVE_ENVELOPE, 0.01),
  liveBeyond: smooth(LIVE + LIVE_BEYOND, 0.01),
  liveSpeed: smooth(LIVE + LIVE_SPEED, 0.01),
  liveFreeze: smooth(LIVE + LIVE_FREEZE),
  ...EFFECT_SETTERS,
  mpe: (settings, value) => (settings.mpe = MPE_ZONES[value]!),
  mpeBendRange: (settings, value) => (settings.mpeBendRange = value),
};
