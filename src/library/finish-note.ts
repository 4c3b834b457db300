/** Makes a note's file of its codes: sound, air, measures, bytes. Pure: the same bytes on every thread and machine. [worker thread or Node] */
import { createHash } from 'node:crypto';
import { FullBand } from '../audio/air/full-band.js';
import { Upsampler } from '../audio/air/upsampler.js';
import type { BatchNote } from '../render/notes.js';
import { Synthesis } from '../render/synthesis.js';
import type { Hertz, Samples } from '../units.js';
import { measureNote, type NoteMeasures } from './note-analysis.js';
import { encodeNoteFile } from './note-file.js';

/** A note whose codes are all there. */
export interface UnfinishedNote extends Pick<
  BatchNote,
  'codes' | 'synthesis' | 'air' | 'target' | 'pitched'
> {
  readonly hash: string;
  readonly root: number;
  /** Of the file: the model's own, or 48 kHz. */
  readonly rate: Hertz;
}

export interface FinishedNote extends NoteMeasures {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly samples: Samples;
}

export function finishNote(note: UnfinishedNote): FinishedNote {
  const { hash, root, rate, pitched, target } = note;
  const samples = soundOf(note);
  const facts = { root, sampleRate: rate, pitched, samples };
  const bytes = encodeNoteFile({ hash, target, ...facts });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes: own(bytes), sha256, samples: samples.length, ...measureNote(facts) };
}

function soundOf({ codes, synthesis, air, rate }: UnfinishedNote): Float32Array {
  const samples = new Synthesis(synthesis).process(codes);
  if (rate === synthesis.sampleRate) return samples;
  const wide = air ? new FullBand(air, samples.length) : new Upsampler(samples.length);
  return wide.process(samples);
}

/** A buffer of its own, which can go to another thread without a copy. */
function own(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return byteOffset === 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : Uint8Array.from(bytes);
}
