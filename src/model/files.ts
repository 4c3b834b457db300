/** Finds and reads a model's files: by URL, by folder, by a bundled name, or from storage. */
import { AlloyError } from '../errors.js';
import { isNode, loadBytes } from '../platform/assets.js';
import { packageFolder } from '../platform/package-files.js';
import { readStored, STORED_PROTOCOL } from './stored-files.js';

/** A model's files, wherever they are: dropped by a user, in a zip, on a disk. */
export interface ModelFiles {
  /** For error messages. */
  readonly name: string;
  /** The bytes of `model.json` or of a shard that it names; rejects when there is none. */
  read(path: string): Promise<ArrayBuffer>;
}

/**
 * Where a model is: files, the URL of its folder or of its `model.json`, in Node a path, or the bare name
 * of a model that ships with Alloy ("instruments").
 */
export type ModelSource = URL | string | ModelFiles;

export const MANIFEST_FILE = 'model.json';

/**
 * Finds a model's files.
 * @param base what a relative URL is relative to, outside Node; a page passes its own address to workers.
 * @throws AlloyError 'model-missing' when a name or an address means nothing.
 */
export async function openModelFiles(source: ModelSource, base?: string): Promise<ModelFiles> {
  if (typeof source === 'object' && !(source instanceof URL)) return checked(source);
  return filesAt(await modelUrl(source, base));
}

/** The URL of a model's `model.json`. */
export async function modelUrl(source: URL | string, base?: string): Promise<URL> {
  const text = String(source);
  if (source instanceof URL || /^[a-z][a-z0-9+.-]+:/i.test(text)) return manifestUrl(new URL(text));
  if (isNode) return nodeUrl(text);
  if (isBareName(text)) return manifestUrl(new URL(`${text}/`, packageFolder('models/')));
  try {
    return manifestUrl(new URL(text, base ?? globalThis.location.href));
  } catch (cause) {
    throw new AlloyError('model-missing', text, `"${text}" is no address of a model.`, { cause });
  }
}

function isBareName(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}

function manifestUrl(url: URL): URL {
  if (url.pathname.endsWith('.json')) return url;
  const folder = new URL(url);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return new URL(MANIFEST_FILE, folder);
}

/** A path, or the name of a model in the package's folder `models`, wherever built code lies below it. */
async function nodeUrl(text: string): Promise<URL> {
  const { existsSync } = await import('node:fs');
  const { resolve } = await import('node:path');
  const { pathToFileURL } = await import('node:url');
  const path = resolve(text);
  if (isBareName(text) && !existsSync(path)) {
    let folder = new URL(/* @vite-ignore */ './', import.meta.url);
    for (;;) {
      const path = `models/${text}/${MANIFEST_FILE}`;
      const found = [path, `assets/${path}`]
        .map((one) => new URL(one, folder))
        .find((one) => existsSync(one));
      if (found) return found;
      const above = new URL('../', folder);
      if (above.href === folder.href) break;
      folder = above;
    }
    throw new AlloyError('model-missing', text, `There is no model "${text}", and no folder of that name.`);
  }
  return manifestUrl(pathToFileURL(path));
}

function filesAt(manifest: URL): ModelFiles {
  return checked({
    name: manifest.href,
    read: async (path) => {
      const url = path === MANIFEST_FILE ? manifest : new URL(path, manifest);
      return url.protocol === STORED_PROTOCOL ? readStored(url) : loadBytes(url);
    },
  });
}

/** The same files, but what is missing says so as an AlloyError. */
function checked(files: ModelFiles): ModelFiles {
  return {
    name: files.name,
    async read(path) {
      try {
        return await files.read(path);
      } catch (cause) {
        if (cause instanceof AlloyError) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        const message = `The model ${files.name} has no readable file ${path}: ${reason}`;
        throw new AlloyError('model-missing', path, message, { cause });
      }
    },
  };
}
