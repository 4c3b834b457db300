/** Matches a note's unweighted RMS to its source's, hop by hop. */
import { loudnessTrack } from '../audio/loudness.js';
import type { SignalConfig } from '../model/manifest.js';
import type { LoudnessTrack } from '../timbre/embedding.js';
import { decibelsToGain, type Samples } from '../units.js';

/**
 * RMS windows: the first that holds several periods is used, so that the level does not ripple with them and still
 * follows an attack.
 */
const WINDOWS: readonly Samples[] = [512, 1024, 2048];
const LONGEST = WINDOWS.at(-1)!;
const PERIODS = 4;
/** Largest gain or cut: that of the harmonics in audio/band-envelope, of which the note may consist. */
const MAX_GAIN = decibelsToGain(36);
/** RMS below which a hop counts as silent. */
const NOTHING = 1e-4;

/** Window of the unweighted level. @param period null for a sound without pitch. */
export function levelWindow(period: Samples | null): Samples {
  if (period === null) return LONGEST;
  return WINDOWS.find((window) => window >= PERIODS * period) ?? LONGEST;
}

/**
 * The loudness track of a source with its unweighted level; null for a model that leaves loudness in the signal.
 * @param period of its pitch; null for a sound without.
 */
export function sourceLoudness(
  samples: Float32Array,
  { preEmphasis, loudness }: SignalConfig,
  period: Samples | null,
): LoudnessTrack | null {
  if (!loudness) return null;
  const unweightedWindow = levelWindow(period);
  const measured = { preEmphasis: 0, loudness: { ...loudness, windowSamples: unweightedWindow } };
  const { levels: unweighted } = loudnessTrack(samples, measured);
  return { ...loudnessTrack(samples, { preEmphasis, loudness }), unweighted, unweightedWindow };
}

/** A loudness track with an unweighted level. */
export type UnweightedTrack = LoudnessTrack &
  Required<Pick<LoudnessTrack, 'unweighted' | 'unweightedWindow'>>;

/** Linear levels, one a hop, as they would have been measured under a window that may be longer than the track's. */
function unweightedTargets(
  { unweighted, unweightedWindow, hop, silence }: UnweightedTrack,
  window: Samples,
): Float64Array {
  const powers = Float64Array.from(unweighted, (level) =>
    level <= silence ? 0 : decibelsToGain(level) ** 2,
  );
  const reach = Math.round((window - unweightedWindow) / 2 / hop);
  if (reach === 0) return powers.map(Math.sqrt);
  return powers.map((_, at) => {
    let sum = 0;
    let total = 0;
    for (let i = -reach; i <= reach; i++) {
      const weight = 1 + Math.cos((Math.PI * i) / (reach + 1));
      sum += weight * (powers[at + i] ?? 0);
      total += weight;
    }
    return Math.sqrt(sum / total);
  });
}

/**
 * Brings a streamed note to the unweighted level of its source: at every hop, the gain from its own RMS to the target,
 * linear in between. Uses the track's window, or a longer one for a note so low that its level would ripple. Latency:
 * half a window and a hop; at the note's end the last gain holds. Block boundaries do not change the output.
 */
export class LevelMatch {
  readonly #targets: Float64Array;
  readonly #hop: Samples;
  readonly #window: Samples;
  /** The whole note as it came in. */
  readonly #input: Float32Array;
  readonly #weights: Float64Array;
  /** Gains computed so far, one a hop. */
  readonly #gains: number[] = [];
  #taken = 0;
  #given = 0;

  /**
   * @param length of the whole note.
   * @param period of its pitch; null for a note without.
   * @param unpitchedWindow the window for a note without pitch.
   */
  constructor(
    track: UnweightedTrack,
    length: Samples,
    period: Samples | null,
    unpitchedWindow: Samples = LONGEST,
  ) {
    this.#hop = track.hop;
    this.#window = Math.max(track.unweightedWindow, period === null ? unpitchedWindow : levelWindow(period));
    this.#targets = unweightedTargets(track, this.#window);
    this.#input = new Float32Array(length);
    this.#weights = Float64Array.from(
      { length: this.#window },
      (_, k) => (1 - Math.cos((2 * Math.PI * k) / this.#window)) / this.#window,
    );
  }

  /** Takes the next samples; returns those that are final, and after the last ones all that remain. */
  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, this.#taken);
    this.#taken += samples.length;
    while (this.#gains.length * this.#hop + this.#window / 2 <= this.#taken)
      this.#gains.push(this.#nextGain());
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

  /** Computes the gain of the next hop; where the note is silent, the one before. */
  #nextGain(): number {
    const before = this.#gains.at(-1) ?? 1;
    const target = this.#targets[this.#gains.length] ?? 0;
    const start = this.#gains.length * this.#hop - this.#window / 2;
    let power = 0;
    const [weights, input, window] = [this.#weights, this.#input, this.#window];
    for (let k = Math.max(0, -start); k < window; k++) power += weights[k]! * input[start + k]! ** 2;
    const rms = Math.sqrt(power);
    if (rms < NOTHING || target < NOTHING) return before;
    return Math.min(MAX_GAIN, Math.max(1 / MAX_GAIN, target / rms));
  }
}
