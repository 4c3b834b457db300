import { loudnessLane } from '../audio/loudness.js';
import type { SignalConfig } from '../model/manifest.js';
import type { LoudnessLane } from '../timbre/embedding.js';
import { decibelsToGain, type Samples } from '../units.js';

/** Window of the plain level: several periods of the lowest notes, so that it does not ripple with them. */
const WINDOW: Samples = 2048;
/** The farthest that a note is turned up or down: as far as its harmonics were in audio/colour, of which it may be all. */
const MAX_GAIN = decibelsToGain(36);
/** RMS below which there is nothing to measure. */
const NOTHING = 1e-4;

/** The loudness lane of a source with its plain level; null for a model that leaves loudness in the signal. */
export function sourceLoudness(
  samples: Float32Array,
  { preEmphasis, loudness }: SignalConfig,
): LoudnessLane | null {
  if (!loudness) return null;
  const plain = loudnessLane(samples, { preEmphasis: 0, loudness: { ...loudness, windowSamples: WINDOW } });
  return { ...loudnessLane(samples, { preEmphasis, loudness }), plain: plain.levels };
}

/**
 * Brings a note to the plain level of its source, stretch after stretch: every hop, the gain from the RMS that the note
 * has to the one that it should have, linear in between. What is out lags behind what is in by half a window
 * and a hop; at the note's end the last gain holds. Where the stretches are cut changes no bit.
 */
export class LevelMatch {
  readonly #targets: Float64Array;
  readonly #hop: Samples;
  /** The whole note as it came in. */
  readonly #input: Float32Array;
  readonly #weights: Float64Array;
  /** One a hop, as far as known. */
  readonly #gains: number[] = [];
  #taken = 0;
  #given = 0;

  /** @param length of the whole note. */
  constructor(lane: LoudnessLane & { readonly plain: Float32Array }, length: Samples) {
    this.#hop = lane.hop;
    this.#targets = Float64Array.from(lane.plain, (level) =>
      level <= lane.silence ? 0 : decibelsToGain(level),
    );
    this.#input = new Float32Array(length);
    this.#weights = Float64Array.from(
      { length: WINDOW },
      (_, k) => (1 - Math.cos((2 * Math.PI * k) / WINDOW)) / WINDOW,
    );
  }

  /** Takes the next samples; gives those that are certain now, after the last ones all that are left. */
  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, this.#taken);
    this.#taken += samples.length;
    while (this.#gains.length * this.#hop + WINDOW / 2 <= this.#taken) this.#gains.push(this.#nextGain());
    const end = this.#taken === this.#input.length;
    const until = end ? this.#taken : Math.max(0, (this.#gains.length - 1) * this.#hop);
    const output = new Float32Array(Math.max(0, until - this.#given));
    const last = this.#gains.at(-1) ?? 1;
    for (let i = 0; i < output.length; i++) {
      const position = (this.#given + i) / this.#hop;
      const index = Math.floor(position);
      const from = this.#gains[index] ?? last;
      const to = this.#gains[index + 1] ?? last;
      output[i] = this.#input[this.#given + i]! * (from + (to - from) * (position - index));
    }
    this.#given += output.length;
    return output;
  }

  /** The gain of the next hop; where there is nothing to go by, the one before. */
  #nextGain(): number {
    const before = this.#gains.at(-1) ?? 1;
    const target = this.#targets[this.#gains.length] ?? 0;
    const start = this.#gains.length * this.#hop - WINDOW / 2;
    let power = 0;
    for (let k = Math.max(0, -start); k < WINDOW; k++) {
      power += this.#weights[k]! * this.#input[start + k]! ** 2;
    }
    const rms = Math.sqrt(power);
    if (rms < NOTHING || target < NOTHING) return before;
    return Math.min(MAX_GAIN, Math.max(1 / MAX_GAIN, target / rms));
  }
}
