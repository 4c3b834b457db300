/** Generates the codes of a batch of notes whose sound nobody hears before its end. [worker or Node] */
import type { Generator, GeneratorNote } from '../generator/generator.js';
import type { BatchNote, BatchOptions } from './notes.js';

/** A note of a batch, ready for the generator. */
export interface BatchJob {
  readonly facts: Omit<BatchNote, 'codes' | 'complete'>;
  readonly generatorNote: GeneratorNote;
  readonly temperature: number;
}

/** Codes alone: sound is made of them in one go, where nothing waits for it. */
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
      temperature: jobs[0]?.temperature ?? 1,
      onChunk: ({ note, start, codes }) => {
        codesOf[note]!.set(codes, start);
        onChunk?.(jobs[note]!.facts.id, () => codesOf[note]!.slice(0, start + codes.length));
      },
      ...(signal ? { signal } : {}),
    },
  );
  return generated.map(({ codes, complete }, i): BatchNote => ({ ...jobs[i]!.facts, codes, complete }));
}
