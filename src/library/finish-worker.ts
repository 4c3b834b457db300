/** Entry of the thread that makes files of notes while others generate: see finish-note.ts. [worker thread] */
import { parentPort } from 'node:worker_threads';
import { toErrorMessage } from '../errors.js';
import { finishNote } from './finish-note.js';
import type { FinishReply, FinishRequest } from './note-finisher.js';

parentPort?.on('message', ({ id, note }: FinishRequest) => {
  let reply: FinishReply;
  try {
    reply = { id, made: finishNote(note) };
  } catch (error) {
    reply = { id, error: toErrorMessage(error) };
  }
  parentPort?.postMessage(reply, 'made' in reply ? [reply.made.bytes.buffer] : []);
});
