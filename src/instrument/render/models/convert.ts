/** Converts a checkpoint in a worker and stores it as a model. [page] */
import { fromErrorMessage } from '../../../errors.js';
import { startWorker } from '../../../platform/start-worker.js';
import type { StoredModel } from '../../../model/model-repository.js';
import type { Gain01 } from '../../../units.js';
import type { ConvertReply, ConvertRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

export interface KeepOptions {
  readonly onProgress: (fraction: Gain01) => void;
  /** Ends the work; once that is seen in the promise, nothing is left of it. */
  readonly signal: AbortSignal;
}

/**
 * Converts the archive of a published checkpoint in a worker and keeps the model for the next visits. [page]
 * @throws AlloyError of convertCheckpoint and storeModel; an AbortError.
 */
export async function keepCheckpoint(file: Blob, name: string, options: KeepOptions): Promise<StoredModel> {
  const { worker, failure } = startWorker(workerUrl, 'alloy-convert');
  const work = new Promise<StoredModel>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ConvertReply>) => {
      if (data.kind === 'progress') options.onProgress(data.fraction);
      else if (data.kind === 'stored') resolve(data.model);
      else reject(fromErrorMessage(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(failure(event, 'The worker that reads models'));
    };
    const ask = (request: ConvertRequest): void => worker.postMessage(request);
    ask({ kind: 'convert', file, name });
    options.signal.addEventListener('abort', () => ask({ kind: 'stop' }), { once: true });
  });
  return work.finally(() => worker.terminate());
}
