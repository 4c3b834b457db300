/** Measures a source's harmonic track: level, noise and relative phase of each harmonic, frame by frame. */
import type { HarmonicTrack } from '../../timbre/embedding.js';
import type { Decibels, Hertz } from '../../units.js';
import { harmonicCount, HarmonicFrames } from './frames.js';

/** Frames this far below the loudest take the values of the frame before. */
const QUIET: Decibels = -50;
/** Lowest level, relative to its frame. */
const FLOOR: Decibels = -100;

/** Phase of the fundamental at the middle of each frame, in periods since the start. */
export function clockOf(hertz: ArrayLike<Hertz>, frames: number, hopSeconds: number): Float64Array {
  const clock = new Float64Array(frames);
  let periods = 0;
  for (let frame = 0; frame < frames; frame++) {
    const step = (hertz[Math.min(frame, hertz.length - 1)] ?? 0) * hopSeconds;
    clock[frame] = periods + step / 2;
    periods += step;
  }
  return clock;
}

/**
 * The harmonics of a sound; null where nothing is heard.
 * @param hertz its pitch, one a frame of `harmonicHop`, all above 0, of which the last holds on.
 */
export function measureHarmonics(
  samples: Float32Array,
  hertz: ArrayLike<Hertz>,
  rate: Hertz,
): HarmonicTrack | null {
  const lowest = Array.from(hertz).reduce((least, value) => Math.min(least, value), Infinity);
  const count = harmonicCount(lowest, rate);
  const analyser = new HarmonicFrames(lowest, count, rate);
  const { hop } = analyser;
  const frames = Math.ceil(samples.length / hop);
  const track = emptyTrack(frames, count, hop);
  const clock = clockOf(hertz, frames, hop / rate);
  const energies = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    const pitch = hertz[Math.min(frame, hertz.length - 1)]!;
    if (!analyser.measure(samples, analyser.start(frame), pitch)) continue;
    energies[frame] = analyser.energy;
    writeFrame(track, frame, analyser, clock[frame]!);
  }
  return holdQuiet(track, energies) ? track : null;
}

function emptyTrack(frames: number, count: number, hop: number): HarmonicTrack {
  const levels = new Float32Array(frames * count).fill(FLOOR);
  return {
    frames,
    count,
    hop,
    levels,
    rests: levels.slice(),
    phases: new Float32Array(frames * count),
    hold: 1,
  };
}

function writeFrame(track: HarmonicTrack, frame: number, analyser: HarmonicFrames, periods: number): void {
  for (let k = 0; k < analyser.count; k++) {
    const i = frame * track.count + k;
    track.levels[i] = relative(analyser.energies[k]!, analyser.energy);
    track.rests[i] = relative(analyser.rests[k]!, analyser.energy);
    const turn = Math.atan2(analyser.im[k]!, analyser.re[k]!) / (2 * Math.PI) - (k + 1) * periods;
    track.phases[i] = turn - Math.floor(turn);
  }
}

function relative(energy: number, whole: number): Decibels {
  return Math.max(FLOOR, 10 * Math.log10(energy / whole + 1e-12));
}

/** In place: quiet frames take the values of the frame before, those at the beginning the first loud one's. */
function holdQuiet({ frames, count, levels, rests, phases }: HarmonicTrack, energies: Float64Array): boolean {
  const least = energies.reduce((most, energy) => Math.max(most, energy), 0) * 10 ** (QUIET / 10);
  let last = energies.findIndex((energy) => energy > least);
  if (last < 0) return false;
  for (let frame = 0; frame < frames; frame++) {
    if (energies[frame]! > least) last = frame;
    else
      for (const of of [levels, rests, phases])
        of.copyWithin(frame * count, last * count, (last + 1) * count);
  }
  return true;
}
