/** Codes what the live engine plays of a sound: its tracks, rounded as coarsely as there is room, deflated, as text. */
import { deflateSync } from 'fflate';
import type { KeptSource } from '../audio/partials/live-source.js';
import { fromBase64, toBase64 } from './base64.js';
import { NumberReader, NumberWriter } from './bytes.js';
import { damaged } from './damaged.js';
import { inflateWithin } from './inflate.js';
import {
  levelOfDepth,
  liveFactsOf,
  livePartsOf,
  liveShapes,
  liveValues,
  liveWeights,
  MOST_LIVE_VALUES,
  QUALITIES,
  readLiveFacts,
  writeLiveFacts,
  type LiveFacts,
  type LiveTrackName,
  type Weights,
  withQuality,
} from './live-tracks.js';
import { levelsOf, powerShifts } from './live-weights.js';
import {
  coefficientsOf,
  COARSEST,
  dequantise,
  differences,
  quantise,
  summed,
  widthOf,
  type QuantisedTrack,
  type TrackShape,
} from './quantise.js';
import type { Seconds } from '../units.js';

/** First number of the code; another layout gets another one. */
const LAYOUT = 1;

/** Bytes of a code a second, before they become text: two sources of 4 s and all settings are less than 64 KB of JSON. */
const BYTES_A_SECOND = 4400;
/** A short source takes as many as one of this length. */
const LEAST_SECONDS = 4;

/** Room for the tracks of a source in a document, bytes. @param seconds length of the sound. */
export function liveBytes(seconds: Seconds): number {
  return Math.round(Math.max(LEAST_SECONDS, seconds) * BYTES_A_SECOND);
}

/** A source's tracks, to be rounded more or less coarsely. Their first channel is what is coded, as the player has one. */
export class LiveCoder {
  readonly #facts: LiveFacts;
  readonly #values: Readonly<Record<LiveTrackName, ArrayLike<number>>>;
  readonly #coefficients: Map<LiveTrackName, Float64Array>;
  readonly #weights: Weights;
  readonly #made = new Map<number, Uint8Array>();
  readonly #codes = new Map<number, string | null>();

  constructor(parts: KeptSource) {
    this.#facts = liveFactsOf(parts);
    this.#values = liveValues(parts, this.#facts);
    this.#weights = liveWeights(this.#facts);
    this.#coefficients = new Map(
      liveShapes(this.#facts).map(({ name, shape }) => [
        name,
        this.#weighted(name, shape, this.#values[name]),
      ]),
    );
  }

  /** The finest code of so many bytes, before they are text; null: there is none. Kept. */
  within(bytes: number): string | null {
    let code = this.#codes.get(bytes);
    if (code === undefined) this.#codes.set(bytes, (code = this.#finest(bytes)));
    return code;
  }

  #finest(bytes: number): string | null {
    let fitting = this.#plain(QUALITIES - 1);
    if (fitting.length > bytes) return null;
    let [tooLarge, most] = [-1, QUALITIES - 1];
    while (most - tooLarge > 1) {
      const middle = (most + tooLarge) >> 1;
      const packed = this.#plain(middle);
      if (packed.length > bytes) tooLarge = middle;
      else [most, fitting] = [middle, packed];
    }
    const corrected = this.#packed(most, this.#withPower(most));
    return toBase64(corrected.length <= bytes ? corrected : fitting);
  }

  /** Kept, for other rooms. */
  #plain(quality: number): Uint8Array {
    const packed = this.#made.get(quality) ?? this.#packed(quality, this.#coefficients);
    this.#made.set(quality, packed);
    return packed;
  }

  #weighted(name: LiveTrackName, shape: TrackShape, values: ArrayLike<number>): Float64Array {
    const coefficients = coefficientsOf(values, shape);
    const weights = this.#weights[name];
    if (weights) for (let i = 0; i < coefficients.length; i++) coefficients[i]! /= weights[i]!;
    return coefficients;
  }

  /** Coefficients of levels that have the power of the source once they are rounded. */
  #withPower(quality: number): ReadonlyMap<LiveTrackName, Float64Array> {
    const facts = { ...this.#facts, quality };
    const all = new Map(this.#coefficients);
    for (const { name, shape } of liveShapes(facts)) {
      const weights = this.#weights[name];
      if (!weights) continue;
      const wanted = this.#values[name];
      const made = levelsOf(quantise(all.get(name)!, shape, 0), shape, weights);
      const shifts = powerShifts(levelsOfDepths(wanted), levelsOfDepths(made), shape);
      const moved = new Float64Array(wanted.length);
      // a depth is below the loudest: more power is less of it
      for (let i = 0; i < moved.length; i++) moved[i] = Math.max(0, wanted[i]! - shifts[i]!);
      all.set(name, this.#weighted(name, shape, moved));
    }
    return all;
  }

  #packed(quality: number, coefficients: ReadonlyMap<LiveTrackName, Float64Array>): Uint8Array {
    const facts = withQuality(this.#facts, quality);
    const writer = new NumberWriter().unsigned(LAYOUT);
    writeLiveFacts(writer, facts);
    for (const { name, shape } of liveShapes(facts)) {
      const kept = coefficients.get(name)!.subarray(0, shape.frames * widthOf(shape));
      const quantised = quantise(kept, shape, 0);
      writer.unsigned(quantised.coarseness);
      for (const value of differences(quantised, shape)) writer.signed(value);
    }
    return deflateSync(writer.bytes(), { level: 6 });
  }
}

function levelsOfDepths(depths: ArrayLike<number>): Float32Array {
  const levels = new Float32Array(depths.length);
  for (let i = 0; i < levels.length; i++) levels[i] = levelOfDepth(depths[i]!);
  return levels;
}

interface ReadTrack {
  readonly name: LiveTrackName;
  readonly shape: TrackShape;
  readonly quantised: QuantisedTrack;
}

/** The numbers of a code, without what they stand for. @throws AlloyError 'document-damaged'. */
export function readLiveCode(text: string): { readonly facts: LiveFacts; readonly tracks: ReadTrack[] } {
  const reader = new NumberReader(inflateWithin(fromBase64(text), 3 * MOST_LIVE_VALUES, 'live'));
  if (reader.unsigned() !== LAYOUT) throw damaged('live', 'it is coded in a way that is not known');
  const facts = readLiveFacts(reader);
  const tracks = liveShapes(facts).map(({ name, shape }): ReadTrack => {
    const coarseness = reader.within(0, COARSEST);
    const written = Int32Array.from({ length: shape.frames * widthOf(shape) }, () => reader.signed());
    return { name, shape, quantised: { coarseness, values: summed(written, shape, coarseness) } };
  });
  reader.end();
  return { facts, tracks };
}

/** The tracks of a code. @throws AlloyError 'document-damaged'. */
export function decodeLiveCode(text: string): KeptSource {
  const { facts, tracks } = readLiveCode(text);
  const weights = liveWeights(facts);
  const values = Object.fromEntries(
    tracks.map(({ name, shape, quantised }) => {
      const own = weights[name];
      return [name, own ? levelsOf(quantised, shape, own) : dequantise(quantised, shape)];
    }),
  ) as Record<LiveTrackName, Float32Array>;
  return livePartsOf(facts, values);
}
