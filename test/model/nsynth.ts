/** The checkpoint that TensorFlow wrote and what TensorFlow says of it (test/golden/nsynth), in Node and in browsers. */
import type { GeneratorNote } from '../../src/generator/generator.js';
import type { Archive } from '../../src/model/checkpoint/archive.js';
import { convertCheckpoint, type ConvertOptions } from '../../src/model/checkpoint/convert.js';
import type { ModelSink } from '../../src/model/checkpoint/shards.js';
import type { ModelFiles } from '../../src/model/files.js';
import type { Model } from '../../src/model/load.js';
import { loadBytes, loadText } from '../../src/platform/assets.js';

const PREFIX = 'model.ckpt-200000';
export const INDEX_FILE = `${PREFIX}.index`;
export const DATA_FILE = `${PREFIX}.data-00000-of-00001`;

const checkpointUrls = {
  [INDEX_FILE]: new URL('../golden/nsynth/model.ckpt-200000.index', import.meta.url),
  [DATA_FILE]: new URL('../golden/nsynth/model.ckpt-200000.data-00000-of-00001', import.meta.url),
};

/** The checkpoint's files by name. */
export async function checkpointFiles(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const [name, url] of Object.entries(checkpointUrls))
    files.set(name, new Uint8Array(await loadBytes(url)));
  return files;
}

/** Files in memory as an archive, in pieces of odd sizes. */
export function memoryArchive(
  files: Iterable<readonly [string, Uint8Array]>,
  name = 'wavenet-ckpt.tar',
): Archive {
  return {
    name,
    async *files(onRead) {
      for (const [file, bytes] of files) yield { name: file, contents: pieces(bytes, 10_007) };
      onRead?.(1);
    },
  };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A converted model in memory. */
export class MemorySink implements ModelSink {
  readonly contents = new Map<string, Uint8Array<ArrayBuffer>>();

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.contents.set(path, bytes);
  }

  get files(): ModelFiles {
    return {
      name: 'converted',
      read: async (path) => {
        const bytes = this.contents.get(path);
        if (!bytes) throw new Error(`no file ${path}`);
        return bytes.slice().buffer;
      },
    };
  }
}

/** The golden checkpoint, converted. */
export async function convertGolden(options: ConvertOptions): Promise<ModelFiles> {
  const sink = new MemorySink();
  await convertCheckpoint(memoryArchive(await checkpointFiles()), sink, options);
  return sink.files;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

/** What TensorFlow computed. */
export interface NsynthGolden {
  readonly wave: Float32Array;
  /** Of `wave`, class indices. */
  readonly codes: Uint8Array;
  /** frames × 16 */
  readonly embedding: Float32Array;
  /** Steps of `logits`. */
  readonly rows: Int32Array;
  /** Teacher-forced on `codes`, `rows.length × 256`. */
  readonly logits: Float32Array;
  /** The likeliest code at each of 1,000 steps from nothing. */
  readonly generated: Uint8Array;
}

export async function nsynthGolden(
  json = new URL('../golden/nsynth/golden.json', import.meta.url),
  bin = new URL('../golden/nsynth/golden.bin', import.meta.url),
): Promise<NsynthGolden> {
  const { arrays } = JSON.parse(await loadText(json)) as { arrays: Entry[] };
  const bytes = await loadBytes(bin);
  const find = (name: string): readonly [number, number] => {
    const entry = arrays.find((array) => array.name === name);
    if (!entry) throw new Error(`no golden array ${name}`);
    return [entry.byteOffset, entry.shape.reduce((a, b) => a * b, 1)];
  };
  return {
    wave: new Float32Array(bytes, ...find('wave')),
    codes: new Uint8Array(bytes, ...find('codes')),
    embedding: new Float32Array(bytes, ...find('embedding')),
    rows: new Int32Array(bytes, ...find('rows')),
    logits: new Float32Array(bytes, ...find('logits')),
    generated: new Uint8Array(bytes, ...find('generated')),
  };
}

/** A note conditioned on TensorFlow's embedding. */
export async function goldenNote(model: Model, golden: NsynthGolden, length: number): Promise<GeneratorNote> {
  const { hop, embedding: channels } = model.manifest.encoder;
  const frames = golden.embedding.length / channels;
  const timbre = { frames, channels, hop, values: golden.embedding };
  const conditioning = await model.condition({ timbre, loudness: null, pitch: null }, { rootMidi: 60 });
  return { conditioning, length, seed: 1, stream: 60 };
}

/** The golden's rows of logits of every step. */
export function pickRows(logits: Float32Array, rows: Int32Array): Float32Array {
  const picked = new Float32Array(rows.length * 256);
  rows.forEach((row, i) => picked.set(logits.subarray(row * 256, (row + 1) * 256), i * 256));
  return picked;
}

/** Largest difference, relative to the largest expected value; NaN and other lengths count as infinite. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / scale;
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  });
  return worst;
}
