/** Measures how far one sound is from another: log-mel L1, dB, 0 to 20 kHz, and the same of the attack. */
import type { Decibels, Hertz } from '../../units.js';
import { RealTransform } from '../fft/real-transform.js';
import { hertzToMel, melToHertz, TOP_HERTZ } from './tracks.js';
import { hann } from './windows.js';

/** Levels below the reference's loudest band by more count as this. */
const FLOOR: Decibels = 80;
/** Bands centred above this count as `high`. */
const HIGH_HERTZ: Hertz = 7400;
/** Bands, window and hop of the whole and of the attack, the latter two as at 48 kHz. */
const WHOLE = { bands: 80, size: 2048, hop: 512 };
const ATTACK = { bands: 40, size: 512, hop: 128 };
const ATTACK_SECONDS = 0.1;
const REFERENCE_RATE: Hertz = 48_000;

export interface SoundDistance {
  readonly all: Decibels;
  /** Bands centred below 7.4 kHz, and above. */
  readonly low: Decibels;
  readonly high: Decibels;
  /** The first 100 ms, in short windows. */
  readonly attack: Decibels;
}

/** The distance of two sounds, over the length of the shorter, their levels matched by RMS. The floor follows `real`. */
export function soundDistance(made: Float32Array, real: Float32Array, sampleRate: Hertz): SoundDistance {
  const length = Math.min(made.length, real.length);
  const [a, b] = [made.subarray(0, length), real.subarray(0, length)];
  const gain = energyOf(b) / Math.max(1e-12, energyOf(a));
  const whole = new Bands(b, sampleRate, WHOLE);
  const differences = whole.differences(a, gain);
  const top = whole.centres.findIndex((hertz) => hertz > HIGH_HERTZ);
  const short = Math.floor(ATTACK_SECONDS * sampleRate);
  const attack = new Bands(b.subarray(0, short), sampleRate, ATTACK);
  return {
    all: mean(differences),
    low: mean(differences.subarray(0, top)),
    high: mean(differences.subarray(top)),
    attack: mean(attack.differences(a.subarray(0, short), gain)),
  };
}

/** How far sounds are from a `real` one, as `all` of `soundDistance`; they are as long as it. What is measured of it is measured once. */
export function distancesTo(real: Float32Array, sampleRate: Hertz): (made: Float32Array) => Decibels {
  const energy = energyOf(real);
  const bands = new Bands(real, sampleRate, WHOLE);
  return (made) => mean(bands.differences(made, energy / Math.max(1e-12, energyOf(made))));
}

type Resolution = typeof WHOLE;

/** Levels of a sound by band and frame, which others are compared with. */
class Bands {
  readonly #spectrum: MelSpectrum;
  readonly #hop: number;
  readonly #levels: Float64Array;
  readonly #floor: Decibels;

  constructor(real: Float32Array, sampleRate: Hertz, at: Resolution) {
    const scale = sampleRate / REFERENCE_RATE;
    this.#spectrum = melSpectrum(at.bands, 2 ** Math.round(Math.log2(at.size * scale)), sampleRate);
    this.#hop = Math.max(1, Math.round(at.hop * scale));
    this.#levels = logMel(real, this.#spectrum, this.#hop, 1);
    this.#floor = this.#levels.reduce((max, x) => Math.max(max, x), -Infinity) - FLOOR;
  }

  get centres(): Float64Array {
    return this.#spectrum.centres;
  }

  /** [bands] mean difference of a sound that is as long. @param gain of its power. */
  differences(made: Float32Array, gain: number): Float64Array {
    const levels = logMel(made, this.#spectrum, this.#hop, gain);
    const bands = this.centres.length;
    const sums = new Float64Array(bands);
    const floor = this.#floor;
    for (let i = 0; i < levels.length; i++)
      sums[i % bands]! += Math.abs(Math.max(levels[i]!, floor) - Math.max(this.#levels[i]!, floor));
    const frames = levels.length / bands;
    return sums.map((x) => x / frames);
  }
}

interface MelSpectrum {
  readonly size: number;
  readonly window: Float64Array;
  readonly transform: RealTransform;
  readonly centres: Float64Array;
  /** Of band b: bins from `first[b]`, weights `weights[b]`. */
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

const spectra = new Map<string, MelSpectrum>();

function melSpectrum(bands: number, size: number, sampleRate: Hertz): MelSpectrum {
  const key = `${bands} ${size} ${sampleRate}`;
  let found = spectra.get(key);
  if (!found) spectra.set(key, (found = makeMelSpectrum(bands, size, sampleRate)));
  return found;
}

function makeMelSpectrum(bands: number, size: number, sampleRate: Hertz): MelSpectrum {
  const step = hertzToMel(TOP_HERTZ) / (bands + 1);
  const edges = Float64Array.from({ length: bands + 2 }, (_, i) => melToHertz(i * step));
  const binHertz = sampleRate / size;
  const first = new Int32Array(bands);
  const weights = Array.from({ length: bands }, (_, band) => {
    const [low, centre, high] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
    first[band] = Math.min(size / 2, Math.ceil(low / binHertz));
    const last = Math.min(size / 2, Math.floor(high / binHertz));
    return Float64Array.from({ length: Math.max(0, last - first[band]! + 1) }, (_, i) => {
      const hertz = (first[band]! + i) * binHertz;
      return Math.max(0, Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre)));
    });
  });
  return {
    size,
    window: hann(size),
    transform: new RealTransform(size),
    centres: edges.slice(1, -1),
    first,
    weights,
  };
}

/** [frames][bands] dB of power. */
function logMel(samples: Float32Array, spectrum: MelSpectrum, hop: number, gain: number): Float64Array {
  const { size, window, transform, first, weights } = spectrum;
  const bands = weights.length;
  const frames = Math.floor(samples.length / hop) + 1;
  const out = new Float64Array(frames * bands);
  const bins = new Float64Array(2 * size);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop - size / 2;
    const { input } = transform;
    const from = Math.max(0, -start);
    const to = Math.min(size, samples.length - start);
    if (from > 0 || to < size) input.fill(0);
    for (let n = from; n < to; n++) input[n] = window[n]! * samples[start + n]!;
    transform.run(bins);
    for (let band = 0; band < bands; band++) {
      const own = weights[band]!;
      let sum = 0;
      for (let i = 0, k = 2 * first[band]!; i < own.length; i++, k += 2)
        sum += own[i]! * (bins[k]! * bins[k]! + bins[k + 1]! * bins[k + 1]!);
      out[frame * bands + band] = 10 * Math.log10(gain * sum + 1e-12);
    }
  }
  return out;
}

function energyOf(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) sum += x * x;
  return sum;
}

function mean(values: Float64Array): number {
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : 0;
}
