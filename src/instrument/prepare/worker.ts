/** Decodes, resamples and analyses sounds, so that the page never waits for it. [worker] */
import { prepareSamples, prepareSource } from '../../audio/source.js';
import { toErrorMessage } from '../../errors.js';
import type { PrepareReply, PrepareRequest } from './messages.js';

async function prepare(request: PrepareRequest) {
  switch (request.kind) {
    case 'file':
      return prepareSource(request.bytes, request.name, request.options);
    case 'samples':
      return prepareSamples(request.channels, request.sampleRate, request.name, request.options);
  }
}

addEventListener('message', (event: MessageEvent<PrepareRequest>) => {
  const request = event.data;
  prepare(request).then(
    (source) => {
      const reply: PrepareReply = { kind: 'prepared', id: request.id, source };
      postMessage(reply, { transfer: [source.samples.buffer] });
    },
    (error: unknown) => {
      const reply: PrepareReply = { kind: 'failed', id: request.id, error: toErrorMessage(error) };
      postMessage(reply);
    },
  );
});
