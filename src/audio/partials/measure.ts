/** Measures a sound's tracks for a given series of partials: levels, phases, noise bands, refined contour and ratios. */
import type { Hertz } from '../../units.js';
import { FrameReader, LONGEST_SECONDS, windowSeconds } from './frame-reader.js';
import { percentile, placeOn } from './grid.js';
import { Demodulator, type Amplitudes } from './phases.js';
import { resolved, type Series } from './series.js';
import { HOP_SECONDS, NOISE_BANDS, NOISE_CENTRES, NOISE_REFERENCE_RATE, SILENT_DB } from './tracks.js';
import { blackmanHarris, hann } from './windows.js';

/** Partials nearer than so many window lengths' bins are one. */
const RESOLUTION = 1.6;
/** The long window is read every so many frames: it sees no faster change. */
const LONG_STEP = 2;
const CLOSEST_SPACING: Hertz = 25;
/** Spacing of a sound without partials: its windows are 20 and 41 ms long. */
const NO_SPACING: Hertz = 200;
/** A partial keeps this share of its power at least, however much noise is under it. */
const LEAST_OVER_NOISE = 1e-4;
/** What a rate holds, as a share of it: files end a little below half. */
export const TOP_OF_RATE = 0.46;
const SILENT_POWER = 10 ** (SILENT_DB / 10);

export interface MeasuredChannel {
  readonly levels: Float32Array;
  readonly phases: Float32Array;
  readonly noise: Float32Array;
}

export interface Measured {
  readonly series: Series;
  readonly f0: Float64Array;
  readonly hertz: Hertz;
  readonly channels: readonly MeasuredChannel[];
  readonly coherence: Float32Array;
}

/** What a sound may be made of. */
export interface Candidate {
  readonly series: Series;
  /** Whether the ratios stay as they are (exact harmonics), or are refined one by one. */
  readonly steady: boolean;
  /** [frames] Hz. */
  readonly f0: Float64Array;
}

/**
 * @param channels all of one length.
 * @param hertz the median of f0.
 */
export function measure(
  channels: readonly Float32Array[],
  sampleRate: Hertz,
  hertz: Hertz,
  { series: wanted, steady, f0 }: Candidate,
): Measured {
  const spacing = spacingOf(wanted, hertz);
  const seconds = windowSeconds(spacing);
  const series = resolved(wanted, hertz, seconds.short, RESOLUTION);
  const even = (s: number): number => 2 * Math.max(8, Math.floor((s * sampleRate) / 2));
  const shortWindow = hann(even(seconds.short));
  const wide = seconds.long < LONGEST_SECONDS;
  const longWindow = wide ? blackmanHarris(even(seconds.long)) : hann(even(seconds.long));
  const reader = (window: Float64Array, halfLobe: number): FrameReader =>
    new FrameReader(window, halfLobe, sampleRate, series.ratios, hertz);
  const short = readFrames(reader(shortWindow, 2), channels, f0, 1);
  const long = readFrames(reader(longWindow, wide ? 4 : 2), channels, f0, LONG_STEP);
  const noises = short.noise.map((power, c) => power.map((x, i) => Math.min(x, long.noise[c]![i]!)));
  const under = underPartials(series, hertz, shortWindow);
  const demodulator = new Demodulator(short.amplitudes, series, f0, steady);
  const measured = channels.map((_, c) => ({
    levels: levelsOf(short.amplitudes[c]!, noises[c]!, under, f0.length),
    phases: demodulator.phases(c),
    noise: noiseLevels(noises[c]!, sampleRate),
  }));
  const { ratios } = demodulator;
  return {
    series: { ...series, ratios },
    f0: demodulator.f0,
    hertz,
    channels: measured,
    coherence: long.coherence,
  };
}

/** dB of density at the reference rate; none above what the rate holds. */
function noiseLevels(noise: Float64Array, sampleRate: Hertz): Float32Array {
  const bands = NOISE_CENTRES.filter((hertz) => hertz < TOP_OF_RATE * sampleRate).length;
  const gain = NOISE_REFERENCE_RATE / sampleRate;
  return Float32Array.from(noise, (x, i) =>
    i % NOISE_BANDS < bands ? 10 * Math.log10(x * gain + SILENT_POWER) : SILENT_DB,
  );
}

/** Distance of neighbouring partials: f0, or where there are others between the harmonics, of the closest tenth. */
function spacingOf({ ratios, harmonics, closest }: Series, hertz: Hertz): Hertz {
  if (ratios.length < 2) return harmonics === 1 ? hertz : NO_SPACING;
  if (ratios.length === harmonics) return hertz;
  const sorted = Float64Array.from(ratios).sort();
  const apart = sorted.subarray(1).map((x, i) => (x - sorted[i]!) * hertz);
  return Math.max(CLOSEST_SPACING, Math.min(closest * hertz, percentile(apart, 0.1)));
}

