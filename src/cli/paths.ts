/** Where Alloy's own files lie, and how outputs are named. [Node] */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AlloyError } from '../errors.js';
import { packageRoot } from './package-root.js';

/** Folder of the models that ship with Alloy: in the package they are among the files that pages fetch. */
function modelsFolder(): string {
  const own = join(packageRoot(), 'models');
  return existsSync(own) ? own : join(packageRoot(), 'dist/assets/models');
}

/** Names of the models that ship with Alloy. */
export function shippedModels(): string[] {
  const folder = modelsFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.json')));
}

/**
 * URL of a model's manifest, from a shipped name, a folder or the path of a model.json.
 * @throws AlloyError 'model-missing' that lists what there is.
 */
export function findModel(nameOrPath: string): URL {
  const shipped = join(modelsFolder(), nameOrPath, 'model.json');
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

/** Bytes of a file name that every file system takes. */
export const LONGEST_FILE_NAME = 255;
/** What stands around two names in the longest file name: interp_<a>_X_<b>.wav, with .part while it is written. */
const AROUND_TWO_NAMES = Buffer.byteLength('interp__X_.wav.part');
/** Longest name of a source, in bytes of UTF-8, so that two of them fit into one file name. */
const LONGEST_NAME = Math.floor((LONGEST_FILE_NAME - AROUND_TWO_NAMES) / 2);
const CUT = '...';

/** The name, its middle cut out where it has more bytes than `longest`: what tells samples apart stands at both ends. */
function shortened(name: string, longest: number): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const letters = [...name];
  const room = longest - CUT.length;
  const take = (from: readonly string[], bytes: number): string[] => {
    let left = bytes;
    const end = from.findIndex((letter) => (left -= Buffer.byteLength(letter)) < 0);
    return from.slice(0, end === -1 ? from.length : end);
  };
  const head = take(letters, Math.ceil(room / 2));
  const tail = take([...letters].reverse(), Math.floor(room / 2)).reverse();
  return head.join('') + CUT + tail.join('');
}

/** `name`, or the first of name-2, name-3 … that is not in `used` (lower case), to which it is added. */
export function distinct(name: string, used: Set<string>, longest = Infinity): string {
  let free = name;
  for (let n = 2; used.has(free.toLowerCase()); n++)
    free = `${shortened(name, longest - `-${n}`.length)}-${n}`;
  used.add(free.toLowerCase());
  return free;
}

/**
 * A short name for each file, for use in output names: the base name without its ending, characters that
 * some file system dislikes replaced, its middle cut out where two names would not fit into one file name, and a number
 * added where two would be the same.
 */
export function sourceNames(files: readonly string[]): string[] {
  const used = new Set<string>();
  return files.map((file) => distinct(shortened(wholeName(file), LONGEST_NAME), used, LONGEST_NAME));
}

/** The name of a source before it is shortened. */
export function wholeName(file: string): string {
  const stem = basename(file, extname(file)).normalize('NFC');
  return stem.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '') || 'sound';
}
