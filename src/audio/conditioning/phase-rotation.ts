/** Smooths the phase of each harmonic over time, and rotates phases by a shift in periods. */
import type { HarmonicTracks } from './harmonics.js';

/** Frames on each side that a harmonic's phase is averaged with. */
const REACH = 4;
/** Weights of the average, the frame's own in the middle. */
const WEIGHTS = Float64Array.from(
  { length: 2 * REACH + 1 },
  (_, k) => 0.5 + 0.5 * Math.cos((Math.PI * (k - REACH)) / (REACH + 1)),
);

/** A harmonic's phases as unit vectors, `frames × harmonics`, row-major. */
export interface Phases {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/**
 * Smooths each harmonic's phase over time. Where the harmonic is steady its phase is followed; where it is noise,
 * incoherent from frame to frame, the last steady phase holds, going outward from frame `from`.
 */
export function smoothPhases(tracks: HarmonicTracks, from: number): Phases {
  const { frames, harmonics } = tracks;
  const re = new Float32Array(frames * harmonics);
  const im = new Float32Array(frames * harmonics);
  for (let k = 0; k < harmonics; k++) {
    const follow = (frame: number, before: number): void => {
      const [x, y, steadiness] = average(tracks, frame, k);
      const length = Math.sqrt(x * x + y * y);
      const trust = steadiness ** 2;
      const i = frame * harmonics + k;
      const j = before * harmonics + k;
      let u = length > 0 ? (trust * x) / length : 0;
      let v = length > 0 ? (trust * y) / length : 0;
      if (before !== frame) {
        u += (1 - trust) * re[j]!;
        v += (1 - trust) * im[j]!;
      }
      const size = Math.sqrt(u * u + v * v);
      re[i] = size > 1e-9 ? u / size : 1;
      im[i] = size > 1e-9 ? v / size : 0;
    };
    follow(from, from);
    for (let frame = from + 1; frame < frames; frame++) follow(frame, frame - 1);
    for (let frame = from - 1; frame >= 0; frame--) follow(frame, frame + 1);
  }
  return { re, im };
}

/** Complex mean of a harmonic around a frame, and its coherence: the mean's amplitude over the mean amplitude, 0 to 1. */
function average(tracks: HarmonicTracks, frame: number, k: number): [number, number, number] {
  const { frames, harmonics, re, im } = tracks;
  let x = 0;
  let y = 0;
  let total = 0;
  for (let j = Math.max(0, frame - REACH); j <= Math.min(frames - 1, frame + REACH); j++) {
    const w = WEIGHTS[j - frame + REACH]!;
    const i = j * harmonics + k;
    x += w * re[i]!;
    y += w * im[i]!;
    total += w * Math.sqrt(re[i]! ** 2 + im[i]! ** 2);
  }
  return [x, y, total > 0 ? Math.sqrt(x * x + y * y) / total : 0];
}

/** In place: rotates the fundamental of each frame by so many periods, and harmonic k by k times as many. */
export function rotatePhases(
  { re, im }: Phases,
  harmonics: number,
  periods: (frame: number) => number,
): void {
  for (let frame = 0; frame * harmonics < re.length; frame++) {
    const angle = 2 * Math.PI * periods(frame);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    let u = c;
    let v = s;
    for (let i = frame * harmonics; i < (frame + 1) * harmonics; i++) {
      const x = re[i]!;
      const y = im[i]!;
      re[i] = x * u - y * v;
      im[i] = x * v + y * u;
      const next = u * c - v * s;
      v = u * s + v * c;
      u = next;
    }
  }
}
