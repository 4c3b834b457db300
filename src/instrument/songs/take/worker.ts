/** Entry of the worker that makes a recording's sound. [worker] */
import { stereoBytes } from '../../../audio/stereo-wav.js';
import { toErrorMessage } from '../../../errors.js';
import { tellPolicyViolations } from '../../../platform/policy.js';
import { soundOfTake } from '../take-sound.js';
import type { TakeReply, TakeRequest } from './messages.js';

tellPolicyViolations();

function tell(reply: TakeReply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

addEventListener('message', ({ data: { take, sampleRate, bits } }: MessageEvent<TakeRequest>) => {
  try {
    const length = Math.max(1, (take.end - take.start) * sampleRate);
    let frames = 0;
    for (const { left, right } of soundOfTake(take, sampleRate)) {
      const bytes = stereoBytes(bits, left, right);
      frames += left.length;
      tell({ kind: 'part', bytes, done: Math.min(1, frames / length) }, [bytes.buffer]);
    }
    tell({ kind: 'done', frames });
  } catch (error) {
    tell({ kind: 'failed', error: toErrorMessage(error) });
  }
});
