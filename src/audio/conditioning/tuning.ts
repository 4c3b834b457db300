/** Tunes a layer to its root: resamples it to the pitch-synchronous axis and removes the remaining drift. */
import type { Cents, Samples } from '../../units.js';
import { meanCents, pitchContour } from './pitch-contour.js';
import { Stft } from './stft.js';
import { withFrameLength, type PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import { trackHarmonics, type HarmonicTracks } from './harmonics.js';
import { interpolate } from './interpolate.js';
import { rotatePhases } from './phase-rotation.js';

/** First, wide pitch search: to both sides by this much, … */
const WIDE: Cents = 70;
/** … from this many harmonics, … */
const WIDE_HARMONICS = 8;
/** … in frames of so few periods that the fundamental rotates by less than half a period in a hop. */
const WIDE_PERIODS = 32;
/** Second, narrow search for the remaining detune: range, then number of harmonics. */
const NARROW: Cents = 12;
const NARROW_HARMONICS = 24;

/** A layer on the axis, tuned: the phase of its fundamental is nearly constant. */
export interface TunedLayer {
  readonly samples: Float32Array;
  /** Relative detune of the raw layer between neighbouring frames of the axis, and the weight of each value. */
  readonly detune: Float64Array;
  readonly weight: Float64Array;
  /** Mean detune of the raw layer. */
  readonly cents: Cents;
}

/**
 * Resamples a raw layer to the axis: once roughly, to find its pitch, and then finely.
 * @param length of the layer on the axis.
 */
export function tuneLayer(
  raw: Float32Array,
  axis: PitchSynchronousAxis,
  stft: Stft,
  length: Samples,
): TunedLayer {
  const steps = stft.count(length) - 1;
  const steady = readingPositions(new Float64Array(steps), axis, length);
  if (axis.harmonics === 0) {
    const none = new Float64Array(steps);
    return { samples: interpolate(raw, steady), detune: none, weight: none, cents: 0 };
  }
  const own = withFrameLength(axis, WIDE_PERIODS);
  const frames = own.frame === stft.size ? stft : new Stft(own.frame, own.bins);
  const harmonics = Math.min(WIDE_HARMONICS, axis.harmonics);
  const contour = pitchContour(
    trackHarmonics(interpolate(raw, steady, 'rough'), own, frames, harmonics),
    own,
    WIDE,
  );
  const onAxis = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: steps }, (_, i) => meanAround(values, own, (i - 0.5) * axis.hop, axis.hop));
  const [detune, weight] = [onAxis(contour.detune), onAxis(contour.weight)];
  const samples = interpolate(raw, readingPositions(detune, axis, length));
  return { samples, detune, weight, cents: meanCents({ detune, weight }) };
}

/** A tuned layer, and the rotation of its fundamental that remains at each frame, in periods. */
export interface DriftFreeLayer extends TunedLayer {
  readonly rotations: Float64Array;
}

/** Measures a layer's remaining drift; in place: rotates the harmonic tracks back by it, until their phases are constant. */
export function removeDrift(
  layer: TunedLayer,
  tracks: HarmonicTracks,
  axis: PitchSynchronousAxis,
): DriftFreeLayer {
  const rotations = new Float64Array(tracks.frames);
  if (axis.harmonics === 0) return { ...layer, rotations };
  const { detune: left, weight } = pitchContour(tracks, axis, NARROW, NARROW_HARMONICS);
  left.forEach((value, i) => (rotations[i + 1] = rotations[i]! + (value * axis.spacing) / 4));
  rotatePhases(tracks, tracks.harmonics, (frame) => -rotations[frame]!);
  const detune = layer.detune.map((value, i) => (1 + value) * (1 + left[i]!) - 1);
  return { samples: layer.samples, detune, weight, cents: meanCents({ detune, weight }), rotations };
}

/** Mean of a contour, one value per hop of its own axis, over a stretch of axis samples. */
function meanAround(values: Float64Array, own: PitchSynchronousAxis, centre: number, width: number): number {
  const count = width / own.hop;
  const first = Math.round((centre - width / 2) / own.hop + 0.5 + 0.5);
  let sum = 0;
  for (let i = first; i < first + count; i++) sum += values[Math.max(0, Math.min(values.length - 1, i))]!;
  return sum / count;
}

/** Read position in the raw layer of each axis sample: the sharper the layer, the slower it is read. */
function readingPositions(detune: Float64Array, axis: PitchSynchronousAxis, length: Samples): Float64Array {
  const positions = new Float64Array(length);
  const { hop, step } = axis;
  let position = 0;
  for (let from = 0; from < length;) {
    // linear between the midpoints of neighbouring frames
    const to = Math.min(length, hop / 2 + Math.floor((from + hop / 2) / hop) * hop);
    const rise = (detuneAt(detune, axis, to) - detuneAt(detune, axis, from)) / (to - from);
    let own = 1 + detuneAt(detune, axis, from);
    for (let i = from; i < to; i++, own += rise) {
      positions[i] = position;
      position += step / own;
    }
    from = to;
  }
  return positions;
}

/** Interpolates a contour: value i lies half way between the centres of frames i and i + 1. */
export function detuneAt(detune: Float64Array, axis: PitchSynchronousAxis, sample: number): number {
  const place = Math.max(0, Math.min(detune.length - 1, sample / axis.hop + 0.5));
  const index = Math.min(detune.length - 2, Math.floor(place));
  return detune[index]! + (detune[index + 1]! - detune[index]!) * (place - index);
}
