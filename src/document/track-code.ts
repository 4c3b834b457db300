/** Codes tracks that stand beside a source's own code: rounded as coarsely as there is room, deflated, as text. */
import { deflateSync } from 'fflate';
import { fromBase64, toBase64 } from './base64.js';
import { NumberReader, NumberWriter } from './bytes.js';
import { inflateWithin } from './inflate.js';
import {
  coefficientsOf,
  COARSEST,
  dequantise,
  differences,
  quantise,
  summed,
  widthOf,
  type TrackShape,
} from './quantise.js';

export interface CodedTrack {
  readonly values: ArrayLike<number>;
  readonly shape: TrackShape;
}

/**
 * @param head numbers that say what the tracks are, 0 or more each.
 * @param bytes room, before they are text.
 * @param mostCoarse steps are doubled so often at most.
 * @returns null where they do not fit.
 */
export function encodeTracks(
  head: readonly number[],
  tracks: readonly CodedTrack[],
  bytes: number,
  mostCoarse: number,
): string | null {
  const coefficients = tracks.map(({ values, shape }) => coefficientsOf(values, shape));
  for (let coarseness = 0; coarseness <= mostCoarse; coarseness++) {
    const writer = new NumberWriter();
    for (const value of head) writer.unsigned(value);
    tracks.forEach(({ shape }, i) => {
      const rounded = quantise(coefficients[i]!, shape, coarseness);
      writer.unsigned(rounded.coarseness);
      for (const value of differences(rounded, shape)) writer.signed(value);
    });
    const packed = deflateSync(writer.bytes(), { level: 9 });
    if (packed.length <= bytes) return toBase64(packed);
  }
  return null;
}

/** Reads what `encodeTracks` wrote: its head, then each track by its shape. */
export class TrackReader {
  readonly #reader: NumberReader;

  /** @throws AlloyError 'document-damaged'. */
  constructor(text: string, mostBytes: number) {
    this.#reader = new NumberReader(inflateWithin(fromBase64(text), mostBytes));
  }

  /** @throws AlloyError 'document-damaged'. */
  head(least: number, most: number): number {
    return this.#reader.within(least, most);
  }

  /** @throws AlloyError 'document-damaged'. */
  track(shape: TrackShape): Float32Array {
    const coarseness = this.#reader.within(0, COARSEST);
    const written = Int32Array.from({ length: shape.frames * widthOf(shape) }, () => this.#reader.signed());
    return dequantise({ coarseness, values: summed(written, shape, coarseness) }, shape);
  }

  /** @throws AlloyError 'document-damaged' where there is more. */
  end(): void {
    this.#reader.end();
  }
}
