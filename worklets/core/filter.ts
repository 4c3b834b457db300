/** Filters one voice: a state-variable multimode filter (Simper). [audio, while playing; no allocation] */
import type { Hertz } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Highest cutoff, as a fraction of the sample rate. */
const HIGHEST = 0.48;
const LOWEST_HERTZ: Hertz = 10;
/** Outputs that are mixed: dry, low-pass, band-pass, high-pass. */
export const FILTER_GAINS = 4;
/** Integrator states smaller than this are set to 0: denormal numbers are slow. */
const TINY = 1e-18;

/**
 * Multimode filter of one voice: Simper's state-variable filter with trapezoidal integrators and no delay in its loop,
 * in tune up to the highest cutoffs and stable while the cutoff is modulated. Low, band and high pass are computed
 * together and mixed, so that the type can change without a click: see the filter gains in settings.ts. [audio]
 */
export class Filter {
  readonly #rate: Hertz;
  /** States of the two integrators. */
  #first = 0;
  #second = 0;
  /** tan(π · cutoff / rate) and 1 / Q at the end of the last step; 0 before the first step. */
  #warp = 0;
  #damping = 1;
  /** Cutoff and Q of the last step, and the coefficients computed from them. */
  #cutoffOctaves = NaN;
  #resonanceOctaves = NaN;
  #warpGoal = 1;
  #dampingGoal = 1;
  readonly #gains = new Float64Array(FILTER_GAINS);
  /** Targets for the end of the next step: log2 of the cutoff in hertz, and log2 of Q. */
  cutoffOctaves = 0;
  resonanceOctaves = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  /** Clears the integrators; the next step starts at its own cutoff. */
  reset(): void {
    this.#first = 0;
    this.#second = 0;
    this.#warp = 0;
  }

  /** Filters one control step in place. `gains`: of dry, low, band (peak 1) and high. */
  process(samples: Float64Array, gains: Float64Array): void {
    if (this.cutoffOctaves !== this.#cutoffOctaves) {
      this.#cutoffOctaves = this.cutoffOctaves;
      const hertz = Math.min(HIGHEST * this.#rate, Math.max(LOWEST_HERTZ, 2 ** this.cutoffOctaves));
      this.#warpGoal = Math.tan((Math.PI * hertz) / this.#rate);
    }
    if (this.resonanceOctaves !== this.#resonanceOctaves) {
      this.#resonanceOctaves = this.resonanceOctaves;
      this.#dampingGoal = 2 ** -this.resonanceOctaves;
    }
    const warpGoal = this.#warpGoal;
    const dampingGoal = this.#dampingGoal;
    if (this.#warp === 0) {
      this.#warp = warpGoal;
      this.#damping = dampingGoal;
      this.#gains.set(gains);
    }
    const before = this.#gains;
    const warpSlope = (warpGoal - this.#warp) / CONTROL_FRAMES;
    const dampingSlope = (dampingGoal - this.#damping) / CONTROL_FRAMES;
    let dry = before[0]!;
    let lowGain = before[1]!;
    let bandGain = before[2]!;
    let highGain = before[3]!;
    const drySlope = (gains[0]! - dry) / CONTROL_FRAMES;
    const lowSlope = (gains[1]! - lowGain) / CONTROL_FRAMES;
    const bandSlope = (gains[2]! - bandGain) / CONTROL_FRAMES;
    const highSlope = (gains[3]! - highGain) / CONTROL_FRAMES;
    let warp = this.#warp;
    let damping = this.#damping;
    const still = warpSlope === 0 && dampingSlope === 0;
    let scale = 1 / (1 + warp * (warp + damping));
    let first = this.#first;
    let second = this.#second;
    for (let frame = 0; frame < CONTROL_FRAMES; frame++) {
      warp += warpSlope;
      damping += dampingSlope;
      dry += drySlope;
      lowGain += lowSlope;
      bandGain += bandSlope;
      highGain += highSlope;
      if (!still) scale = 1 / (1 + warp * (warp + damping));
      const input = samples[frame]!;
      const high = (input - (warp + damping) * first - second) * scale;
      const band = warp * high + first;
      const low = warp * band + second;
      first = 2 * band - first;
      second = 2 * low - second;
      samples[frame] = dry * input + lowGain * low + bandGain * damping * band + highGain * high;
    }
    this.#warp = warpGoal;
    this.#damping = dampingGoal;
    before.set(gains);
    this.#first = Math.abs(first) < TINY ? 0 : first;
    this.#second = Math.abs(second) < TINY ? 0 : second;
  }
}
