/** Entry of the model worker: converts one checkpoint and stores the model. [worker] */
import { toErrorMessage } from '../../../errors.js';
import { tarArchive } from '../../../model/checkpoint/archive.js';
import { convertCheckpoint } from '../../../model/checkpoint/convert.js';
import { storeModel } from '../../../model/model-repository.js';
import type { ConvertReply, ConvertRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

const send = (reply: ConvertReply): void => self.postMessage(reply);

/** Progress is told a hundred times, not at each of thousands of pieces. */
function inSteps(): (fraction: number) => void {
  let last = -1;
  return (fraction) => {
    const step = Math.floor(fraction * 100);
    if (step === last) return;
    last = step;
    send({ kind: 'progress', fraction });
  };
}

const stopped = new AbortController();

self.onmessage = ({ data }: MessageEvent<ConvertRequest>): void => {
  if (data.kind === 'stop') return stopped.abort();
  const { file, name } = data;
  const archive = tarArchive({ name, size: file.size, stream: () => file.stream() });
  const options = { onProgress: inSteps(), signal: stopped.signal };
  storeModel((sink) => convertCheckpoint(archive, sink, options), stopped.signal).then(
    (model) => send({ kind: 'stored', model }),
    (error: unknown) => send({ kind: 'failed', error: toErrorMessage(error) }),
  );
};
