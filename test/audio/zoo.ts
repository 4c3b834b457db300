/** A zoo of sounds with the roots that a musician gives them: bells, bars, weak fundamentals, chords, noises. */
import { midiToHertz } from '../../src/units.js';
import { noise } from './signals.js';

export interface Beast {
  readonly name: string;
  readonly x: Float32Array;
  readonly rate: number;
  /** Roots that are right; null: it has none. */
  readonly want: readonly number[] | null;
}

/** A partial: ratio to the base, amplitude, decay in seconds. */
export type Ratio = readonly [ratio: number, amplitude: number, decaySeconds: number];

/** Partials that die away one by one, at a peak of 0.7. */
export function struck(
  hertz: number,
  ratios: readonly Ratio[],
  seconds: number,
  rate: number,
  attack = 0.002,
): Float32Array {
  const samples = new Float64Array(Math.round(seconds * rate));
  for (const [ratio, amplitude, decay] of ratios) {
    const step = (2 * Math.PI * hertz * ratio) / rate;
    if (step > 0.95 * Math.PI) continue;
    const shrink = Math.exp(-1 / rate / decay); // a phasor that turns and shrinks
    const [cos, sin] = [shrink * Math.cos(step), shrink * Math.sin(step)];
    let [re, im] = [amplitude * Math.cos(ratio * ratio), amplitude * Math.sin(ratio * ratio)];
    for (let i = 0; i < samples.length; i++) {
      samples[i]! += im;
      [re, im] = [re * cos - im * sin, re * sin + im * cos];
    }
  }
  return scaled(samples, attack * rate);
}

function scaled(samples: Float64Array, fade: number): Float32Array {
  for (let i = 0; i < Math.min(fade, samples.length); i++) samples[i]! *= i / fade;
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-9);
  return Float32Array.from(samples, (x) => (0.7 * x) / peak);
}

/** Harmonics from `first` on, falling as 1/k^tilt. */
export function series(
  count: number,
  tilt: number,
  decay: number,
  { first = 1, stiff = 0, cut = 0, hertz = 0 } = {},
): Ratio[] {
  return Array.from({ length: count - first + 1 }, (_, i) => {
    const k = first + i;
    const speaker = cut > 0 ? 1 / Math.sqrt(1 + (cut / (k * hertz)) ** 8) : 1;
    return [k * Math.sqrt(1 + stiff * k * k), speaker / k ** tilt, decay / (1 + 0.1 * k)] as const;
  });
}

export const CHURCH: Ratio[] = [[0.503, 0.5, 3], [0.993, 0.6, 1.6], [1.197, 0.8, 1.3], [1.51, 0.35, 0.9], [2, 1, 0.9], [2.51, 0.35, 0.5], [2.66, 0.3, 0.45], [3.01, 0.45, 0.4], [4.17, 0.3, 0.25]]; // prettier-ignore
export const OLD_CHURCH: Ratio[] = [[0.52, 0.4, 4], [0.95, 0.5, 2], [1.21, 0.9, 1.5], [1.55, 0.2, 1], [2, 1, 1.1], [2.56, 0.3, 0.6], [3.05, 0.5, 0.5], [4.23, 0.3, 0.3]]; // prettier-ignore
export const MAJOR: Ratio[] = [[0.5, 0.5, 3], [1, 0.7, 1.8], [1.25, 0.7, 1.3], [1.5, 0.3, 0.9], [2, 1, 0.9], [2.5, 0.4, 0.5], [3, 0.5, 0.4], [4.1, 0.3, 0.3]]; // prettier-ignore
export const TUBE: Ratio[] = [[0.8, 0.2, 3], [1.28, 0.3, 3], [2, 1, 2], [2.9, 0.9, 1.5], [4, 0.8, 1.2], [5.2, 0.4, 0.8], [6.6, 0.3, 0.5]]; // prettier-ignore
export const KALIMBA: Ratio[] = [
  [1, 1, 1.2],
  [5.6, 0.4, 0.2],
  [14.6, 0.15, 0.1],
];
export const MARIMBA: Ratio[] = [
  [1, 1, 0.6],
  [3.93, 0.35, 0.2],
  [9.6, 0.15, 0.08],
];
export const XYLOPHONE: Ratio[] = [
  [1, 1, 0.4],
  [3, 0.6, 0.2],
  [6, 0.3, 0.1],
];
export const VIBRAPHONE: Ratio[] = [
  [1, 1, 3],
  [4, 0.5, 1],
  [10.1, 0.2, 0.3],
];
export const GLASS: Ratio[] = [
  [1, 1, 1.5],
  [2.32, 0.5, 1],
  [4.25, 0.3, 0.6],
  [6.63, 0.2, 0.4],
];
export const STEEL: Ratio[] = [
  [1, 1, 0.8],
  [2, 0.9, 0.6],
  [3.02, 0.4, 0.4],
  [4.1, 0.3, 0.3],
  [2.7, 0.15, 0.3],
];
export const TRIANGLE: Ratio[] = [[1, 0.5, 3], [2.42, 0.6, 3], [3.27, 1, 3.5], [4.61, 0.9, 2.5], [5.38, 0.8, 2], [6.19, 0.6, 2], [7.31, 0.7, 1.5]]; // prettier-ignore
export const GONG: Ratio[] = [[1, 0.5, 4], [1.31, 0.7, 3], [1.77, 1, 3], [2.09, 0.8, 2.5], [2.46, 0.9, 2], [2.87, 0.8, 2], [3.21, 0.7, 2], [3.83, 0.8, 1.5], [4.6, 0.6, 1]]; // prettier-ignore
export const TOM: Ratio[] = [
  [1, 1, 0.3],
  [1.59, 0.4, 0.15],
  [2.14, 0.25, 0.1],
  [2.3, 0.2, 0.1],
];

