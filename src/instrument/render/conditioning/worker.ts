/**
 * Entry of the conditioning worker: tunes, phase-aligns, levels and loops the notes of one key zone per message, or
 * measures how high chords of a layer peak. [worker]
 */
import { chordGain } from '../../../audio/conditioning/chord-level.js';
import { conditionZone } from '../../../audio/conditioning/condition-zone.js';
import { toErrorMessage } from '../../../errors.js';
import type { ConditioningReply, ConditioningRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

addEventListener('message', ({ data: request }: MessageEvent<ConditioningRequest>) => {
  const reply = answer(request);
  const transfer = reply.kind === 'conditioned' ? reply.keyZone.layers.map((layer) => layer.buffer) : [];
  postMessage(reply, { transfer });
});

function answer(request: ConditioningRequest): ConditioningReply {
  const { id } = request;
  try {
    if (request.kind === 'chordGain')
      return { kind: 'chordGain', id, gain: chordGain(request.zones, request.rate) };
    return { kind: 'conditioned', id, keyZone: conditionZone(request.layers, request.options) };
  } catch (error) {
    return { kind: 'failed', id, error: toErrorMessage(error) };
  }
}
