/** Writes an export in a worker of its own, which ends with it. [page] */
import { fromErrorMessage } from '../../../errors.js';
import { exportZipName, type ExportFormat } from '../../../exports/formats.js';
import type { ExportInput } from '../../../exports/input.js';
import type { ExportFile } from '../../../exports/job.js';
import type { ExportOptions } from '../../../exports/plan.js';
import { startWorker } from '../../../platform/start-worker.js';
import type { Gain01 } from '../../../units.js';
import type { ExportReply, ExportRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

export interface WorkerExport {
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  /** All files as one zip. */
  readonly zip: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: Gain01) => void) | undefined;
}

/**
 * The files of an export, each made when it is asked for. [page] Samples are copied, one key a turn of the page's.
 * @throws AlloyError as `exportFiles` does, 'not-loaded'; the signal's reason.
 */
export async function* exportInWorker(
  { keyZones, ...input }: ExportInput,
  { format, options, zip, signal, onProgress }: WorkerExport,
): AsyncGenerator<ExportFile> {
  signal?.throwIfAborted();
  const { worker, failure } = startWorker(workerUrl, 'alloy-export');
  const send = (request: ExportRequest): void => worker.postMessage(request);
  const { answer, stop } = replies(worker, failure, signal, onProgress);
  try {
    for (const keyZone of keyZones) {
      send({ kind: 'keyZone', keyZone });
      await new Promise<void>((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
    send({ kind: 'begin', input, format, options, zip: zip ? exportZipName(format, input) : null });
    for (;;) {
      const reply = await answer();
      if (reply.kind === 'done') return;
      yield reply.file;
      send({ kind: 'next' });
    }
  } finally {
    stop();
    worker.terminate();
  }
}

type Answer = Extract<ExportReply, { kind: 'file' | 'done' }>;

/** The worker's answers, one at a time: one is there before it is asked for, or waited for. */
function replies(
  worker: Worker,
  failure: (event: ErrorEvent, what: string) => Error,
  signal: AbortSignal | undefined,
  onProgress: ((done: Gain01) => void) | undefined,
): { readonly answer: () => Promise<Answer>; readonly stop: () => void } {
  let settle = pending<Answer>();
  worker.addEventListener('message', ({ data }: MessageEvent<ExportReply>) => {
    if (data.kind === 'progress') onProgress?.(data.done);
    else if (data.kind === 'failed') settle.reject(fromErrorMessage(data.error));
    else settle.resolve(data);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault(); // it is told by the promise
    settle.reject(failure(event, 'The worker that writes exports'));
  });
  const abort = (): void => settle.reject(signal!.reason as Error);
  signal?.addEventListener('abort', abort);
  return {
    answer: async () => {
      signal?.throwIfAborted();
      const reply = await settle.promise;
      settle = pending();
      return reply;
    },
    stop: () => signal?.removeEventListener('abort', abort),
  };
}

interface Pending<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: Error): void;
}

function pending<T>(): Pending<T> {
  let settle!: Omit<Pending<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined); // it may fail before anybody waits
  return { promise, ...settle };
}
