/** Reads a text file line by line, in bounded memory, whatever its size. [Node] */
import { closeSync, openSync, readSync } from 'node:fs';
import { AlloyError } from '../errors.js';

const CHUNK_BYTES = 1 << 20;
/** Longer lines are none of ours. */
const LONGEST_LINE = 1 << 20;

/** @throws AlloyError 'unreadable' with the system's reason in words. */
export function cannotRead(path: string, error: unknown): AlloyError {
  const { code } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : code === 'EACCES' || code === 'EPERM'
          ? 'it is not yours to read'
          : error instanceof Error
            ? error.message
            : String(error);
  return new AlloyError('unreadable', path, `“${path}” cannot be read: ${why}.`, { cause: error });
}

/** The error of a plan, or of a file beside it, that is not what was written. @param why completes “it cannot be used: …”. */
export function unusable(path: string, why: string): AlloyError {
  const message = `“${path}” cannot be used: ${why}. Copy it again, or plan the library again; notes that were rendered are kept.`;
  return new AlloyError('document-damaged', path, message);
}

/**
 * The lines of a file, a chunk of them at a time, without their ends; between two chunks signals and timers get their turn.
 * @param options `start`: bytes that are passed over; `onBytes` sees what is read, and shall not keep it. @throws AlloyError 'unreadable'.
 */
export async function* lineChunks(
  path: string,
  { start = 0, onBytes }: { readonly start?: number; readonly onBytes?: (bytes: Uint8Array) => void } = {},
): AsyncGenerator<string[]> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw cannotRead(path, error);
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (let at = start; ;) {
      const read = readSync(file, chunk, 0, CHUNK_BYTES, at);
      if (read === 0) break;
      at += read;
      onBytes?.(chunk.subarray(0, read));
      const whole = Buffer.concat([rest, chunk.subarray(0, read)]);
      const last = whole.lastIndexOf(10);
      rest = whole.subarray(last + 1);
      if (rest.length > LONGEST_LINE)
        throw new AlloyError('unreadable', path, `“${path}” cannot be read: it has no lines.`);
      if (last >= 0) yield whole.toString('utf8', 0, last).split('\n');
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (rest.length > 0) yield [rest.toString('utf8')];
  } catch (error) {
    throw error instanceof AlloyError ? error : cannotRead(path, error);
  } finally {
    closeSync(file);
  }
}
