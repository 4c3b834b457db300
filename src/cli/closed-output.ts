/** Ends the command in peace where what it prints is read no more, or cannot be kept. [Node] */
import { EXIT_INPUT } from './exit-codes.js';
import { endWork } from './interruption.js';
import { reasonOf } from '../library/unwritable.js';

/** A pipe whose reader has gone, as that of `alloy … | head`. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}

/**
 * From now on: without a reader of stdout the command ends, quietly, with what it made saved, and with the exit code that it would have had; a
 * command that is in the middle of its work ends as by Ctrl-C. Without one of stderr it goes on: progress is no result. A disk without room for
 * stdout is told on stderr: exit code 2.
 */
export function endWithReaders(): void {
  process.stderr.on('error', () => undefined);
  let over = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (over) return;
    over = true;
    if (!isClosed(error)) {
      process.stderr.write(`alloy: Nothing can be written to the output: ${reasonOf(error)}.\n`);
      process.exitCode = EXIT_INPUT;
    }
    if (!endWork()) process.exit();
  });
}
