/** Messages between the page and the worker that makes pictures of sound. */
import type { Rainbowgram, RainbowgramRequest } from '../../../audio/rainbowgram.js';

export type PictureRequest = RainbowgramRequest & { readonly id: number };
export type PictureReply = Rainbowgram & { readonly id: number };
