/** Measures a conditioned key zone as it is heard: pitch, phase dips, loop seams, levels. */
import { MagnitudeSpectrum } from '../../../src/audio/fourier.js';
import type { ConditionedZone } from '../../../src/audio/conditioning/condition-zone.js';
import { midiToHertz } from '../../../src/units.js';
import { amplitudeAt } from '../signals.js';
import { RATE } from './tones.js';

const WINDOW = 1600;
const STEP = 800;

export function level(samples: Float32Array, from = 0, to = samples.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += samples[i]! ** 2;
  return 10 * Math.log10(sum / (to - from) + 1e-12);
}

/** A layer as it sounds under a held key. */
export function held(keyZone: ConditionedZone, layer: number, seconds: number): Float32Array {
  const { loop, decayRates: falls } = keyZone;
  const output = rounds(keyZone, layer, seconds);
  for (let i = loop?.start ?? Infinity; i < output.length; i++) {
    output[i]! *= 10 ** ((-falls[layer]! * (i - loop!.start)) / RATE / 20);
  }
  return output;
}

/** The same without what it falls by in the loop: all rounds are alike. */
export function rounds({ layers, loop }: ConditionedZone, layer: number, seconds: number): Float32Array {
  const samples = layers[layer]!;
  const output = new Float32Array(Math.round(seconds * RATE));
  let from = 0;
  for (let i = 0; i < output.length; i++) {
    output[i] = samples[from++] ?? 0;
    if (loop && from === loop.end) from = loop.start;
  }
  return output;
}

/** Highest less lowest level over 100 ms, in dB. */
export function ripple(samples: Float32Array, from: number, to: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (let start = from; start + WINDOW <= to; start += STEP) {
    const own = level(samples, start, start + WINDOW);
    [low, high] = [Math.min(low, own), Math.max(high, own)];
  }
  return high - low;
}

export interface Seam {
  /** Spectral change from one side of the seam to the other. */
  readonly jump: number;
  /** The same at places all over the loop, smallest first. */
  readonly elsewhere: readonly number[];
  /** Largest second difference within four samples of the seam over the largest anywhere in the loop: a click has more than 1. */
  readonly click: number;
}

/** Held against itself: the loop's seam and the rest of the loop. */
export function seam(keyZone: ConditionedZone, layer: number): Seam {
  const { start, end } = keyZone.loop!;
  const samples = rounds(keyZone, layer, (end + RATE) / RATE);
  const elsewhere: number[] = [];
  for (let at = start + 512; at < end - 512; at += 64) elsewhere.push(spectralChange(samples, at));
  const bend = (i: number): number => Math.abs(samples[i - 1]! - 2 * samples[i]! + samples[i + 1]!);
  let [largest, atSeam] = [0, 0];
  for (let i = start + 8; i < end - 8; i++) largest = Math.max(largest, bend(i));
  for (let i = end - 4; i < end + 4; i++) atSeam = Math.max(atSeam, bend(i));
  return {
    jump: spectralChange(samples, end),
    elsewhere: elsewhere.sort((a, b) => a - b),
    click: atSeam / largest,
  };
}

/** Between the 32 ms before and the 32 ms after a place: 0 none, 1 nothing in common. */
function spectralChange(samples: Float32Array, at: number): number {
  const spectrum = new MagnitudeSpectrum(512);
  const before = new Float64Array(spectrum.bins);
  const after = new Float64Array(spectrum.bins);
  spectrum.at(samples, at - 512, before);
  spectrum.at(samples, at, after);
  let [apart, all] = [0, 0];
  before.forEach((x, bin) => {
    apart += (Math.sqrt(x) - Math.sqrt(after[bin]!)) ** 2;
    all += x + after[bin]!;
  });
  return all > 0 ? apart / all : 0;
}

export interface Sweep {
  /** Level of the sweep over that between its two neighbours, in dB, at every 50 ms: the farthest below. */
  readonly dip: number;
  /** The same of single harmonics (those within 30 dB of the whole), smallest first: flanging makes some of them small. */
  readonly harmonics: readonly number[];
}

/** A slow sweep over all layers, by plain weights, of a note that is held. */
export function sweep(keyZone: ConditionedZone, midi: number, from: number, to: number): Sweep {
  const layers = keyZone.layers.map((_, layer) => held(keyZone, layer, to / RATE));
  const place = (i: number): number => ((i - from) / (to - from)) * (layers.length - 1);
  const mixed = layers[0]!.map((first, i) => {
    if (i < from) return first;
    const left = Math.min(layers.length - 2, Math.floor(place(i)));
    const share = place(i) - left;
    return layers[left]![i]! * (1 - share) + layers[left + 1]![i]! * share;
  });
  let dip = 0;
  const harmonics: number[] = [];
  for (let start = from; start + WINDOW <= to; start += STEP) {
    const middle = place(start + WINDOW / 2);
    const left = Math.min(layers.length - 2, Math.floor(middle));
    const pieces = [layers[left]!, layers[left + 1]!, mixed].map((all) =>
      all.subarray(start, start + WINDOW),
    );
    const over = (measure: (piece: Float32Array) => number): number => {
      const [one, other, both] = pieces.map(measure);
      return 20 * Math.log10(both! / (one! * (1 - (middle - left)) + other! * (middle - left)));
    };
    dip = Math.min(
      dip,
      over((piece) => 10 ** (level(piece) / 20)),
    );
    const loud = 10 ** ((level(pieces[2]!) - 30) / 20);
    for (let k = 1; k <= 12 && k * midiToHertz(midi) < 7000; k++) {
      const measure = (piece: Float32Array): number => amplitudeAt(piece, k * midiToHertz(midi), RATE);
      if (measure(pieces[0]!) + measure(pieces[1]!) > loud) harmonics.push(over(measure));
    }
  }
  return { dip, harmonics: harmonics.sort((a, b) => a - b) };
}

/** The value below which a share of sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}
