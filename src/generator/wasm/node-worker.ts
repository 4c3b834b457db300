/** Entry of the pool's worker in Node: serves jobs by serve.ts. [worker thread] */
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './messages.js';
import { serve } from './serve.js';

serve({
  post: (message, transfer) => parentPort?.postMessage(message, transfer),
  listen: (handler) => parentPort?.on('message', (message: ToWorker) => handler(message)),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
});
