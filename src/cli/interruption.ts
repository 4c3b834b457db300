/** Hears Ctrl-C and SIGTERM. [Node] */

export const EXIT_INTERRUPTED = 130;

export interface InterruptionOptions {
  /** Says nothing. */
  readonly quiet?: boolean | undefined;
  readonly exitCode?: number;
  /** After which the process ends even so, ms; default: none. For work that leaves nothing half-written, whenever it ends. */
  readonly patience?: number;
}

/** Ends the work that is being done as Ctrl-C does, in silence; null while there is none that can be ended. */
let stop: (() => void) | null = null;

/** Ends what is being done, and says nothing. @returns false where nothing hears it: the process can end. */
export function endWork(): boolean {
  stop?.();
  return stop !== null;
}

/** Aborts at the first Ctrl-C, and says so; the second one does not wait. */
export function interruption(message: string, options: InterruptionOptions = {}): AbortSignal {
  const { quiet = false, exitCode = EXIT_INTERRUPTED, patience = Infinity } = options;
  const abort = new AbortController();
  stop = () => {
    abort.abort();
    if (Number.isFinite(patience)) setTimeout(() => process.exit(exitCode), patience).unref();
  };
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(exitCode);
    if (!quiet) process.stderr.write(`\n${message}\n`);
    endWork();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return abort.signal;
}

/** Work that is stopped by Ctrl-C or SIGTERM: then what it throws is no fault, and the exit code says so. */
export async function interruptible(
  message: string,
  options: InterruptionOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = interruption(message, options);
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = EXIT_INTERRUPTED;
  }
}
