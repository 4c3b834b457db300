/** Writes and reads one encoded source as bytes, exactly; or with its codes in float16. */
import { fromHalf, toHalf } from '../generator/webgpu/half.js';
import type { EncodedSource } from '../render/notes.js';
import type { LevelTable } from '../render/expected-loudness.js';
import type { Embedding } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';

/** How the timbre track, the codes of a WaveNet autoencoder, is kept. */
export type CodeStorage = 'float32' | 'float16';

/** An embedding with its arrays taken out: the number of values, in the order of `arrays`. */
interface Facts {
  readonly codes: CodeStorage;
  readonly rootMidi: MidiNote;
  readonly level: LevelTable;
  /** The source's own embedding, then those at other roots. */
  readonly embeddings: readonly { readonly root: MidiNote; readonly shape: unknown }[];
}

const LENGTH_BYTES = 4;

type Numbers = readonly Float32Array[];

/** Replaces arrays of numbers by their lengths. Codes come first: they may be kept in fewer bits. */
function takeApart({ timbre, ...rest }: Embedding): { shape: unknown; arrays: Numbers } {
  const arrays: Float32Array[] = [timbre.values];
  const shape = JSON.parse(
    JSON.stringify(rest, (_, value: unknown) => {
      if (!(value instanceof Float32Array)) return value;
      arrays.push(value);
      return { floats: value.length };
    }),
  ) as Record<string, unknown>;
  const { frames, channels, hop } = timbre;
  return { shape: { timbre: { frames, channels, hop }, ...shape }, arrays };
}

/** The same bytes for the same source. */
export function sourceBlock(source: EncodedSource, codes: CodeStorage): Uint8Array {
  const { rootMidi, level, embedding, atRoots } = source;
  const others = [...(atRoots ?? [])].filter(([root]) => root !== rootMidi).sort(([a], [b]) => a - b);
  const parts = [[rootMidi, embedding] as const, ...others].map(([root, one]) => {
    return { root, ...takeApart(one) };
  });
  const facts: Facts = {
    codes,
    rootMidi,
    level,
    embeddings: parts.map(({ root, shape }) => ({ root, shape })),
  };
  const text = new TextEncoder().encode(JSON.stringify(facts));
  const head = new Uint8Array(LENGTH_BYTES + text.length);
  new DataView(head.buffer).setUint32(0, text.length, true);
  head.set(text, LENGTH_BYTES);
  const numbers = parts.flatMap(({ arrays }) =>
    arrays.map((array, i) => (i === 0 && codes === 'float16' ? halves(array) : bytesOf(array))),
  );
  return Buffer.concat([head, ...numbers]);
}

function halves(values: Float32Array): Uint8Array {
  const words = Uint16Array.from(values, toHalf);
  return new Uint8Array(words.buffer);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A source from its bytes; what they are was checked by their hash. */
export function readSourceBlock(block: Uint8Array): EncodedSource {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const length = view.getUint32(0, true);
  const text = new TextDecoder().decode(block.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const { codes, rootMidi, level, embeddings } = JSON.parse(text) as Facts;
  let at = LENGTH_BYTES + length;
  const floats = (count: number): Float32Array => {
    const values = new Float32Array(Uint8Array.from(block.subarray(at, at + 4 * count)).buffer);
    at += 4 * count;
    return values;
  };
  const half = (count: number): Float32Array => {
    const words = new Uint16Array(Uint8Array.from(block.subarray(at, at + 2 * count)).buffer);
    at += 2 * count;
    return Float32Array.from(words, fromHalf);
  };
  const read = embeddings.map(({ root, shape }): [MidiNote, Embedding] => {
    const { timbre, ...rest } = shape as Embedding;
    const values = (codes === 'float16' ? half : floats)(timbre.frames * timbre.channels);
    return [root, { timbre: { ...timbre, values }, ...(filled(rest, floats) as Omit<Embedding, 'timbre'>) }];
  });
  const [own, ...others] = read;
  const source = { embedding: own![1], rootMidi, level };
  return others.length > 0 ? { ...source, atRoots: new Map(others) } : source;
}

/** Puts arrays back in the order in which they were taken out. */
function filled(shape: unknown, floats: (count: number) => Float32Array): unknown {
  if (typeof shape !== 'object' || shape === null) return shape;
  if ('floats' in shape) return floats(shape.floats as number);
  return Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, filled(value, floats)]));
}