interface Read {
  readonly amplitudes: readonly Amplitudes[];
  /** By channel [frames][NOISE_BANDS] power density of the samples, mean over three frames. */
  readonly noise: readonly Float64Array[];
  readonly coherence: Float32Array;
}

function readFrames(
  reader: FrameReader,
  channels: readonly Float32Array[],
  f0: Float64Array,
  step: number,
): Read {
  const [frames, partials] = [f0.length, reader.re.length];
  const kept = step === 1 ? frames * partials : 0;
  const amplitudes = channels.map(() => ({ re: new Float32Array(kept), im: new Float32Array(kept) }));
  const densities = channels.map(() => new Float64Array(frames * NOISE_BANDS));
  const cross = new Float64Array(NOISE_BANDS);
  const first = { re: reader.leftRe.slice(), im: reader.leftIm.slice() };
  const power = new Float64Array(reader.leftRe.length);
  for (let frame = 0; frame < frames; frame += step) {
    channels.forEach((samples, c) => {
      reader.read(samples, frame * HOP_SECONDS, f0[frame]!);
      if (kept > 0) {
        amplitudes[c]!.re.set(reader.re, frame * partials);
        amplitudes[c]!.im.set(reader.im, frame * partials);
      }
      const { leftRe, leftIm } = reader;
      for (let p = 0; p < power.length; p++)
        power[p] = (leftRe[p]! ** 2 + leftIm[p]! ** 2) / reader.windowEnergy;
      reader.bands.add(power, densities[c]!, frame * NOISE_BANDS);
      if (c === 0) {
        first.re.set(leftRe);
        first.im.set(leftIm);
        return;
      }
      for (let p = 0; p < power.length; p++)
        power[p] = (leftRe[p]! * first.re[p]! + leftIm[p]! * first.im[p]!) / reader.windowEnergy;
      reader.bands.add(power, cross, 0);
    });
  }
  const noise = densities.map((density) => smoothed(density, frames, step, reader));
  return { amplitudes, noise, coherence: coherenceOf(cross, densities, frames) };
}

/** Mean over three frames, or of both sides between frames that were left out; lines in dB where a band has no point. */
function smoothed(density: Float64Array, frames: number, step: number, reader: FrameReader): Float64Array {
  const out = new Float64Array(density.length);
  const last = frames - 1 - ((frames - 1) % step);
  for (let frame = 0; frame < frames; frame++) {
    const here = frame - (frame % step);
    const before = step === 1 ? Math.max(0, frame - 1) : here;
    const after = step === 1 || frame > here ? Math.min(last, here + step) : here;
    for (let band = 0; band < NOISE_BANDS; band++) {
      const around = density[before * NOISE_BANDS + band]! + density[after * NOISE_BANDS + band]!;
      out[frame * NOISE_BANDS + band] =
        step === 1 ? (around + density[frame * NOISE_BANDS + band]!) / 3 : around / 2;
    }
    reader.bands.fillUnknown(out, frame * NOISE_BANDS);
  }
  return out;
}

function coherenceOf(cross: Float64Array, densities: readonly Float64Array[], frames: number): Float32Array {
  if (densities.length < 2) return new Float32Array(NOISE_BANDS).fill(1);
  const energy = (density: Float64Array, band: number): number => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += density[frame * NOISE_BANDS + band]!;
    return sum;
  };
  return Float32Array.from(cross, (x, band) => {
    const both = Math.sqrt(energy(densities[0]!, band) * energy(densities[1]!, band));
    return both > 0 ? Math.max(-1, Math.min(1, x / both)) : 1;
  });
}

/** How noise of density 1 reads as power of a partial's half amplitude, and between which bands it lies. */
interface UnderPartials {
  readonly gain: number;
  readonly places: readonly { readonly low: number; readonly high: number; readonly share: number }[];
}

function underPartials({ ratios }: Series, hertz: Hertz, window: Float64Array): UnderPartials {
  const sum = window.reduce((a, x) => a + x, 0);
  const gain = window.reduce((a, x) => a + x * x, 0) / sum ** 2;
  return { gain, places: Array.from(ratios, (ratio) => placeOn(NOISE_CENTRES, ratio * hertz)) };
}

/** A partial's power is what exceeds the noise under it. */
function levelsOf(
  { re, im }: Amplitudes,
  noise: Float64Array,
  { gain, places }: UnderPartials,
  frames: number,
): Float32Array {
  const partials = places.length;
  const levels = new Float32Array(frames * partials);
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * NOISE_BANDS;
    for (let k = 0; k < partials; k++) {
      const i = frame * partials + k;
      const { low, high, share } = places[k]!;
      const under = gain * (noise[row + low]! + share * (noise[row + high]! - noise[row + low]!));
      const power = re[i]! ** 2 + im[i]! ** 2;
      levels[i] = 10 * Math.log10(4 * Math.max(power - under, LEAST_OVER_NOISE * power, 0.25 * SILENT_POWER));
    }
  }
  return levels;
}
