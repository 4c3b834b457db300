/** Makes the air of a key zone's layers, on an axis of its own with the same periods: in phase in all layers, closed in the loop. */
import type { AirTrack } from '../../timbre/embedding.js';
import type { Decibels, Hertz, Samples, Seconds } from '../../units.js';
import { AIR_CENTRES, AIR_FLOOR, AIR_MODEL_RATE, AIR_WIDTH, FULL_RATE, AIR_BANDS } from '../air/bands.js';
import { airAt } from '../air/levels.js';
import { AirMaker, airPeriod } from '../air/synthesis.js';
import { fadeOut } from './ending.js';
import { heldShare } from './band-gains.js';
import { interpolate } from './interpolate.js';
import type { FrameLoop } from './loop.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import { pulseTurns } from './pulse-turns.js';

/** In a loop each band is held at its mean over this long about the loop's start. */
const HELD_SECONDS: Seconds = 0.4;
/** Bands that never come above this are not heard beside a note: a band of it has −93 dBFS. */
const HEARD: Decibels = -80;
/** What a zone at 32 kHz holds. */
const MIDDLE_RATE: Hertz = 32_000;
const MIDDLE_TOP: Hertz = 15_000;

/**
 * The rate that a key zone needs for its air: the model's where there is none to be heard, 32 kHz where it ends below 15 kHz, so that dull and
 * middling sounds do not take three times the memory.
 */
export function zoneRate(airs: readonly AirTrack[]): Hertz {
  let top = -1;
  for (const { values } of airs)
    values.forEach((level, i) => {
      if (level > HEARD) top = Math.max(top, i % AIR_BANDS);
    });
  if (top < 0) return AIR_MODEL_RATE;
  return AIR_CENTRES[top]! < MIDDLE_TOP ? MIDDLE_RATE : FULL_RATE;
}

/** What the air of a key zone depends on. */
export interface ZoneAir {
  readonly airs: readonly AirTrack[];
  readonly axis: PitchSynchronousAxis;
  /** Null: the key zone is a one-shot. */
  readonly loop: FrameLoop | null;
  /** Which layers are held in the loop. */
  readonly sustains: readonly boolean[];
  /** Notes of one seed have the same noise. */
  readonly seed: number;
}

/** Makes the air of layers on the axis. */
export class AirLayers {
  readonly #zone: ZoneAir;
  readonly #maker: AirMaker;
  /** Samples of the air's axis a sample of the layers'. */
  readonly #factor: number;
  readonly #turns: readonly number[];

  /** @param aligned the layers, whose harmonics have one phase at every sample. */
  constructor(zone: ZoneAir, aligned: readonly Float32Array[]) {
    const { axis } = zone;
    const period = airPeriod(axis.rate / axis.period);
    this.#zone = zone;
    this.#factor = period / axis.period;
    this.#maker = new AirMaker({ period, rate: axis.rate * this.#factor, pitched: axis.harmonics > 0 });
    this.#turns = axis.harmonics > 0 ? pulseTurns(aligned, axis) : [];
  }

  /**
   * A layer's air at positions on the axis.
   * @param end axis sample from which a layer that ends by itself is silent; null: it goes on.
   */
  read(layer: number, positions: Float64Array, end: Samples | null): Float32Array {
    const factor = this.#factor;
    const length = Math.ceil(((positions.at(-1) ?? 0) + 1) * factor) + this.#maker.hop;
    const wave = this.#make(layer, length);
    if (end !== null) {
      wave.fill(0, end * factor);
      fadeOut(wave, Math.min(wave.length, end * factor), this.#zone.axis.rate * factor);
    }
    return interpolate(
      wave,
      positions.map((position) => position * factor),
    );
  }

  #make(layer: number, length: Samples): Float32Array {
    const { airs, axis, loop, sustains, seed } = this.#zone;
    const track = airs[layer]!;
    const factor = this.#factor;
    const held = loop && sustains[layer] ? heldLevels(track, loop, axis) : null;
    const levels = (at: Samples, out: Float64Array): void => {
      const position = at / factor;
      airAt(track, position / axis.rate, out);
      if (!held) return;
      const share = heldShare(1 + position / axis.hop, loop!, axis);
      for (let i = 0; i < AIR_WIDTH; i++) out[i]! += share * (held[i]! - out[i]!);
    };
    const [start, end] = loop ? [loop.start, loop.end].map((frame) => (frame - 1) * axis.hop * factor) : [];
    const round =
      start === undefined || end === undefined
        ? {}
        : { round: (at: Samples) => (at < end ? at : start + ((at - end) % (end - start))) };
    return this.#maker.make(length, { levels, seed, turns: this.#turns, ...round });
  }
}

/** Mean levels about the loop's start: what the layer keeps while the loop repeats. */
function heldLevels(track: AirTrack, loop: FrameLoop, axis: PitchSynchronousAxis): Float64Array {
  const centre = ((loop.start - 1) * axis.hop) / axis.rate;
  const count = 9;
  const sum = new Float64Array(AIR_WIDTH);
  const levels = new Float64Array(AIR_WIDTH);
  for (let i = 0; i < count; i++) {
    airAt(track, Math.max(0, centre + (i / (count - 1) - 0.5) * HELD_SECONDS), levels);
    for (let k = 0; k < AIR_WIDTH; k++) sum[k]! += Math.max(AIR_FLOOR, levels[k]!) / count;
  }
  return sum;
}
