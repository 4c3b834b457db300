/** Makes a recording's sound in a worker of its own, which ends with it. [page] */
import { stereoHeader, type StereoBits } from '../../../audio/stereo-wav.js';
import { AlloyError, fromErrorMessage } from '../../../errors.js';
import { startWorker } from '../../../platform/start-worker.js';
import type { Gain01, Hertz } from '../../../units.js';
import type { Take } from '../take.js';
import type { TakeReply, TakeRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

export interface TakeSound {
  readonly sampleRate: Hertz;
  readonly bits: StereoBits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: Gain01) => void) | undefined;
}

/**
 * The bytes of a WAV file. [page] Its parts are blobs, which browsers may keep on the disk.
 * @throws AlloyError 'not-loaded'; the signal's reason.
 */
export async function takeWav(take: Take, options: TakeSound): Promise<Blob> {
  const { sampleRate, bits, signal, onProgress } = options;
  signal?.throwIfAborted();
  const { worker, failure } = startWorker(workerUrl, 'alloy-take');
  let stop = (): void => undefined;
  try {
    return await new Promise<Blob>((resolve, reject) => {
      const parts: Blob[] = [];
      const aborted = (): void => reject(signal!.reason as Error);
      signal?.addEventListener('abort', aborted);
      stop = () => signal?.removeEventListener('abort', aborted);
      worker.addEventListener('error', (event) => {
        event.preventDefault(); // it is told by the promise
        reject(failure(event, 'The worker that makes a recording’s sound'));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<TakeReply>) => {
        if (data.kind === 'failed') return reject(fromErrorMessage(data.error));
        if (data.kind === 'part') {
          parts.push(new Blob([data.bytes]));
          return onProgress?.(data.done);
        }
        try {
          const header = stereoHeader({ frames: data.frames, sampleRate, bits });
          resolve(new Blob([header, ...parts], { type: 'audio/wav' }));
        } catch (error) {
          reject(error instanceof Error ? error : new AlloyError('internal', 'take', String(error)));
        }
      });
      worker.postMessage({ take, sampleRate, bits } satisfies TakeRequest);
    });
  } finally {
    stop();
    worker.terminate();
  }
}
