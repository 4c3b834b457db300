/** Hears Ctrl-C and SIGTERM. [Node] */

export const EXIT_INTERRUPTED = 130;

/**
 * Aborts at the first Ctrl-C, and says so; the second one does not wait.
 * @param patience after which the process ends even so, ms; default: none. For work that leaves nothing half-written, whenever it ends.
 */
export function interruption(message: string, exitCode = EXIT_INTERRUPTED, patience = Infinity): AbortSignal {
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(exitCode);
    if (message) process.stderr.write(`\n${message}\n`);
    abort.abort();
    if (Number.isFinite(patience)) setTimeout(() => process.exit(exitCode), patience).unref();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return abort.signal;
}

/** Work that is stopped by Ctrl-C or SIGTERM: then what it throws is no fault, and the exit code says so. */
export async function interruptible(
  message: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = interruption(message);
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = EXIT_INTERRUPTED;
  }
}
