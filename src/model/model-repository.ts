/**
 * Models that a page keeps for its next visits, in the origin's own file system: a folder each, under `alloy-models`,
 * by the address `opfs:/alloy-models/<folder>/model.json`. A folder counts once its `model.json` is there, which is
 * written last. [page or worker; writing: worker]
 */
import { newId } from '../platform/id.js';
import { AlloyError } from '../errors.js';
import type { ModelSink } from './checkpoint/shards.js';
import { MANIFEST_FILE } from './files.js';
import { modelDirectory, STORED_ROOT, STORED_PROTOCOL, type Directory } from './stored-files.js';
import type { ModelManifest } from './manifest.js';

/** A model that is kept. */
export interface StoredModel {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What it takes on this device. */
  readonly bytes: number;
  /** Of its folder, without a slash at the end. */
  readonly url: string;
}

/** What workers can do with a file that pages cannot; not in the DOM's types. */
interface SyncAccessHandle {
  write(bytes: Uint8Array): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type WritableHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

/** Held by whoever changes what is kept. */
const LOCK = 'alloy-store-model';

/** What is kept, by name; nothing where nothing can be. */
export async function storedModels(): Promise<StoredModel[]> {
  try {
    const found: StoredModel[] = [];
    for (const folder of await folders(await modelDirectory())) {
      const model = await readHead(folder);
      if (model) found.push(model);
    }
    return found.sort((a, b) => a.name.localeCompare(b.name));
  } catch {
    return [];
  }
}

async function folders(directory: Directory): Promise<FileSystemDirectoryHandle[]> {
  const all: FileSystemDirectoryHandle[] = [];
  for await (const entry of directory.values()) {
    if (entry.kind === 'directory') all.push(entry as FileSystemDirectoryHandle);
  }
  return all;
}

/** Null for a folder that never became a model, or is none that this Alloy reads. */
async function readHead(folder: FileSystemDirectoryHandle): Promise<StoredModel | null> {
  try {
    const file = await (await folder.getFileHandle(MANIFEST_FILE)).getFile();
    const { parseManifestText } = await import('./validate.js'); // most pages keep no model
    const { name, title, description } = parseManifestText(await file.text(), MANIFEST_FILE);
    const url = `${STORED_PROTOCOL}/${STORED_ROOT}/${folder.name}`;
    return { name, title, description, bytes: await bytesOf(folder), url };
  } catch {
    return null;
  }
}

async function bytesOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const entry of (folder as Directory).values()) {
    if (entry.kind === 'file') bytes += (await (entry as FileSystemFileHandle).getFile()).size;
  }
  return bytes;
}

/**
 * Keeps what `make` writes, in place of a model of the same name. Whatever fails, nothing is left of it. [worker]
 * @param signal ends the wait for another page that keeps one; `make` is to follow it itself.
 * @throws what `make` throws; AlloyError 'unreadable', or 'out-of-memory' when there is no room; an AbortError.
 */
export async function storeModel(
  make: (sink: ModelSink) => Promise<ModelManifest>,
  signal: AbortSignal,
): Promise<StoredModel> {
  return navigator.locks.request(LOCK, { signal }, async () => {
    const all = await modelDirectory();
    await sweep(all); // what a closed page left behind
    const folder = await all.getDirectoryHandle(newId(), { create: true });
    try {
      const { name } = await make({ write: (path, bytes) => write(folder, path, bytes) });
      const stored = await readHead(folder);
      if (!stored) throw new Error('the model that was written cannot be read');
      await sweep(all, (other) => other.name === name && other.url !== stored.url);
      return stored;
    } catch (error) {
      await all.removeEntry(folder.name, { recursive: true });
      throw error;
    }
  });
}

/** Removes a model that is kept, if it is still there. @throws AlloyError 'unreadable', DOMException. */
export async function removeModel({ url }: Pick<StoredModel, 'url'>): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    const all = await modelDirectory();
    const name = url.split('/').at(-1);
    for (const folder of await folders(all)) {
      if (folder.name === name) await all.removeEntry(name, { recursive: true });
    }
  });
}

/** Removes folders that are no models, and models that are not wanted. */
async function sweep(all: Directory, unwanted: (model: StoredModel) => boolean = () => false): Promise<void> {
  for (const folder of await folders(all)) {
    const model = await readHead(folder);
    if (!model || unwanted(model)) await all.removeEntry(folder.name, { recursive: true });
  }
}

async function write(folder: FileSystemDirectoryHandle, path: string, bytes: Uint8Array): Promise<void> {
  const handle = (await folder.getFileHandle(path, { create: true })) as WritableHandle;
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    access.write(bytes);
    access.flush();
  } catch (cause) {
    throw new AlloyError('out-of-memory', path, 'There is no room on this device to keep the model.', {
      cause,
    });
  } finally {
    access.close();
  }
}
