/** Chooses the phases that all layers of a key zone get, and the pulse shift of each layer. */
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { HarmonicTracks } from './harmonics.js';
import type { Phases } from './phase-rotation.js';

/** Candidate positions of the pulse within a period. */
const PLACES = 256;
/** Number of harmonics that locate the pulse. */
const PULSE_HARMONICS = 16;

/** Shift of each layer, and the phases that all layers of a key zone get. */
export interface PhaseTargets {
  /** For each layer, how much later its pulse is than the first layer's, in periods, −½ to ½. */
  readonly shifts: readonly number[];
  /** Target phase of each harmonic, as unit vectors. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Chooses the phases of a key zone: each harmonic's phase in the layer in which it is strongest, at frame `at`, after
 * the layers' pulses are aligned. So each layer keeps most of its waveform.
 */
export function phaseTargets(
  tracks: readonly HarmonicTracks[],
  phases: readonly Phases[],
  axis: PitchSynchronousAxis,
  at: number,
): PhaseTargets {
  const { harmonics } = axis;
  const amplitudes = tracks.map((track) => relativeAmplitudes(track, at));
  const first = middle(tracks.length);
  const shifts = tracks.map((_, layer) =>
    layer === first ? 0 : pulseShift(amplitudes, phases, first, layer, at, harmonics),
  );
  const re = new Float64Array(harmonics);
  const im = new Float64Array(harmonics);
  for (let k = 0; k < harmonics; k++) {
    let strongest = first;
    amplitudes.forEach((own, layer) => {
      if (own[k]! > amplitudes[strongest]![k]!) strongest = layer;
    });
    const turn = 2 * Math.PI * (k + 1) * shifts[strongest]!;
    const x = phases[strongest]!.re[at * harmonics + k]!;
    const y = phases[strongest]!.im[at * harmonics + k]!;
    re[k] = x * Math.cos(turn) - y * Math.sin(turn);
    im[k] = x * Math.sin(turn) + y * Math.cos(turn);
  }
  return { shifts, re, im };
}

function middle(count: number): number {
  return (count - 1) >> 1;
}

/** Amplitudes around a frame, relative to the whole layer's. */
function relativeAmplitudes({ frames, harmonics, re, im }: HarmonicTracks, at: number): Float64Array {
  const output = new Float64Array(harmonics);
  for (let frame = Math.max(0, at - 4); frame <= Math.min(frames - 1, at + 4); frame++) {
    for (let k = 0; k < harmonics; k++) {
      const i = frame * harmonics + k;
      output[k]! += re[i]! ** 2 + im[i]! ** 2;
    }
  }
  const total = output.reduce((sum, x) => sum + x, 1e-30);
  return output.map((x) => Math.sqrt(x / total));
}

/** How much later, in periods, the pulse of one layer is than that of another. */
function pulseShift(
  amplitudes: readonly Float64Array[],
  phases: readonly Phases[],
  one: number,
  other: number,
  at: number,
  harmonics: number,
): number {
  const count = Math.min(PULSE_HARMONICS, harmonics);
  let best = 0;
  let highest = -Infinity;
  for (let place = 0; place < PLACES; place++) {
    const shift = place / PLACES - 0.5;
    let score = 0;
    for (let k = 0; k < count; k++) {
      const i = at * harmonics + k;
      const x = phases[other]!.re[i]! * phases[one]!.re[i]! + phases[other]!.im[i]! * phases[one]!.im[i]!;
      const y = phases[other]!.im[i]! * phases[one]!.re[i]! - phases[other]!.re[i]! * phases[one]!.im[i]!;
      const turn = 2 * Math.PI * (k + 1) * shift;
      score += amplitudes[one]![k]! * amplitudes[other]![k]! * (x * Math.cos(turn) - y * Math.sin(turn));
    }
    if (score > highest) [highest, best] = [score, shift];
  }
  return best;
}
