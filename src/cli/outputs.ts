/** Checks the files that a run will write, as a set, before any work is done. [Node] */
import { closeSync, openSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { join, resolve } from 'node:path';
import { AlloyError } from '../errors.js';
import { makeFolders, removeEmpty } from '../library/make-folders.js';
import { unwritable } from '../library/unwritable.js';

/** Ending of a file that is being written, before it is renamed into place. */
export const PART_ENDING = '.part';

/** Output paths that were found writable. */
export interface ClaimedOutputs {
  /** One path a file name, in the order given. */
  readonly paths: readonly string[];
  /** Removes the folders that the check made, where they are still empty: nothing came of the run. */
  release(): void;
}

function status(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** @returns the folders that were missing, outermost first. @throws AlloyError 'unwritable'. */
function makeFolder(path: string): string[] {
  try {
    return makeFolders(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Refuses a path that is one of the inputs, by whatever name, link or case it goes. */
function checkAgainstInputs(path: string, inputs: readonly (readonly [string, BigIntStats | null])[]): void {
  const there = status(path);
  for (const [input, file] of inputs) {
    const same =
      resolve(input) === resolve(path) || (file && there?.ino === file.ino && there.dev === file.dev);
    if (!same) continue;
    const message = `The result “${path}” would take the place of the sound “${input}”. Choose another --out.`;
    throw new AlloyError('unwritable', path, message);
  }
}

/** Creates and removes what will be written first: only that shows that a path is short enough and writable. */
function probe(path: string): void {
  const part = path + PART_ENDING;
  for (const name of [path, part]) {
    if (status(name)?.isDirectory()) {
      const message = `The result “${name}” cannot be written: a folder of that name is in the way.`;
      throw new AlloyError('unwritable', name, message);
    }
  }
  try {
    const isOld = status(part) !== null;
    closeSync(openSync(part, 'a'));
    if (!isOld) rmSync(part);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/**
 * Checks that every file of a run can be written: its name short enough, none twice, none an input, no folder in the way.
 * Makes the folder; writes nothing that stays.
 * @param inputs files that the run reads.
 * @throws AlloyError 'unwritable', naming the path, with nothing left behind.
 */
export function claimOutputs(
  folder: string,
  fileNames: readonly string[],
  inputs: readonly string[],
): ClaimedOutputs {
  const paths = fileNames.map((name) => join(folder, name));
  const twice = fileNames.find((name, i) => fileNames.findIndex((other) => sameName(name, other)) !== i);
  if (twice !== undefined) throw new Error(`Two results are called ${twice}.`); // names are made distinct before
  const known = inputs.map((input) => [input, status(input)] as const);
  for (const path of paths) checkAgainstInputs(path, known);
  const made = makeFolder(folder);
  const release = (): void => removeEmpty(made);
  try {
    for (const path of paths) {
      checkAgainstInputs(path + PART_ENDING, known);
      probe(path);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { paths, release };
}

/** True for names that a file system without case takes for one. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