/** All of them, at several sizes. */
export function zoo(): Beast[] {
  const beasts: Beast[] = [];
  const add = (name: string, want: readonly number[] | null, x: Float32Array, rate: number): void => {
    beasts.push({ name, want, x, rate });
  };
  for (const note of [61, 68, 75]) {
    const hertz = midiToHertz(note);
    add(`church bell ${note}`, [note, note - 12], struck(hertz, CHURCH, 1.5, 32000), 32000);
    add(`old church bell ${note}`, [note, note - 11.32], struck(hertz, OLD_CHURCH, 1.5, 32000), 32000);
    add(`major bell ${note}`, [note, note - 12], struck(hertz, MAJOR, 1.5, 32000), 32000);
  }
  for (const note of [60, 65, 72])
    add(`tubular ${note}`, [note, note + 12], struck(midiToHertz(note), TUBE, 1.5, 32000), 32000);
  const bars: Record<string, Ratio[]> = { KALIMBA, MARIMBA, XYLOPHONE, VIBRAPHONE, GLASS, STEEL };
  for (const [name, ratios] of Object.entries(bars))
    for (const note of [48, 67, 84])
      add(`${name.toLowerCase()} ${note}`, [note], struck(midiToHertz(note), ratios, 2, 32000), 32000);
  for (const hertz of [90, 160])
    add(`tom ${hertz}`, [69 + 12 * Math.log2(hertz / 440)], struck(hertz, TOM, 1, 32000), 32000);
  for (const hertz of [768, 1500]) add(`triangle ${hertz}`, null, struck(hertz, TRIANGLE, 2, 32000), 32000);
  for (const hertz of [110, 300]) add(`gong ${hertz}`, null, struck(hertz, GONG, 3, 32000), 32000);
  addWeak(add);
  addChords(add);
  for (const seed of [1, 2, 3, 4]) add(`noise ${seed}`, null, noise(32000, 0.5, seed), 16000);
  for (const seed of [5, 6])
    add(
      `hat ${seed}`,
      null,
      noise(16000, 0.5, seed).map((x, i) => x * Math.exp(-i / 3000)),
      44100,
    );
  return beasts;
}

