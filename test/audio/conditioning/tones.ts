/** Notes of which everything is known. */
import { midiToHertz } from '../../../src/units.js';
import { noise } from '../signals.js';

export const RATE = 16000;

export interface Tone {
  readonly midi: number;
  readonly seconds?: number;
  /** Amplitude of harmonic k, from 1; 1/k if not given. */
  readonly harmonic?: (k: number) => number;
  /** Phase of harmonic k, radians. */
  readonly phase?: (k: number) => number;
  /** How sharp it is at a time, in cents. */
  readonly cents?: (seconds: number) => number;
  /** Linear level at a time. */
  readonly level?: (seconds: number) => number;
  /** Amplitude of white noise beside it. */
  readonly hiss?: number;
  readonly seed?: number;
}

/** Harmonics below 7.5 kHz at RMS 0.2 (at level 1), with a rise of 20 ms. */
export function tone(options: Tone): Float32Array {
  const { midi, seconds = 3, harmonic = (k) => 1 / k, phase = (k) => k * k, cents = () => 0 } = options;
  const { level = () => 1, hiss = 0, seed = 1 } = options;
  const hertz = midiToHertz(midi);
  const amplitudes: number[] = [];
  for (let k = 1; k * hertz < 7500 && k <= 40; k++) amplitudes.push(harmonic(k));
  const scale = 0.2 / Math.sqrt(amplitudes.reduce((sum, a) => sum + (a * a) / 2, 0));
  const beside = noise(Math.round(seconds * RATE), hiss, seed);
  let turn = 0;
  return beside.map((other, i) => {
    const time = i / RATE;
    let sum = 0;
    amplitudes.forEach((a, n) => (sum += a * Math.sin((n + 1) * turn + phase(n + 1))));
    turn += (2 * Math.PI * hertz * 2 ** (cents(time) / 1200)) / RATE;
    return (scale * sum + other) * level(time) * Math.min(1, time / 0.02);
  });
}
