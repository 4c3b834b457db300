/** Entry of the live worker: takes sounds apart, codes them for documents and links, and reads the engine. [worker] */
import { decodeTracks, encodeTracks } from '../../../audio/partials/bytes.js';
import { codedSource, recordedSource, takeApart } from '../../../audio/partials/live-source.js';
import { packSource } from '../../../audio/partials/pack.js';
import { HOP_SECONDS } from '../../../audio/partials/tracks.js';
import { toErrorMessage } from '../../../errors.js';
import { loadBytes } from '../../../platform/assets.js';
import { tellPolicyViolations } from '../../../platform/policy.js';
import type { LiveReply, LiveRequest } from './messages.js';

tellPolicyViolations();

async function answer(request: LiveRequest): Promise<LiveReply> {
  const { id } = request;
  if (request.kind === 'recording')
    return { kind: 'source', id, source: recordedSource(request.samples, request.options) };
  if (request.kind === 'source') {
    const { gains, chords, shape } = request.levels;
    const tracks = takeApart(request.samples, request.options, request.levels);
    const stored = encodeTracks(tracks);
    return { kind: 'source', id, source: { ...packSource(tracks, gains), gains, chords, shape, stored } };
  }
  // the code that codes comes with the first document that is read or made
  if (request.kind === 'code') {
    const { LiveCoder, liveBytes } = await import('../../../document/live-code.js');
    const { gains, chords } = request.levels;
    const tracks = decodeTracks(request.stored, 'sound');
    const coder = new LiveCoder({ tracks, gains, chords, root: request.root });
    return { kind: 'code', id, code: coder.within(liveBytes(tracks.frames * HOP_SECONDS)) };
  }
  if (request.kind === 'coded') {
    const { decodeLiveCode } = await import('../../../document/live-code.js');
    return { kind: 'source', id, source: codedSource(decodeLiveCode(request.code), request.root) };
  }
  if (request.kind === 'link') {
    const { encodeLink } = await import('../../../document/encode-link.js');
    return { kind: 'link', id, link: encodeLink(request.document) };
  }
  const wasm = await loadBytes(new URL('../../../../engine/engine.wasm', import.meta.url));
  return { kind: 'engine', id, wasm };
}

function transfers(reply: LiveReply): Transferable[] {
  if (reply.kind === 'source') {
    const { data, head, chords, stored } = reply.source;
    return [data, head.buffer, chords.levels.buffer, ...(stored ? [stored.buffer] : [])];
  }
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
