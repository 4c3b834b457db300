import type { Hertz, Samples } from '../units.js';

const STEP_SECONDS = 0.002;
/** An onset is this far below the loudest step at most. */
const ONSET_BELOW_PEAK = 10 ** (-45 / 20);
/** Steps at the start that are compared to tell background noise from a beginning sound. */
const LEAD_STEPS = 25;
/** Background is at least this far below the loudest step, and steady to within this factor. */
const LEAD_BELOW_PEAK = 10 ** (-20 / 20);
const LEAD_STEADY = 10 ** (3 / 20);
/** What rises above steady background by this much has begun. */
const ABOVE_LEAD = 10 ** (8 / 20);

/**
 * The sample where the sound begins: the first 2 ms whose RMS is within 45 dB of the loudest ones or, where
 * steady background noise comes first, 8 dB above it. 0 for a sound that is there at once.
 */
export function findOnset(samples: Float32Array, sampleRate: Hertz): Samples {
  const step = Math.max(1, Math.round(STEP_SECONDS * sampleRate));
  const levels = stepLevels(samples, step);
  const peak = levels.reduce((a, b) => Math.max(a, b), 0);
  if (peak === 0) return 0;
  const threshold = Math.max(peak * ONSET_BELOW_PEAK, backgroundLevel(levels, peak) * ABOVE_LEAD);
  const first = levels.findIndex((level) => level >= threshold);
  return first * step;
}

function stepLevels(samples: Float32Array, step: Samples): Float64Array {
  return Float64Array.from({ length: Math.ceil(samples.length / step) }, (_, index) =>
    rms(samples.subarray(index * step, (index + 1) * step)),
  );
}

/** Level of the steady noise that the recording starts with; 0 where it starts with silence or with the sound. */
function backgroundLevel(levels: Float64Array, peak: number): number {
  if (levels.length < 3 * LEAD_STEPS) return 0;
  const first = rms(levels.subarray(0, LEAD_STEPS));
  const second = rms(levels.subarray(LEAD_STEPS, 2 * LEAD_STEPS));
  if (first === 0 || first > peak * LEAD_BELOW_PEAK) return 0;
  const ratio = second / first;
  return ratio < LEAD_STEADY && ratio > 1 / LEAD_STEADY ? first : 0;
}

function rms(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}
