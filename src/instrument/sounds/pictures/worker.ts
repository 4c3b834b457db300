/** Entry of the picture worker: computes rainbowgrams. [worker] */
import { rainbowgram } from '../../../audio/rainbowgram.js';
import type { PictureReply, PictureRequest } from './messages.js';
import { tellPolicyViolations } from '../../../platform/policy.js';

tellPolicyViolations();

addEventListener('message', (event: MessageEvent<PictureRequest>) => {
  const picture = rainbowgram(event.data);
  const reply: PictureReply = { id: event.data.id, ...picture };
  postMessage(reply, { transfer: [picture.levels.buffer, picture.hues.buffer] });
});
