/** Hears Ctrl-C and SIGTERM. [Node] */

export const EXIT_INTERRUPTED = 130;

/** Aborts at the first Ctrl-C, and says so; the second one does not wait. */
export function interruption(message: string): AbortSignal {
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT_INTERRUPTED);
    process.stderr.write(`\n${message}\n`);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return abort.signal;
}
