/** Writes one file: whole or not at all, and over another only where that is wanted. [Node] */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AlloyError } from '../errors.js';
import { reasonOf } from '../library/unwritable.js';
import { claimOutputs, PART_ENDING, type ClaimedOutputs } from './outputs.js';

/**
 * Checks, before any work, that a file can be written: its folder is made where it is not there.
 * @param inputs files that are read, which it must not replace.
 * @param force whether it may take the place of a file.
 * @throws AlloyError 'unwritable', with nothing left behind.
 */
export function claimFile(path: string, inputs: readonly string[], force: boolean): ClaimedOutputs {
  if (existsSync(path) && !force) {
    const message = `“${path}” is there already: --force replaces it, or choose another --out.`;
    throw new AlloyError('unwritable', path, message);
  }
  return claimOutputs(dirname(path), [basename(path)], inputs);
}

/** @throws AlloyError 'unwritable'; what was there stays. */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const part = path + PART_ENDING;
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const message = `“${path}” cannot be written: ${reasonOf(error)}. Choose another --out.`;
    throw new AlloyError('unwritable', path, message, { cause: error });
  }
}
