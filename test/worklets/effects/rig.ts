/** Drives the effects alone in tests, in control steps, as the player does. */
import { defaultParameters, type ParameterId } from '../../../src/parameters.js';
import { CONTROL_FRAMES } from '../../../worklets/core/constants.js';
import { Effects } from '../../../worklets/core/effects/effects.js';
import { Settings } from '../../../worklets/core/settings.js';

export const RATE = 48_000;

export type Stereo = readonly [left: Float32Array, right: Float32Array];
type Values = Partial<Record<ParameterId, number>>;

/** The effects with these parameters, which they have from the first sample on. */
export class EffectRig {
  readonly effects: Effects;
  readonly settings: Settings;

  constructor(values: Values, rate = RATE) {
    this.settings = new Settings(rate);
    this.effects = new Effects(rate, this.settings.effects);
    this.set({ ...defaultParameters(), ...values });
    this.settings.jump();
    this.effects.jump(this.settings.transport);
  }

  set(values: Values): void {
    for (const [id, value] of Object.entries(values)) this.settings.set(id as ParameterId, value);
  }

  /** Works in place on both channels, and returns them. */
  run(left: Float32Array, right: Float32Array = left.slice(), live = true): Stereo {
    for (let at = 0; at < left.length; at += CONTROL_FRAMES) {
      this.settings.advance();
      this.effects.advance(this.settings.transport);
      this.effects.process(left, right, at, Math.min(CONTROL_FRAMES, left.length - at), live);
    }
    return [left, right];
  }
}

/** Uniform white noise between ± `amplitude`, the same each time. */
export function noise(frames: number, amplitude = 0.5, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, () => {
    state = (state * 48271) % 2147483647;
    return amplitude * (state / 1073741823.5 - 1);
  });
}

export function impulse(frames: number): Float32Array {
  const samples = new Float32Array(frames);
  samples[0] = 1;
  return samples;
}

/** A sine of so many cycles a frame. */
export function tone(frequency: number, frames: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin(2 * Math.PI * frequency * i));
}

export function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

export function decibelsOf(powers: number): number {
  return 10 * Math.log10(Math.max(powers, 1e-30));
}
