/** Codes an encoded source in a few kilobytes of text: rounded tracks, deflated. */
import { deflateSync } from 'fflate';
import type { EncodedSource } from '../render/notes.js';
import type { MidiNote, Seconds } from '../units.js';
import { fromBase64, toBase64 } from './base64.js';
import { NumberReader, NumberWriter } from './bytes.js';
import { damaged } from './damaged.js';
import { inflateWithin } from './inflate.js';
import { coefficientsOf, COARSEST, dequantise, differences, quantise, summed, widthOf } from './quantise.js';
import {
  factsOf,
  MOST_VALUES,
  readFacts,
  shapesOf,
  sourceOf,
  valuesOf,
  writeFacts,
  type NamedShape,
  type SourceFacts,
  type TrackName,
} from './source-tracks.js';

/** First number of the code; another layout gets another one. */
const LAYOUT = 1;

/** What is rounded twice as coarsely, step after step, until the code is small enough. */
const COARSER: readonly (readonly TrackName[])[] = [
  ['rests'],
  ['harmonics'],
  ['bands'],
  ['phases', 'rests'],
  ['harmonics'],
  ['bands', 'timbre'],
  ['levels', 'unweighted', 'deviation'],
  ['rests', 'phases'],
  ['harmonics'],
  ['bands', 'timbre'],
  ['rests', 'phases'],
  ['harmonics', 'bands', 'timbre'],
  ['levels', 'unweighted', 'deviation', 'rests', 'harmonics', 'bands'],
];

/** Bytes of a source's code a second, before they become text: two of 4 s and all settings are less than 16 KB of JSON. */
const BYTES_A_SECOND = 1250;
/** A short source takes as many as one of this length: its attack has most of what there is to say. */
const LEAST_SECONDS = 4;

/** Room for a source in a document, bytes. @param seconds length of a rendered note. */
export function documentBytes(seconds: Seconds): number {
  return Math.round(Math.max(LEAST_SECONDS, seconds) * BYTES_A_SECOND);
}

type Coarseness = Partial<Record<TrackName, number>>;

/**
 * A source as text whose bytes, before they are text, are `bytes` at most; a long or low sound may need more than that. Coding
 * what `decodeSourceCode` gives makes the same text again.
 */
export function encodeSourceCode(source: EncodedSource, bytes: number): string {
  const facts = factsOf(source);
  const values = valuesOf(source);
  const tracks = shapesOf(facts).map((track) => ({
    ...track,
    coefficients: coefficientsOf(values[track.name], track.shape),
  }));
  const packedAfter = (steps: number): Uint8Array => pack(facts, tracks, coarsenessAfter(steps));
  let fitting = packedAfter(0);
  let [tooLarge, most] = [0, COARSER.length];
  if (fitting.length > bytes) {
    fitting = packedAfter(most);
    while (most - tooLarge > 1) {
      const middle = (most + tooLarge) >> 1;
      const packed = packedAfter(middle);
      if (packed.length > bytes) tooLarge = middle;
      else [most, fitting] = [middle, packed];
    }
  }
  return toBase64(fitting);
}

function coarsenessAfter(steps: number): Coarseness {
  const coarseness: Coarseness = {};
  for (const names of COARSER.slice(0, steps)) {
    for (const name of names) coarseness[name] = (coarseness[name] ?? 0) + 1;
  }
  return coarseness;
}

function pack(
  facts: SourceFacts,
  tracks: readonly (NamedShape & { readonly coefficients: Float64Array })[],
  coarseness: Coarseness,
): Uint8Array {
  const writer = new NumberWriter().unsigned(LAYOUT);
  writeFacts(writer, facts);
  for (const { name, shape, coefficients } of tracks) {
    const quantised = quantise(coefficients, shape, coarseness[name] ?? 0);
    writer.unsigned(quantised.coarseness);
    for (const value of differences(quantised, shape)) writer.signed(value);
  }
  return deflateSync(writer.bytes(), { level: 9 });
}

/**
 * The source of a text, as it was encoded at a root.
 * @throws AlloyError 'document-damaged'.
 */
export function decodeSourceCode(text: string, rootMidi: MidiNote): EncodedSource {
  const reader = new NumberReader(inflateWithin(fromBase64(text), 2 * MOST_VALUES));
  if (reader.unsigned() !== LAYOUT) throw damaged('embedding', 'it is coded in a way that is not known');
  const facts = readFacts(reader);
  const values: Partial<Record<TrackName, Float32Array>> = {};
  for (const { name, shape } of shapesOf(facts)) {
    const coarseness = reader.within(0, COARSEST);
    const written = Int32Array.from({ length: shape.frames * widthOf(shape) }, () => reader.signed());
    values[name] = dequantise({ coarseness, values: summed(written, shape, coarseness) }, shape);
  }
  reader.end();
  return sourceOf(facts, values as Record<TrackName, Float32Array>, rootMidi);
}
