/** Opens instrument files by their path. [Node] */
import { readFileSync, statSync } from 'node:fs';
import { AlloyError } from '../../errors.js';
import { damaged } from '../damaged.js';
import type { InstrumentBank, InstrumentFile } from './instrument-file.js';
import { FILE_LIMITS } from './layout.js';
import { readInstrumentFile, type ReadFileOptions } from './read.js';

/**
 * The instruments of a file or a bank. [Node]
 * @throws AlloyError 'unreadable', 'document-damaged', 'document-newer'.
 */
export async function openBankFile(path: string, options: ReadFileOptions = {}): Promise<InstrumentBank> {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > FILE_LIMITS.bytes)
      throw damaged(path, `it is larger than ${FILE_LIMITS.bytes / 2 ** 20} MB`);
    bytes = new Uint8Array(readFileSync(path)); // a Buffer's slices share its memory
  } catch (cause) {
    if (cause instanceof AlloyError) throw cause;
    throw new AlloyError('unreadable', path, `“${path}” cannot be read: ${reasonOf(cause)}.`, { cause });
  }
  return readInstrumentFile(bytes, path, options);
}

/**
 * An instrument with its document and its conditioned key zones, where the file has some (`zones` is null where they are still to
 * be rendered). [Node]
 * @param which of a bank, its name or its number from 1; null: there must be one alone.
 * @throws AlloyError as openBankFile does; 'bad-argument' for a bank of several where none, or none of these, is named.
 */
export async function openInstrumentFile(
  path: string,
  which: string | null = null,
  options: ReadFileOptions = {},
): Promise<InstrumentFile> {
  const { instruments } = await openBankFile(path, options);
  if (which === null && instruments.length === 1) return instruments[0]!;
  const found =
    which === null
      ? undefined
      : (instruments.find(({ document }) => document.name === which) ?? instruments[Number(which) - 1]);
  if (found) return found;
  const names = instruments.map(({ document }, i) => document.name || String(i + 1));
  const told = which === null ? 'is a bank' : `has no instrument “${which}”`;
  const message = `“${path}” ${told}: name one of ${names.map((name) => `“${name}”`).join(', ')}, or its number.`;
  throw new AlloyError('bad-argument', path, message);
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it is not yours to read';
  return error instanceof Error ? error.message : String(error);
}
