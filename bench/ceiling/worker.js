/** A thread that only walks through weights: what the machine's cores can do side by side. */
import { parentPort, workerData } from 'node:worker_threads';

const { module, inputs, blocks, walks } = workerData;
const memory = new WebAssembly.Memory({ initial: 64 });
const { exports } = await WebAssembly.instantiate(module, { env: { memory } });

parentPort.on('message', () => {
  for (let n = 0; n < walks; n++) exports.stream16(65536, 1024, 8192, inputs, blocks);
  parentPort.postMessage('done');
});
parentPort.postMessage('ready');
