/** Generates a batch of notes whose sound nobody hears before its end. [worker or Node] */
import type { Generator, GeneratorNote } from '../generator/generator.js';
import type { Job } from './jobs.js';
import type { BatchNote, BatchOptions } from './notes.js';

/** A note of a batch, ready for the generator. */
export interface BatchJob {
  readonly job: Job;
  readonly generatorNote: GeneratorNote;
  /** Whether it has a pitch, at its root. */
  readonly pitched: boolean;
}

/** Codes first; then the sound of each note in one go, which costs less than chunk by chunk. */
export async function generateBatch(
  generator: Generator,
  jobs: readonly BatchJob[],
  { onChunk, signal }: Pick<BatchOptions, 'onChunk' | 'signal'>,
): Promise<BatchNote[]> {
  const codesOf = jobs.map(({ generatorNote: { length, history } }) => {
    const codes = new Uint8Array(length);
    codes.set(history ?? []);
    return codes;
  });
  const generated = await generator.generate(
    jobs.map(({ generatorNote }) => generatorNote),
    {
      temperature: jobs[0]?.job.note.temperature ?? 1,
      onChunk: ({ note, start, codes }) => {
        codesOf[note]!.set(codes, start);
        onChunk?.(jobs[note]!.job.note.id, () => codesOf[note]!.slice(0, start + codes.length));
      },
      ...(signal ? { signal } : {}),
    },
  );
  return generated.map(({ codes }, i): BatchNote => {
    const { job, pitched } = jobs[i]!;
    job.append(0, codes);
    return { ...job.result(), target: job.level.target, pitched };
  });
}
