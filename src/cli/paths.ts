/** Where Alloy's own files lie, and how outputs are named. [Node] */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AlloyError } from '../errors.js';

/** Folder of Alloy's package.json: two or more levels above this file, from source or built. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('Alloy cannot find its own package.json');
    folder = parent;
  }
  return folder;
}

/** Names of the models that ship with Alloy. */
export function shippedModels(): string[] {
  const folder = join(packageRoot(), 'models');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.json')));
}

/**
 * URL of a model's manifest, from a shipped name, a folder or the path of a model.json.
 * @throws AlloyError 'model-missing' that lists what there is.
 */
export function findModel(nameOrPath: string): URL {
  const shipped = join(packageRoot(), 'models', nameOrPath, 'model.json');
  if (/^[\w.-]+$/.test(nameOrPath) && existsSync(shipped)) return pathToFileURL(shipped);
  const path = resolve(nameOrPath);
  if (existsSync(path)) {
    const manifest = statSync(path).isDirectory() ? join(path, 'model.json') : path;
    if (existsSync(manifest)) return pathToFileURL(manifest);
  }
  throw new AlloyError(
    'model-missing',
    nameOrPath,
    `There is no model “${nameOrPath}”: give the path of a model folder, or one of: ${shippedModels().join(', ')}.`,
  );
}

/**
 * A short name for each file, for use in output names: the base name without its ending, characters that
 * some file system dislikes replaced, and a number added where two would be the same.
 */
export function sourceNames(files: readonly string[]): string[] {
  const used = new Set<string>();
  return files.map((file) => {
    const stem = basename(file, extname(file));
    const base = stem.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '') || 'sound';
    let name = base;
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${base}-${n}`;
    used.add(name.toLowerCase());
    return name;
  });
}
