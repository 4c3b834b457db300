/** Makes the error of a path that cannot be written to. [Node] */
import { AlloyError } from '../errors.js';

/** Why the system refused, in words. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'it is not yours to write to';
    case 'EROFS':
      return 'its disk is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'there is no room left on its disk';
    case 'ENAMETOOLONG':
      return 'the path is too long';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file of that name is in the way';
    case 'EISDIR':
      return 'a folder of that name is in the way';
    case 'ENOENT':
      return 'there is no such folder, and none can be made there';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** @param wayOut a sentence; by default to choose another --out. */
export function unwritable(path: string, error: unknown, wayOut = 'Choose another --out.'): AlloyError {
  const message = `Nothing can be written to “${path}”: ${reasonOf(error)}. ${wayOut}`;
  return new AlloyError('unwritable', path, message, { cause: error });
}
