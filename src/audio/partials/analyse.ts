/** Takes a sound apart into live tracks: contour, partials (exact or free, whichever makes the sound better), noise, head. */
import type { Hertz, MidiNote, Samples } from '../../units.js';
import { midiToHertz } from '../../units.js';
import { decimate } from '../decimate.js';
import { findOnsetOfAny } from '../onset.js';
import { distancesTo } from './distance.js';
import { describe } from './envelope.js';
import { followFundamental } from './fundamental.js';
import { median } from './grid.js';
import { headSize } from './head.js';
import { measure, TOP_OF_RATE, type Candidate, type Measured } from './measure.js';
import { lastingPeaks } from './peaks.js';
import { recordingLevels, soundShape, type SoundShape } from './recording.js';
import { exactSeries, freeSeries, peakSeries } from './series.js';
import { synthesise } from './synthesis.js';
import { HOP_SECONDS, TOP_HERTZ, UNPITCHED_HERTZ, type LiveTracks } from './tracks.js';

export interface TrackOptions {
  /** The key that sounds as recorded; null for a sound without pitch. */
  readonly root: MidiNote | null;
  /** Where the tracks begin, in samples; absent: 5 ms before the onset. */
  readonly start?: Samples;
  /** Where it begins to be itself, and between which frames it is held, where that was found before. */
  readonly shape?: SoundShape;
}

/** Above this, the rate is halved: nothing is analysed above 20 kHz. */
const HIGHEST_RATE: Hertz = 64_000;
/** What is kept before the onset. */
const LEAD_SECONDS = 0.005;
/** The difference of two channels below this share of their sum's energy is none. */
const MONO_SHARE = 1e-6;
/** An offset above this share of the peak is taken out. */
const OFFSET_SHARE = 0.01;
/** f0 lies within these. */
const LOWEST_HERTZ: Hertz = 20;
const HIGHEST_HERTZ: Hertz = 8_000;
/** How much of a sound candidates are compared by. */
const COMPARED_SECONDS = 1.2;

/**
 * The live tracks of a sound. [worker] [Node]
 *
 * Never fails: values that are not finite count as silence, and a sound of no samples is a silent frame.
 * @param channels one or two (others are left out), linear, at their own rate. They are not changed.
 */
export function analyseTracks(
  channels: readonly Float32Array[],
  sampleRate: Hertz,
  options: TrackOptions,
): LiveTracks {
  const sound = prepared(channels, sampleRate, options.start);
  const mid = sound.mid;
  const frames = Math.ceil(mid.length / (HOP_SECONDS * sound.rate)) + 1;
  const top = Math.min(TOP_HERTZ, TOP_OF_RATE * sound.rate);
  const root = options.root === null ? null : midiToHertz(options.root);
  const pitched = root !== null && root >= LOWEST_HERTZ && root <= Math.min(HIGHEST_HERTZ, 0.4 * sound.rate);
  const f0 = pitched
    ? followFundamental(mid, sound.rate, root, frames)
    : new Float64Array(frames).fill(UNPITCHED_HERTZ);
  const hertz = median(f0);
  const { peaks, still } = lastingPeaks(mid, sound.rate, f0, hertz);
  const freeF0 = still ? new Float64Array(frames).fill(hertz) : f0;
  const free = pitched ? freeSeries(peaks, hertz, top) : peakSeries(peaks, hertz);
  const candidates: Candidate[] = [{ series: free, steady: false, f0: freeF0 }];
  if (pitched) candidates.push({ series: exactSeries(hertz, top), steady: true, f0 });
  // what is loud beside the harmonics may be an attack's, not worth a longer window
  if (Number.isFinite(free.closest))
    candidates.push({ series: { ...free, closest: Infinity }, steady: false, f0: freeF0 });
  const best = nearest(candidates, sound, hertz);
  return tracksOf(
    measure(sound.channels, sound.rate, hertz, best),
    sound,
    pitched,
    options.shape ?? shapeOf(sound),
  );
}

/**
 * Descriptions of a pitched sound (envelope.ts) from its exact harmonics, every `step` frames: what the network for other keys is
 * trained on.
 */
export function describeHarmonics(
  samples: Float32Array,
  sampleRate: Hertz,
  root: MidiNote,
  step: number,
): Float32Array {
  const sound = prepared([samples], sampleRate, 0);
  const frames = Math.ceil(samples.length / (HOP_SECONDS * sampleRate)) + 1;
  const f0 = followFundamental(sound.mid, sound.rate, midiToHertz(root), frames);
  const hertz = median(f0);
  const series = exactSeries(hertz, Math.min(TOP_HERTZ, TOP_OF_RATE * sound.rate));
  const measured = measure(sound.channels, sound.rate, hertz, { series, steady: true, f0 });
  return describe(tracksOf(measured, sound, true, shapeOf(sound)), 0, step);
}

