import { AlloyError, fromErrorMessage } from '../../errors.js';
import type { StoredModel } from '../../model/stored.js';
import type { Gain01 } from '../../units.js';
import type { ConvertReply, ConvertRequest } from './messages.js';

export interface KeepOptions {
  readonly onProgress: (fraction: Gain01) => void;
  /** Ends the work; nothing is kept of it. */
  readonly signal: AbortSignal;
}

/**
 * Converts the archive of a published checkpoint in a worker and keeps the model for the next visits. [page]
 * @throws AlloyError of convertCheckpoint and storeModel; 'closed' when aborted.
 */
export function keepCheckpoint(file: Blob, name: string, options: KeepOptions): Promise<StoredModel> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const work = new Promise<StoredModel>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ConvertReply>) => {
      if (data.kind === 'progress') options.onProgress(data.fraction);
      else if (data.kind === 'stored') resolve(data.model);
      else reject(fromErrorMessage(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(
        new Error(`The worker that reads models stopped (${event.message || 'it could not be loaded'}).`),
      );
    };
    const closed = (): void => reject(new AlloyError('closed', name, 'Reading the model was stopped.'));
    options.signal.addEventListener('abort', closed, { once: true });
    worker.postMessage({ file, name } satisfies ConvertRequest);
  });
  return work.finally(() => worker.terminate());
}
