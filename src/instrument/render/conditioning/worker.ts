/** Entry of the conditioning worker: tunes, phase-aligns, levels and loops the notes of one key zone per message. [worker] */
import { fullBand } from '../../../audio/air/full-band.js';
import { conditionZone } from '../../../audio/conditioning/condition-zone.js';
import { toErrorMessage } from '../../../errors.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

addEventListener('message', ({ data }: MessageEvent<ConditioningRequest>) => {
  const { id } = data;
  try {
    if (data.kind === 'fullBand') {
      const samples = fullBand(data.samples, data.air);
      const reply: ConditioningReply = { kind: 'fullBand', id, samples };
      postMessage(reply, { transfer: [samples.buffer] });
      return;
    }
    const keyZone = conditionZone(data.layers, data.options);
    const reply: ConditioningReply = { kind: 'conditioned', id, keyZone };
    postMessage(reply, { transfer: keyZone.layers.map((layer) => layer.buffer) });
  } catch (error) {
    const reply: ConditioningReply = { kind: 'failed', id, error: toErrorMessage(error) };
    postMessage(reply);
  }
});
