/** Entry of the live worker: takes sounds apart, and reads the engine. [worker] */
import { makeLiveSource, recordedSource } from '../../../audio/partials/live-source.js';
import { toErrorMessage } from '../../../errors.js';
import { loadBytes } from '../../../platform/assets.js';
import { tellPolicyViolations } from '../../../platform/policy.js';
import type { LiveReply, LiveRequest } from './messages.js';

tellPolicyViolations();

async function answer(request: LiveRequest): Promise<LiveReply> {
  const { id } = request;
  if (request.kind === 'recording')
    return { kind: 'source', id, source: recordedSource(request.samples, request.options) };
  if (request.kind === 'source')
    return { kind: 'source', id, source: makeLiveSource(request.samples, request.options, request.levels) };
  const wasm = await loadBytes(new URL('../../../../engine/engine.wasm', import.meta.url));
  return { kind: 'engine', id, wasm };
}

function transfers(reply: LiveReply): Transferable[] {
  if (reply.kind === 'source')
    return [reply.source.data, reply.source.head.buffer, reply.source.chords.levels.buffer];
  return reply.kind === 'engine' ? [reply.wasm] : [];
}

addEventListener('message', (event: MessageEvent<LiveRequest>) => {
  answer(event.data).then(
    (reply) => postMessage(reply, { transfer: transfers(reply) }),
    (error: unknown) => {
      const reply: LiveReply = { kind: 'failed', id: event.data.id, error: toErrorMessage(error) };
      postMessage(reply);
    },
  );
});
