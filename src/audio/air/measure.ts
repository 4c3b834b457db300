/** Measures the air of a sound at its own rate, with the live engine's analysis. */
import { midiToHertz, type Hertz, type MidiNote, type Seconds } from '../../units.js';
import type { AirTrack } from '../../timbre/embedding.js';
import { decimate } from '../decimate.js';
import { followFundamental } from '../partials/fundamental.js';
import { median } from '../partials/grid.js';
import { measure, TOP_OF_RATE, type Measured } from '../partials/measure.js';
import { exactSeries, type Series } from '../partials/series.js';
import { HOP_SECONDS, NOISE_BANDS, TOP_HERTZ } from '../partials/tracks.js';
import {
  AIR_BANDS,
  AIR_CENTRES,
  AIR_FLOOR,
  AIR_WIDTH,
  airFrameCount,
  airFrameSeconds,
  FIRST_BAND,
  FULL_RATE,
} from './bands.js';

/** Above this, the rate is halved: nothing is measured above 20 kHz. */
const HIGHEST_RATE: Hertz = 64_000;
/** Pitches whose harmonics are told from noise. */
const LOWEST_HERTZ: Hertz = 20;
const HIGHEST_HERTZ: Hertz = 8_000;
/** A band of harmonics reaches so far, in f0, on each side at least: so one always lies in it. */
const REACH = 0.8;
const NOTHING = 10 ** (AIR_FLOOR / 10);
const NO_PARTIALS: Series = { ratios: new Float64Array(0), harmonics: 0, closest: Infinity };

/**
 * The air of a sound. [worker] [Node]
 * @param samples linear, one channel, at their own rate: from the first sample that is encoded on, as loud as it is encoded.
 * @param rootMidi the pitch that is heard in it; null: all of it is noise.
 * @returns bands above what the rate holds are silent.
 */
export function measureAir(samples: Float32Array, sampleRate: Hertz, rootMidi: MidiNote | null): AirTrack {
  if (TOP_OF_RATE * sampleRate <= AIR_CENTRES[0]! || samples.length === 0) return noAir();
  const slow = decimate(samples, sampleRate, HIGHEST_RATE / 2 + 12_000);
  const rate = slow.sampleRate;
  const seconds = slow.samples.length / rate;
  const hops = Math.ceil(seconds / HOP_SECONDS) + 1;
  const root = rootMidi === null ? 0 : midiToHertz(rootMidi);
  const pitched = root >= LOWEST_HERTZ && root <= HIGHEST_HERTZ;
  const f0 = pitched
    ? followFundamental(slow.samples, rate, root, hops)
    : new Float64Array(hops).fill(HIGHEST_HERTZ);
  const hertz = median(f0);
  const series = pitched ? exactSeries(hertz, Math.min(TOP_HERTZ, TOP_OF_RATE * rate)) : NO_PARTIALS;
  return airOf(measure([slow.samples], rate, hertz, { series, steady: true, f0 }), seconds);
}

/** That of a sound that ends where a model's band does. */
function noAir(): AirTrack {
  return { frames: 1, values: new Float32Array(AIR_WIDTH).fill(AIR_FLOOR) };
}

/** Brings measured partials and noise to the air's bands and frames. */
function airOf({ channels, series, hertz, f0 }: Measured, seconds: Seconds): AirTrack {
  const { levels, noise } = channels[0]!;
  const partials = series.ratios.length;
  const shares = bandShares(series, hertz);
  const frames = airFrameCount(seconds);
  const values = new Float32Array(frames * AIR_WIDTH);
  const power = new Float64Array(AIR_WIDTH);
  for (let frame = 0; frame < frames; frame++) {
    const [from, to] = hopsOf(frame, f0.length);
    power.fill(0);
    for (let hop = from; hop < to; hop++) {
      shares.forEach((share, band) => {
        for (const { partial, weight } of share)
          power[band]! += weight * 10 ** (levels[hop * partials + partial]! / 10);
      });
      for (let band = 0; band < AIR_BANDS; band++)
        power[AIR_BANDS + band]! += 10 ** (noise[hop * NOISE_BANDS + FIRST_BAND + band]! / 10);
    }
    for (let i = 0; i < AIR_WIDTH; i++)
      values[frame * AIR_WIDTH + i] = 10 * Math.log10(Math.max(NOTHING, power[i]! / (to - from)));
  }
  return { frames, values };
}

/** The measured hops whose mean a frame is: those nearer to it than to its neighbours, one at least. */
function hopsOf(frame: number, hops: number): [number, number] {
  const now = airFrameSeconds(frame) / HOP_SECONDS;
  const before = frame === 0 ? now : airFrameSeconds(frame - 1) / HOP_SECONDS;
  const after = airFrameSeconds(frame + 1) / HOP_SECONDS;
  const from = Math.min(hops - 1, Math.floor((before + now) / 2) + (frame === 0 ? 0 : 1));
  return [from, Math.max(from + 1, Math.min(hops, Math.floor((now + after) / 2) + 1))];
}

interface Share {
  readonly partial: number;
  /** By which the square of its amplitude is multiplied: half of it is its power, which lies in f0. */
  readonly weight: number;
}

/** The harmonics of each band: triangles as wide as a band, or as f0 is. None where a sound has none near it. */
function bandShares({ ratios, harmonics }: Series, hertz: Hertz): readonly (readonly Share[])[] {
  return Array.from(AIR_CENTRES, (centre, band) => {
    const wide = band === 0 ? AIR_CENTRES[1]! - centre : centre - AIR_CENTRES[band - 1]!;
    const reach = Math.max(wide, REACH * hertz);
    const near: Share[] = [];
    for (let partial = 0; partial < harmonics; partial++) {
      const weight = 1 - Math.abs(ratios[partial]! * hertz - centre) / reach;
      if (weight > 0) near.push({ partial, weight });
    }
    const sum = near.reduce((total, { weight }) => total + weight, 0);
    const density = FULL_RATE / 2 / (2 * hertz);
    return near.map(({ partial, weight }) => ({ partial, weight: (density * weight) / sum }));
  });
}
