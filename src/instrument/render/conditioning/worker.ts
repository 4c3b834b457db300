/** Entry of the conditioning worker: tunes, phase-aligns, levels and loops the notes of one key zone per message. [worker] */
import { conditionZone } from '../../../audio/conditioning/condition-zone.js';
import { toErrorMessage } from '../../../errors.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

addEventListener('message', ({ data }: MessageEvent<ConditioningRequest>) => {
  const { id, layers, options } = data;
  try {
    const keyZone = conditionZone(layers, options);
    const reply: ConditioningReply = { kind: 'conditioned', id, keyZone };
    postMessage(reply, { transfer: keyZone.layers.map((layer) => layer.buffer) });
  } catch (error) {
    const reply: ConditioningReply = { kind: 'failed', id, error: toErrorMessage(error) };
    postMessage(reply);
  }
});