function addWeak(
  add: (name: string, want: readonly number[] | null, x: Float32Array, rate: number) => void,
): void {
  for (const note of [21, 24, 28, 35]) {
    const hertz = midiToHertz(note);
    add(`bass ${note}`, [note], struck(hertz, series(30, 0.7, 2), 1.5, 32000), 32000);
    add(`bass ${note} dull`, [note], struck(hertz, series(8, 1.5, 2), 2, 32000), 32000);
    add(`bass ${note} stiff`, [note], struck(hertz, series(30, 0.6, 2, { stiff: 1.5e-4 }), 2, 32000), 32000);
    for (const cut of [100, 200])
      add(
        `bass ${note} from ${cut} Hz`,
        [note],
        struck(hertz, series(30, 0.8, 2, { cut, hertz }), 2, 44100),
        44100,
      );
  }
  for (const note of [36, 54, 72]) {
    const hertz = midiToHertz(note);
    for (const first of [2, 3])
      add(
        `organ ${note} from harmonic ${first}`,
        [note],
        struck(hertz, series(12, 0.5, 9, { first }), 1, 32000, 0.03),
        32000,
      );
    add(
      `clarinet ${note}`,
      [note],
      struck(
        hertz,
        series(15, 1, 9).filter((_, i) => i % 2 === 0),
        1,
        32000,
        0.03,
      ),
      32000,
    );
    add(
      `strong octave ${note}`,
      [note],
      struck(
        hertz,
        series(12, 1, 9).map(([r, a, d]) => [r, r === 2 ? 4 : a, d] as const),
        1,
        32000,
        0.03,
      ),
      32000,
    );
    add(
      `with half an octave below ${note}`,
      [note],
      struck(hertz, [...series(12, 1, 9), [0.5, 0.03, 9], [1.5, 0.03, 9]], 1, 32000, 0.03),
      32000,
    );
  }
  for (const rate of [8000, 11025, 22050, 44100, 96000, 192000, 384000])
    for (const note of [33, 57, 81, 93])
      add(
        `rate ${rate} note ${note}`,
        [note],
        struck(midiToHertz(note), series(20, 1, 1.2), 0.7, rate),
        rate,
      );
  add('C8', [108], struck(midiToHertz(108), series(4, 1, 0.5), 1, 32000), 32000);
}

function addChords(
  add: (name: string, want: readonly number[] | null, x: Float32Array, rate: number) => void,
): void {
  const chords: Record<string, readonly number[]> = { major: [0, 4, 7], minor: [0, 3, 7], power: [0, 7, 12], seventh: [0, 4, 7, 10], fifth: [0, 7], third: [0, 4], open: [0, 7, 16], inversion: [0, 5, 9] }; // prettier-ignore
  for (const [name, notes] of Object.entries(chords)) {
    for (const bass of [43, 60]) {
      const sum = new Float64Array(64000);
      for (const note of notes)
        struck(midiToHertz(bass + note), series(14, 1.1, 2), 2, 32000).forEach((x, i) => (sum[i]! += x));
      add(`${name} chord ${bass}`, [bass], scaled(sum, 60), 32000);
    }
  }
}

/** Modes of a circular membrane, ratios of its first; those of a kettledrum, a head over shut air, ratios of its principal. */
export const MEMBRANE = [1, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501, 3.6, 3.652, 4.06];
export const KETTLE = [0.85, 1, 1.5, 1.98, 2.44, 2.89, 3.36];

export interface Head {
  readonly hertz: number;
  /** Higher modes are weaker by so many powers of their ratio. */
  readonly bright: number;
  /** Semitones by which the pitch falls after the strike. */
  readonly slack: number;
  readonly seed: number;
}

const DRUM_RATE = 32000;
const DRUM_SECONDS = 1.5;

/** A struck head at 32 kHz: modes that decay the faster the higher they are, a strike of noise, and a pitch that falls as it slackens. */
export function drum(ratios: readonly number[], { hertz, bright, slack, seed }: Head): Float32Array {
  const length = DRUM_SECONDS * DRUM_RATE;
  const strengths = noise(ratios.length, 0.4, seed);
  const strike = noise(length, 0.25, seed + 100);
  const phases = ratios.map(() => 0);
  return Float32Array.from({ length }, (_, i) => {
    const t = i / DRUM_RATE;
    const bend = 2 ** ((slack / 12) * Math.exp(-t / 0.06));
    let x = strike[i]! * Math.exp(-t / 0.008);
    ratios.forEach((ratio, k) => {
      phases[k]! += (2 * Math.PI * hertz * ratio * bend) / DRUM_RATE;
      x += (1 + strengths[k]!) * ratio ** -bright * Math.exp((-t * ratio) / 0.35) * Math.sin(phases[k]!);
    });
    return 0.3 * x;
  });
}

/** A triad in close position with each of its notes as the bass, semitones from it. */
export function inversions([a, b, c]: readonly [number, number, number]): number[][] {
  return [
    [0, b - a, c - a],
    [0, c - b, a + 12 - b],
    [0, a + 12 - c, b + 12 - c],
  ];
}