interface Sound {
  readonly channels: readonly Float32Array[];
  readonly mid: Float32Array;
  readonly rate: Hertz;
}

/** Finite, from the onset on, one channel where both are the same, at a rate that holds 20 kHz and little more. */
function prepared(given: readonly Float32Array[], sampleRate: Hertz, start: Samples | undefined): Sound {
  const finite = given.slice(0, 2).map(withoutOffset);
  if (finite.length === 0) finite.push(new Float32Array(0));
  const lead = Math.round(LEAD_SECONDS * sampleRate);
  const from = start ?? Math.max(0, (finite[0]!.length > 0 ? findOnsetOfAny(finite, sampleRate) : 0) - lead);
  const slow = finite.map((channel) =>
    decimate(channel.subarray(from), sampleRate, HIGHEST_RATE / 2 + 12_000),
  );
  const channels = slow.map(({ samples }) => samples);
  const rate = slow[0]!.sampleRate;
  if (channels.length === 1) return { channels, mid: channels[0]!, rate };
  const [left, right] = [channels[0]!, channels[1]!];
  const mid = left.map((x, i) => 0.5 * (x + right[i]!));
  const side = left.map((x, i) => 0.5 * (x - right[i]!));
  const [middle, apart] = [energyOf(mid), energyOf(side)];
  if (apart <= MONO_SHARE * middle) return { channels: [mid], mid, rate };
  return { channels, mid: middle >= apart ? mid : energyOf(left) >= energyOf(right) ? left : right, rate };
}

/** What is finite of it, about its mean: a constant offset is no part of a sound, and the end of a head would be a step. */
function withoutOffset(samples: Float32Array): Float32Array {
  const finite = samples.slice();
  let [sum, peak] = [0, 0];
  for (let n = 0; n < finite.length; n++) {
    if (!Number.isFinite(finite[n]!)) finite[n] = 0;
    sum += finite[n]!;
    peak = Math.max(peak, Math.abs(finite[n]!));
  }
  const offset = sum / Math.max(1, finite.length);
  if (Math.abs(offset) > OFFSET_SHARE * peak) for (let n = 0; n < finite.length; n++) finite[n]! -= offset;
  return finite;
}

function energyOf(samples: Float32Array): number {
  return samples.reduce((sum, x) => sum + x * x, 0);
}

function shapeOf({ mid, rate }: Sound): SoundShape {
  return soundShape(recordingLevels(mid, rate));
}

function tracksOf(measured: Measured, sound: Sound, pitched: boolean, shape: SoundShape): LiveTracks {
  const { series, f0, hertz } = measured;
  const frames = f0.length;
  const head = headSize(sound.mid.length, sound.rate);
  const channels = measured.channels.map((channel, c) => ({
    ...channel,
    head: sound.channels[c]!.slice(0, head.length),
  }));
  return {
    frames,
    hertz,
    pitched,
    f0: Float32Array.from(f0),
    ratios: series.ratios,
    harmonics: series.harmonics,
    channels,
    coherence: measured.coherence,
    headRate: sound.rate,
    headHold: head.hold,
    ...shape,
  };
}

/** The candidate whose sound is nearest to the source's, judged by its beginning and both channels' mean. */
function nearest(candidates: readonly Candidate[], sound: Sound, hertz: Hertz): Candidate {
  if (candidates.length === 1) return candidates[0]!;
  const { rate } = sound;
  const part = sound.mid.subarray(0, Math.round(COMPARED_SECONDS * rate));
  const beginning = { channels: [part], mid: part, rate };
  const shape = shapeOf(beginning);
  const seconds = part.length / rate;
  const frames = Math.ceil(seconds / HOP_SECONDS) + 1;
  const distanceOf = distancesTo(part, rate);
  const distances = candidates.map((candidate) => {
    const short = { ...candidate, f0: candidate.f0.subarray(0, frames) };
    const tracks = tracksOf(measure([part], rate, hertz, short), beginning, true, shape);
    const made = synthesise(tracks, { sampleRate: rate, seconds, parts: { head: false } })[0]!;
    return distanceOf(made);
  });
  return candidates[distances.indexOf(Math.min(...distances))]!;
}
