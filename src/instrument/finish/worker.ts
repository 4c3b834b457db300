/** Tunes, aligns, levels and loops rendered notes, so that the page never waits for it. [worker] */
import { finishColumn } from '../../audio/finish/finish.js';
import { toErrorMessage } from '../../errors.js';
import type { FinishReply, FinishRequest } from './messages.js';
import { tellPolicyViolations } from '../../platform/policy.js';

tellPolicyViolations();

addEventListener('message', ({ data }: MessageEvent<FinishRequest>) => {
  const { id, layers, options } = data;
  try {
    const column = finishColumn(layers, options);
    const reply: FinishReply = { kind: 'finished', id, column };
    postMessage(reply, { transfer: column.layers.map((layer) => layer.buffer) });
  } catch (error) {
    const reply: FinishReply = { kind: 'failed', id, error: toErrorMessage(error) };
    postMessage(reply);
  }
});
