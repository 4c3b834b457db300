/** Reads a file, or says why it cannot be read. [Node] */
import { readFileSync } from 'node:fs';
import { AlloyError } from '../errors.js';

/**
 * @param verb what was to be done with the file.
 * @throws AlloyError 'unreadable'.
 */
export function fileBytes(path: string, verb: 'read' | 'played' = 'read'): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new AlloyError('unreadable', path, `“${path}” cannot be ${verb}: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  }
}

function whyUnreadable(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'it is not yours to read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
