/** Entry of the prepare worker: decodes, resamples and analyses sounds. [worker] */
import {
  loadSound,
  prepareSamples,
  prepareSource,
  prepareWhole,
  wholeSound,
  type WholeSound,
} from '../../../audio/source.js';
import { AlloyError, toErrorMessage } from '../../../errors.js';
import { badPack, MOST_BYTES, type PackFile, type PackFiles, type SoundPack } from '../../../imports/pack.js';
import { Fingerprint } from '../../../model/hash.js';
import type { PrepareReply, PrepareRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

async function answer(request: PrepareRequest): Promise<PrepareReply> {
  const { id, name } = request;
  switch (request.kind) {
    case 'file':
      return { kind: 'prepared', id, source: await prepareSource(request.bytes, name, request.options) };
    case 'samples': {
      const { channels, sampleRate, options } = request;
      return { kind: 'prepared', id, source: await prepareSamples(channels, sampleRate, name, options) };
    }
    case 'whole':
      return { kind: 'prepared', id, source: await prepareWhole(analysed(request.sound), request.options) };
    case 'loadFile':
      return loaded(id, await loadSound(request.bytes, name));
    case 'loadSamples':
      return loaded(id, wholeSound(request.channels, request.sampleRate, name));
    case 'listPack': {
      const { name: title, kind, sounds, missing } = await opened(request.files, name);
      return { kind: 'listed', id, list: { name: title, kind, sounds, missing } };
    }
    case 'loadFromPack': {
      const { sound } = request;
      const pack = await opened(request.files, name);
      const bytes = await pack.read(sound.id);
      return loaded(id, await loadSound(bytes.buffer, sound.name, sound.root));
    }
  }
}

/** What reads packs comes with the first of them. */
async function opened(files: readonly PackFile[], name: string): Promise<SoundPack> {
  const { openPack } = await import('../../../imports/open-pack.js');
  return openPack(packOf(files), name);
}

function packOf(files: readonly PackFile[]): PackFiles {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  return {
    paths: [...byPath.keys()],
    read: async (path) => {
      const file = byPath.get(path)!;
      if (file.size > MOST_BYTES) throw badPack(path, `it is larger than ${MOST_BYTES / 2 ** 20} MB`);
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        const message = `“${path}” cannot be read (${reason}). See whether it is still there, and choose it again.`;
        throw new AlloyError('unreadable', path, message, { cause });
      }
    },
  };
}

/** A sound that was kept before its root was found with it gets it now. */
function analysed(sound: WholeSound): WholeSound {
  const { samples, sampleRate, name, notices } = sound;
  const kept = sound as Partial<WholeSound>;
  return kept.root ? sound : wholeSound([samples], sampleRate, name, notices, kept.fileRoot ?? null);
}

function loaded(id: number, sound: WholeSound): PrepareReply {
  const fingerprint = new Fingerprint().text(String(sound.sampleRate)).floats(sound.samples).toString();
  // Samples of its own: a view of a longer array could not be transferred alone.
  return { kind: 'loaded', id, sound: { ...sound, samples: sound.samples.slice(), fingerprint } };
}

function transfers(reply: PrepareReply): Transferable[] {
  if (reply.kind === 'prepared') return [reply.source.samples.buffer];
  return reply.kind === 'loaded' ? [reply.sound.samples.buffer] : [];
}

addEventListener('message', (event: MessageEvent<PrepareRequest>) => {
  const { id } = event.data;
  answer(event.data).then(
    (reply) => postMessage(reply, { transfer: transfers(reply) }),
    (error: unknown) => {
      const reply: PrepareReply = { kind: 'failed', id, error: toErrorMessage(error) };
      postMessage(reply);
    },
  );
});
