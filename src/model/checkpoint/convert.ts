/**
 * Converts a TensorFlow V2 checkpoint of NSynth to a model of Alloy's. [worker or Node]
 *
 * The archive is walked through twice, since its data may lie before its index: first for the index, then for the
 * data, tensor after tensor. Never more is in memory than a shard and the tensor that is being read.
 */
import { AlloyError } from '../../errors.js';
import { MANIFEST_FILE } from '../files.js';
import type { ModelManifest } from '../manifest.js';
import type { Archive, ArchivedFile } from './archive.js';
import { readBundleIndex, type BundleIndex } from './bundle.js';
import { Crc32c } from './crc32c.js';
import {
  chooseTensors,
  nsynthManifest,
  nsynthName,
  titleOf,
  variableNames,
  type ChosenTensor,
} from './nsynth.js';
import { ShardWriter, type ModelSink } from './shards.js';
import { ByteTaker, takeAll } from './taker.js';

export interface ConvertOptions {
  /** Name of the model; default: by the archive's name. Lower case letters, digits, hyphens. */
  readonly name?: string | undefined;
  /** Takes the moving averages of the weights. */
  readonly averaged?: boolean | undefined;
  /** Keeps float32; default: float16, half the size. */
  readonly float32?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** An index has some thousand entries of fifty bytes. */
const MOST_INDEX_BYTES = 64 * 1024 * 1024;

/**
 * Converts. `sink` gets the shards and, last and only when all is well, `model.json`.
 * @throws AlloyError 'model-invalid', 'model-truncated', 'model-mismatch'; an AbortError.
 */
export async function convertCheckpoint(
  archive: Archive,
  sink: ModelSink,
  options: ConvertOptions = {},
): Promise<ModelManifest> {
  const { averaged = false, float32 = false, onProgress, signal } = options;
  const half = (part: number) => (fraction: number) => {
    signal?.throwIfAborted();
    onProgress?.((part + fraction) / 2);
  };
  const { prefix, index } = await findIndex(archive, half(0));
  const name = options.name ?? nsynthName(archive.name);
  const variable = variableNames(averaged);
  const naming = { name, title: titleOf(name), origin: `${archive.name} (${prefix.split('/').at(-1)!})` };
  const manifest = nsynthManifest(index, variable, naming, archive.name);
  const tensors = chooseTensors(index, manifest, variable, archive.name);
  const writer = new ShardWriter(sink, float32);
  await takeTensors(archive, prefix, index, tensors, writer, half(1));
  await writer.flush();
  signal?.throwIfAborted();
  const complete: ModelManifest = { ...manifest, weightsManifest: writer.groups };
  await sink.write(MANIFEST_FILE, new TextEncoder().encode(`${JSON.stringify(complete)}\n`));
  return complete;
}

async function findIndex(
  archive: Archive,
  onRead: (fraction: number) => void,
): Promise<{ prefix: string; index: BundleIndex }> {
  const found: { prefix: string; index: BundleIndex }[] = [];
  for await (const file of archive.files(onRead)) {
    if (!file.name.endsWith('.index') || isShadow(file.name)) continue;
    const bytes = await takeAll(file.contents, MOST_INDEX_BYTES);
    found.push({ prefix: file.name.slice(0, -'.index'.length), index: readBundleIndex(bytes, file.name) });
  }
  const [first, second] = found;
  if (first && !second) return first;
  const what = first
    ? `has several checkpoints: ${found.map(({ prefix }) => prefix).join(', ')}. Give the one to convert.`
    : 'has no checkpoint in it: there is no file that ends in ".index".';
  throw new AlloyError('model-invalid', archive.name, `${archive.name} ${what}`);
}

/** macOS puts files of its own beside each file. */
function isShadow(name: string): boolean {
  return name.split('/').at(-1)!.startsWith('._');
}

async function takeTensors(
  archive: Archive,
  prefix: string,
  index: BundleIndex,
  tensors: readonly ChosenTensor[],
  writer: ShardWriter,
  onRead: (fraction: number) => void,
): Promise<void> {
  const names = new Map(
    Array.from({ length: index.shards }, (_, n) => [`${prefix}.data-${five(n)}-of-${five(index.shards)}`, n]),
  );
  for await (const file of archive.files(onRead)) {
    const shard = names.get(file.name);
    if (shard === undefined) continue;
    names.delete(file.name); // an archive may hold a file twice: the first one is taken
    const here = tensors.filter(({ entry }) => entry.shard === shard);
    await takeShard(file, here, writer);
  }
  const absent = [...names].find(([, shard]) => tensors.some(({ entry }) => entry.shard === shard));
  if (absent) {
    throw new AlloyError('model-truncated', absent[0], `${archive.name} has no file ${absent[0]}.`);
  }
}

function five(n: number): string {
  return String(n).padStart(5, '0');
}

async function takeShard(
  file: ArchivedFile,
  tensors: readonly ChosenTensor[],
  writer: ShardWriter,
): Promise<void> {
  const taker = new ByteTaker(file.contents);
  const inOrder = [...tensors].sort((a, b) => a.entry.offset - b.entry.offset);
  for (const { weight, entry } of inOrder) {
    if (entry.offset < taker.position) {
      const message = `${file.name}: the variable ${entry.name} lies over another one.`;
      throw new AlloyError('model-invalid', entry.name, message);
    }
    const bytes = (await taker.skip(entry.offset - taker.position)) ? await taker.take(entry.size) : null;
    if (!bytes) {
      throw new AlloyError(
        'model-truncated',
        file.name,
        `${file.name} ends at byte ${taker.position}, before the variable ${entry.name} does. Get the checkpoint again.`,
      );
    }
    if (new Crc32c().add(bytes).masked !== entry.crc) {
      throw new AlloyError(
        'model-invalid',
        entry.name,
        `${file.name}: the variable ${entry.name} is damaged (CRC-32C). Get the checkpoint again.`,
      );
    }
    await writer.add(weight, entry.shape, new Float32Array(bytes.buffer));
  }
}
