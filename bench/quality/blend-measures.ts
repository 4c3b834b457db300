/** Measures whether a sound is one: how much of it one fundamental explains, and how rough it is. 16 kHz. */
import { MagnitudeSpectrum } from '../../src/audio/fourier.js';
import { midiToHertz, type Hertz, type MidiNote } from '../../src/units.js';

const RATE: Hertz = 16_000;
const SIZE = 4096;
const HOP = 1024;
/** Frames this far below the loudest do not count, as power. */
const HEARD = 1e-4;
/** Fundamentals that are tried: this far around the key, and this many. */
const REACH_SEMITONES = 0.7;
const TRIED = 57;
/** Half width of a harmonic: the window's main lobe and what pitch moves within it, as a share of its frequency. */
const LOBE_BINS = 2.2;
const WANDER = 0.006;
const LOWEST: Hertz = 30;
/** Partials of a frame that rub against each other. */
const PARTIALS = 32;

function* heardFrames(samples: Float32Array): Generator<Float64Array> {
  const spectrum = new MagnitudeSpectrum(SIZE);
  const frames: Float64Array[] = [];
  const powers: number[] = [];
  for (let start = 0; start + SIZE <= samples.length; start += HOP) {
    const magnitudes = new Float64Array(spectrum.bins);
    spectrum.at(samples, start, magnitudes);
    frames.push(magnitudes);
    powers.push(magnitudes.reduce((sum, value) => sum + value * value, 0));
  }
  const least = HEARD * Math.max(...powers, 0);
  for (const [i, frame] of frames.entries()) if (powers[i]! > least) yield frame;
}

const medianOf = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * The share of a sound's energy at the harmonics of one fundamental near `key`, the best one in each frame; median over the frames that are
 * heard, 0 to 1. Noise has what its lines cover: compare sounds at one key.
 */
export function oneFundamental(samples: Float32Array, key: MidiNote): number {
  const shares: number[] = [];
  for (const frame of heardFrames(samples)) {
    let best = 0;
    for (let i = 0; i < TRIED; i++) {
      const offset = REACH_SEMITONES * ((2 * i) / (TRIED - 1) - 1);
      best = Math.max(best, shareAt(frame, midiToHertz(key + offset)));
    }
    shares.push(best);
  }
  return medianOf(shares);
}

function shareAt(frame: Float64Array, fundamental: Hertz): number {
  const width = RATE / SIZE;
  let [on, all] = [0, 0];
  for (let bin = Math.ceil(LOWEST / width); bin < frame.length; bin++) {
    const power = frame[bin]! ** 2;
    const hertz = bin * width;
    const nearest = Math.max(1, Math.round(hertz / fundamental)) * fundamental;
    all += power;
    if (Math.abs(hertz - nearest) <= LOBE_BINS * width + WANDER * hertz) on += power;
  }
  return all > 0 ? on / all : 0;
}

/**
 * Roughness after Plomp and Levelt in Sethares' form: how much the strongest partials of a frame rub against each other, each pair weighted by the
 * weaker of the two, over their energy; mean of the frames that are heard. A single harmonic tone has some, two that do not agree more.
 */
export function roughness(samples: Float32Array): number {
  const values: number[] = [];
  for (const frame of heardFrames(samples)) {
    const peaks = peaksOf(frame);
    let [rubbing, weight] = [0, 0];
    for (const [i, [low, soft]] of peaks.entries()) {
      weight += soft;
      for (const [high, loud] of peaks.slice(i + 1)) {
        const apart = (0.24 * (high - low)) / (0.0207 * low + 18.96);
        rubbing += Math.min(soft, loud) * 5 * (Math.exp(-3.51 * apart) - Math.exp(-5.75 * apart));
      }
    }
    values.push(weight > 0 ? rubbing / weight : 0);
  }
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : 0;
}

/** The strongest peaks, from low to high: frequency and magnitude. */
function peaksOf(frame: Float64Array): (readonly [Hertz, number])[] {
  const peaks: (readonly [Hertz, number])[] = [];
  for (let bin = 2; bin < frame.length - 1; bin++) {
    const [left, here, right] = [frame[bin - 1]!, frame[bin]!, frame[bin + 1]!];
    if (here <= left || here < right) continue;
    const curve = left - 2 * here + right;
    const offset = curve < 0 ? (0.5 * (left - right)) / curve : 0;
    peaks.push([((bin + offset) * RATE) / SIZE, here]);
  }
  return peaks
    .sort((a, b) => b[1] - a[1])
    .slice(0, PARTIALS)
    .sort((a, b) => a[0] - b[0]);
}
