/** Measures a render beside its source, at 16 kHz, as people hear hits and noises: silence counts for nothing, what is inaudible does not. */
import { MagnitudeSpectrum } from '../../src/audio/fourier.js';
import type { Decibels, Hertz } from '../../src/units.js';

const RATE: Hertz = 16_000;
/** Frames this far below the loudest do not count. */
const HEARD: Decibels = 50;
/** Levels this far below the source's loudest band are not heard beside it. */
const AUDIBLE: Decibels = 75;
/** The model card's own floor. */
const CARD_FLOOR: Decibels = -80;

export interface KindDistance {
  /** The model card's log-mel distance, over the frames that are heard. */
  readonly melS: Decibels;
  /** The same, of what is audible. */
  readonly melA: Decibels;
  /** 90 % of the differences of 10 ms RMS lie below this. */
  readonly env90: Decibels;
  /** The first 55 ms, in short windows. */
  readonly on50: Decibels;
}

interface Mel {
  readonly bands: number;
  readonly size: number;
  readonly hop: number;
}

const WHOLE: Mel = { bands: 80, size: 1024, hop: 256 };
const ONSET: Mel = { bands: 40, size: 512, hop: 128 };
const ONSET_SAMPLES = 0.055 * RATE;

const toMel = (hertz: Hertz): number => 2595 * Math.log10(1 + hertz / 700);
const fromMel = (mel: number): Hertz => 700 * (10 ** (mel / 2595) - 1);

/** Rows of log-mel magnitudes, triangles that sum to 1. */
function logMel(samples: Float32Array, { bands, size, hop }: Mel): Float64Array[] {
  const spectrum = new MagnitudeSpectrum(size);
  const edges = Array.from({ length: bands + 2 }, (_, i) => fromMel((toMel(RATE / 2) * i) / (bands + 1)));
  const filters = Array.from({ length: bands }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
    const weights = Float64Array.from({ length: spectrum.bins }, (_, bin) => {
      const hertz = (bin * RATE) / size;
      return Math.max(0, Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre)));
    });
    const sum = Math.max(
      1e-6,
      weights.reduce((a, b) => a + b, 0),
    );
    return weights.map((weight) => weight / sum);
  });
  const rows: Float64Array[] = [];
  const magnitudes = new Float64Array(spectrum.bins);
  for (let start = 0; start + size <= samples.length; start += hop) {
    spectrum.at(samples, start, magnitudes);
    rows.push(
      Float64Array.from(filters, (weights) => {
        let sum = 0;
        for (let bin = 0; bin < weights.length; bin++) sum += weights[bin]! * magnitudes[bin]!;
        return 20 * Math.log10(sum + 10 ** (CARD_FLOOR / 20));
      }),
    );
  }
  return rows;
}

function rms(samples: Float32Array, from: number, size: number): number {
  let sum = 0;
  for (let i = from; i < from + size; i++) sum += (samples[i] ?? 0) ** 2;
  return Math.sqrt(sum / size);
}

function meanDifference(
  made: readonly Float64Array[],
  real: readonly Float64Array[],
  floor: Decibels,
): Decibels {
  let [sum, count] = [0, 0];
  real.forEach((row, i) =>
    row.forEach((level, band) => {
      sum += Math.abs(Math.max(floor, level) - Math.max(floor, made[i]![band]!));
      count++;
    }),
  );
  return count > 0 ? sum / count : 0;
}

/** @param made and `real` at 16 kHz, from the same moment on. */
export function kindDistance(made: Float32Array, real: Float32Array): KindDistance {
  const length = Math.min(made.length, real.length);
  const [a, b] = [made.subarray(0, length), real.subarray(0, length)];
  const [mine, theirs] = [logMel(a, WHOLE), logMel(b, WHOLE)];
  const levels = theirs.map((_, i) => rms(b, i * WHOLE.hop, WHOLE.size));
  const least = Math.max(...levels) * 10 ** (-HEARD / 20);
  const heard = (_: unknown, i: number): boolean => levels[i]! > least;
  const [near, own] = [mine.filter(heard), theirs.filter(heard)];
  const loudest = own.reduce((max, row) => Math.max(max, ...row), -Infinity);
  const differences: number[] = [];
  const hop = RATE / 100;
  const frames = Array.from({ length: Math.floor(length / hop) }, (_, i) => [
    rms(a, i * hop, hop),
    rms(b, i * hop, hop),
  ]);
  const most = Math.max(...frames.map(([, level]) => level!)) * 10 ** (-HEARD / 20);
  for (const [one, other] of frames)
    if (other! > most) differences.push(Math.abs(20 * Math.log10((one! + 1e-6) / (other! + 1e-6))));
  differences.sort((x, y) => x - y);
  const onset = (samples: Float32Array): Float64Array[] => {
    const padded = new Float32Array(ONSET_SAMPLES + ONSET.size / 2);
    padded.set(samples.subarray(0, ONSET_SAMPLES), ONSET.size / 2);
    return logMel(padded, ONSET);
  };
  const [first, firstReal] = [onset(a), onset(b)];
  const top = firstReal.reduce((max, row) => Math.max(max, ...row), -Infinity);
  return {
    melS: meanDifference(near, own, -Infinity),
    melA: meanDifference(near, own, loudest - AUDIBLE),
    env90: differences[Math.floor(0.9 * (differences.length - 1))] ?? 0,
    on50: meanDifference(first, firstReal, Math.max(-Infinity, top - 200)),
  };
}
