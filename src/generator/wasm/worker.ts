/** Entry of the pool's worker in a browser: serves jobs by serve.ts. [worker] */
import type { ToWorker } from './messages.js';
import { serve } from './serve.js';
import { tellPolicyViolations } from '../../platform/policy.js';

tellPolicyViolations();

const turns = new MessageChannel();

serve({
  post: (message, transfer) => self.postMessage(message, { transfer }),
  listen: (handler) => self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => handler(data)),
  // A message to oneself takes its turn behind those already waiting, without the 4 ms of nested timers.
  breathe: () =>
    new Promise((resolve) => {
      turns.port2.onmessage = () => resolve();
      turns.port1.postMessage(null);
    }),
});
