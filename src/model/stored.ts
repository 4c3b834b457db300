/**
 * Models that a page keeps for its next visits, in the origin's own file system: a folder each, under `alloy-models`,
 * by the address `opfs:/alloy-models/<folder>/model.json`. A folder counts once its `model.json` is there, which is
 * written last. [page or worker; writing: worker]
 */
import { AlloyError } from '../errors.js';
import type { ModelSink } from './checkpoint/shards.js';
import { MANIFEST_FILE } from './files.js';
import { modelDirectory, STORED_ROOT, STORED_PROTOCOL, type Directory } from './kept-files.js';
import type { ModelManifest } from './manifest.js';
import { parseManifestText } from './validate.js';

/** A model that is kept. */
export interface StoredModel {
  readonly name: string;
  readonly title: string;
  readonly description: string;
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
    const { name, title, description } = parseManifestText(await file.text(), MANIFEST_FILE);
    return { name, title, description, url: `${STORED_PROTOCOL}/${STORED_ROOT}/${folder.name}` };
  } catch {
    return null;
  }
}

/**
 * Keeps what `make` writes, in place of a model of the same name. Whatever fails, nothing is left of it. [worker]
 * @throws what `make` throws; AlloyError 'unreadable', or 'out-of-memory' when there is no room.
 */
export async function storeModel(make: (sink: ModelSink) => Promise<ModelManifest>): Promise<StoredModel> {
  return navigator.locks.request('alloy-store-model', async () => {
    const all = await modelDirectory();
    await sweep(all); // what a closed page left behind
    const folder = await all.getDirectoryHandle(crypto.randomUUID(), { create: true });
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
