/** Requests pictures of sounds from a worker that all pictures of a page share. [page] */
import { rainbowReach, type Rainbowgram } from '../../../audio/rainbowgram.js';
import { startWorker } from '../../../platform/start-worker.js';
import type { Hertz, Samples } from '../../../units.js';
import type { PictureReply, PictureRequest } from './messages.js';
import workerUrl from './worker.ts?worker&url';

/** Moments of a sound's rainbowgram; moment c lies at (c + ½) · step. */
export interface RainbowMoments {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly step: Samples;
}

interface Pending {
  readonly resolve: (picture: Rainbowgram) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Pictures of sounds, made in a worker that all of a page's pictures share; it starts with the first one. [page]
 * Requests are answered in their order; ask for little at a time, so that others get their turn.
 */
export class PictureClient {
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** @throws Error when the worker's code cannot be loaded. */
  rainbowgram(
    samples: Float32Array,
    sampleRate: Hertz,
    { from, to, step }: RainbowMoments,
  ): Promise<Rainbowgram> {
    const reach = rainbowReach(sampleRate);
    const start = Math.max(0, Math.floor(from * step) - reach);
    const stretch = samples.slice(start, Math.ceil(to * step) + reach + 1);
    const request: PictureRequest = {
      id: this.#nextId++,
      samples: stretch,
      sampleRate,
      start,
      from,
      to,
      step,
    };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      this.#start().postMessage(request, [stretch.buffer]);
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const { worker, failure } = startWorker(workerUrl, 'alloy-pictures');
    worker.addEventListener('message', ({ data }: MessageEvent<PictureReply>) => {
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      pending?.resolve(data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      this.#worker = null;
      const error = failure(event, 'The worker that makes pictures');
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
    this.#worker = worker;
    return worker;
  }
}

/** The one of the page. */
export const pictures = new PictureClient();
