/** Starts workers, in a page, in a worker (nested) and in Node. */
import { fromSource, isNode } from '../../platform/assets.js';
import { startWorker } from '../../platform/start-worker.js';
import type { FromWorker, ToWorker } from './messages.js';

/** A worker as the pool sees it, whatever it runs in. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  /** While false, the worker does not keep the Node process alive. */
  hold(busy: boolean): void;
  terminate(): void;
}

export interface WorkerEvents {
  onMessage(message: FromWorker): void;
  /** The worker could not be started or went away by itself. Not called after `terminate`. */
  onFailure(reason: string): void;
}

export type Spawn = (events: WorkerEvents) => WorkerHandle;

const MAX_WORKERS = 8;

async function browserSpawn(): Promise<Spawn> {
  const { workerUrl } = await import('./worker-url.js');
  return (events) => spawnInBrowser(workerUrl, events);
}

function spawnInBrowser(workerUrl: string, events: WorkerEvents): WorkerHandle {
  const { worker, failure } = startWorker(workerUrl, 'alloy-generator');
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => events.onMessage(data);
  worker.onmessageerror = () => events.onFailure('a message could not be read');
  worker.onerror = (event) => {
    event.preventDefault();
    events.onFailure(event.message || failure(event, '').message);
  };
  return {
    post: (message) => worker.postMessage(message),
    hold: () => undefined,
    terminate: () => worker.terminate(),
  };
}

async function nodeSpawn(): Promise<Spawn> {
  const { Worker } = await import('node:worker_threads');
  // From source the worker is TypeScript, which Node has to be taught; built, it is JavaScript.
  const entry = fromSource ? './node-worker-source.js' : './node-worker.js';
  return (events) => {
    const worker = new Worker(new URL(entry, import.meta.url), { execArgv: [] });
    let terminated = false;
    const fail = (reason: string) => {
      if (!terminated) events.onFailure(reason);
      terminated = true;
    };
    worker.on('message', (message: FromWorker) => events.onMessage(message));
    worker.on('messageerror', (error) => fail(error.message));
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', (code) => fail(`it ended with code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      hold: (busy) => (busy ? worker.ref() : worker.unref()),
      terminate: () => {
        terminated = true;
        void worker.terminate();
      },
    };
  };
}

/** How to start a worker where this runs. */
export async function spawner(): Promise<Spawn> {
  return isNode ? nodeSpawn() : browserSpawn();
}

/** Workers to use unless told: one a core, 8 at most. */
export async function defaultWorkers(): Promise<number> {
  const cores = isNode ? (await import('node:os')).availableParallelism() : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(cores || 1, MAX_WORKERS));
}
