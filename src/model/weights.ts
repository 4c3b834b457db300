/** Reads a model's weight shards. [worker or Node] */
import { AlloyError } from '../errors.js';
import { joinPlanes } from './byte-planes.js';
import { MANIFEST_FILE, type ModelFiles } from './files.js';
import { decodeWeight, storedBytes } from './dequantise.js';
import type { Fingerprint } from './hash.js';
import type { ModelManifest, WeightsGroup } from './manifest.js';
import { expectedWeights } from './shapes.js';

/** A weight: dense float32, row-major. Of a large model `values` is made when it is asked for: whoever reads it in a loop takes it once. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Models of more stored bytes keep weights as they are stored: in float32 they would be there twice, beside what generators make of them. */
const LARGE_BYTES = 32 * 1024 * 1024;
/** Weights of a large model that are kept in float32 for the moment: those that are packed together. */
const DECODED = 4;

/** Decodes weights of a large model, and keeps the last few. */
class DecodedWeights {
  readonly #last = new Map<object, Float32Array>();

  get(key: object, decode: () => Float32Array): Float32Array {
    const known = this.#last.get(key);
    if (known) return known;
    const values = decode();
    this.#last.set(key, values);
    const [oldest] = this.#last.keys();
    if (this.#last.size > DECODED) this.#last.delete(oldest!);
    return values;
  }
}

/** All weights of a model by name; asking for one that is not there is a programming error. */
export class Weights {
  readonly #byName: ReadonlyMap<string, Weight>;

  constructor(byName: ReadonlyMap<string, Weight>) {
    this.#byName = byName;
  }

  get(name: string): Weight {
    const weight = this.#byName.get(name);
    if (!weight) throw new Error(`No weight ${name}: shapes.ts and its reader disagree.`);
    return weight;
  }
}

/**
 * Reads a model's shards; every weight becomes float32.
 * @param fingerprint takes in every byte.
 * @throws AlloyError 'model-mismatch' for a weight too few, too many or of another shape,
 * 'model-missing' for a shard that is not there, 'model-truncated' for one of another length.
 */
export async function readWeights(
  manifest: ModelManifest,
  files: ModelFiles,
  fingerprint: Fingerprint,
): Promise<Weights> {
  checkNames(manifest);
  const byName = new Map<string, Weight>();
  const all = manifest.weightsManifest.flatMap(({ weights }) => weights);
  const large = all.reduce((sum, entry) => sum + storedBytes(entry), 0) > LARGE_BYTES;
  const decoded = new DecodedWeights();
  for (const group of manifest.weightsManifest) {
    const data = await readGroup(group, files);
    fingerprint.bytes(new Uint8Array(data));
    let offset = 0;
    for (const entry of group.weights) {
      const at = offset;
      const decode = (): Float32Array => decodeWeight(data, at, entry);
      const { name, shape } = entry;
      byName.set(
        name,
        large ? lazyWeight(shape, (key) => decoded.get(key, decode)) : { shape, values: decode() },
      );
      offset += storedBytes(entry);
    }
  }
  return new Weights(byName);
}

function lazyWeight(shape: readonly number[], values: (weight: object) => Float32Array): Weight {
  return {
    shape,
    get values() {
      return values(this);
    },
  };
}

function checkNames(manifest: ModelManifest): void {
  const expected = expectedWeights(manifest);
  const seen = new Set<string>();
  for (const { paths, weights } of manifest.weightsManifest) {
    const where = paths.join(', ');
    for (const { name, shape } of weights) {
      const wanted = expected.get(name);
      if (!wanted)
        mismatch(name, `${where} has a weight ${name} that this model's configuration does not know.`);
      if (seen.has(name)) mismatch(name, `${where} has the weight ${name} a second time.`);
      seen.add(name);
      if (shape.join() !== wanted.join()) {
        mismatch(
          name,
          `${where}: the weight ${name} has shape [${shape}]; the configuration says [${wanted}].`,
        );
      }
    }
  }
  for (const name of expected.keys()) {
    if (!seen.has(name))
      mismatch(name, `${MANIFEST_FILE} names no weight ${name}, which its configuration needs.`);
  }
}

function mismatch(weight: string, message: string): never {
  throw new AlloyError('model-mismatch', weight, message);
}

async function readGroup(group: WeightsGroup, files: ModelFiles): Promise<ArrayBuffer> {
  const shards = await Promise.all(group.paths.map(async (path) => joinPlanes(await files.read(path))));
  const expected = group.weights.reduce((sum, entry) => sum + storedBytes(entry), 0);
  const actual = shards.reduce((sum, shard) => sum + shard.byteLength, 0);
  if (actual !== expected) {
    const what = group.paths.map((path, i) => `${path} (${shards[i]!.byteLength} bytes)`).join(', ');
    const problem = actual < expected ? 'cut short' : 'too long';
    throw new AlloyError(
      'model-truncated',
      group.paths.at(-1)!,
      `Weights ${problem}: ${what}; ${MANIFEST_FILE} says ${expected} bytes, there are ${actual}. Load the model again.`,
    );
  }
  if (shards.length === 1) return shards[0]!;
  const data = new Uint8Array(expected);
  let offset = 0;
  for (const shard of shards) {
    data.set(new Uint8Array(shard), offset);
    offset += shard.byteLength;
  }
  return data.buffer;
}
