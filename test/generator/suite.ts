/** What every generator keeps to, whatever it runs on. Each backend's test file runs this suite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receptiveField, type Decoder, type DecoderConfig } from '../../src/generator/decoder.js';
import type {
  GeneratedNote,
  Generator,
  GeneratorChunk,
  GeneratorNote,
  GeneratorProgress,
} from '../../src/generator/generator.js';
import { tinyDecoder, tinyNote } from './models.js';

export type OpenGenerator = (decoder: Decoder) => Promise<Generator>;

/** Aborts at the first chunk with which at least `samples` samples of note 0 exist. */
async function stopAfter(
  generator: Generator,
  note: GeneratorNote,
  samples: number,
  chunkSamples: number,
): Promise<GeneratedNote> {
  const stop = new AbortController();
  const [made] = await generator.generate([note], {
    temperature: 1,
    chunkSamples,
    signal: stop.signal,
    onChunk: ({ start, codes }) => {
      if (start + codes.length >= samples) stop.abort();
    },
  });
  return made!;
}

/**
 * @param config what the decoder differs in, where a backend is slow at the usual one.
 * @param length samples of a note, less ten times its number; fewer where a backend is slow.
 */
export function generatorSuite(
  name: string,
  open: OpenGenerator,
  config: Partial<DecoderConfig> = {},
  length = 260,
): void {
  const decoder = tinyDecoder(config, 21);
  const batch = [1, 2, 3, 4, 5].map((seed) => tinyNote(decoder, { seed, length: length + 10 * seed }));
  /** A part of the notes' length. */
  const part = (share: number): number => Math.round(share * length);
  let generator: Generator;
  let whole: GeneratedNote[];

  beforeAll(async () => {
    generator = await open(decoder);
    whole = await generator.generate(batch, { temperature: 1 });
  });
  afterAll(async () => generator.close());

  describe(`${name}: the samples depend on the note alone`, () => {
    it('not on the batch', async () => {
      for (const [n, note] of batch.entries()) {
        expect(whole[n]!.complete).toBe(true);
        expect(whole[n]!.codes).toHaveLength(note.length);
        expect(await generator.generate([note], { temperature: 1 })).toEqual([whole[n]]);
      }
      expect(new Set(whole.map(({ codes }) => codes.join())).size).toBe(batch.length);
    });
    it('not on the chunks', async () => {
      for (const chunkSamples of [7, 64, 1000]) {
        const heard = batch.map((note) => new Uint8Array(note.length));
        const next = batch.map(() => 0);
        const onChunk = ({ note, start, codes }: GeneratorChunk) => {
          expect(start).toBe(next[note]);
          expect(codes.length).toBeLessThanOrEqual(chunkSamples);
          heard[note]!.set(codes, start);
          next[note] = start + codes.length;
        };
        expect(await generator.generate(batch, { temperature: 1, chunkSamples, onChunk })).toEqual(whole);
        expect(heard).toEqual(whole.map(({ codes }) => codes));
      }
    });
    it('but on its seed, its stream and the temperature', async () => {
      const one = batch[0]!;
      const others = [
        { ...one, seed: 99 },
        { ...one, stream: 61 },
      ];
      for (const made of await generator.generate(others, { temperature: 1 })) {
        expect(made.codes).not.toEqual(whole[0]!.codes);
      }
      const [cool] = await generator.generate([one], { temperature: 0.5 });
      expect(cool!.codes).not.toEqual(whole[0]!.codes);
    });
  });

  describe(`${name}: stopping and going on`, () => {
    it.each([0, 1, 2, 5, receptiveField(decoder.config) + 1, part(0.4), length + 9])(
      'after %i samples, as if never stopped',
      async (samples) => {
        const note = batch[0]!;
        const history = whole[0]!.codes.slice(0, samples);
        const chunks: GeneratorChunk[] = [];
        const [made] = await generator.generate([{ ...note, history }], {
          temperature: 1,
          chunkSamples: 50,
          onChunk: (chunk) => chunks.push(chunk),
        });
        expect(made).toEqual(whole[0]);
        expect(chunks[0]!.start).toBe(samples);
      },
    );
    it('with pitch lags far longer than the receptive field', async () => {
      const lags = [part(0.96) + 0.4, part(0.7) + 0.9, part(1.15) + 0.25];
      expect(Math.min(...lags)).toBeGreaterThan(5 * receptiveField(decoder.config));
      const whole = part(2.7);
      const note = tinyNote(decoder, { length: whole, frames: 3, lags, hop: part(0.77) });
      const [expected] = await generator.generate([note], { temperature: 1 });
      for (const samples of [3, length, part(2.3)]) {
        const history = expected!.codes.slice(0, samples);
        expect(await generator.generate([{ ...note, history }], { temperature: 1 })).toEqual([expected]);
      }
    });
    it('by aborting: what was made comes back and can be gone on from', async () => {
      const note = { ...batch[1]!, length: 200_000 }; // far from done when the abort arrives
      let made: GeneratedNote = { codes: new Uint8Array(), complete: false };
      for (const more of [1, 40, 130]) {
        const before = made.codes;
        made = await stopAfter(generator, { ...note, history: before }, before.length + more, 8);
        expect(made.complete).toBe(false);
        expect(made.codes.length).toBeGreaterThanOrEqual(before.length + more);
        expect(made.codes.length).toBeLessThan(note.length);
      }
      const length = made.codes.length + 50;
      const resumed = await generator.generate([{ ...note, length, history: made.codes }], {
        temperature: 1,
      });
      expect(resumed).toEqual(await generator.generate([{ ...note, length }], { temperature: 1 }));
    });
    it('aborted before it began, it makes nothing', async () => {
      const history = whole[0]!.codes.slice(0, 9);
      const made = await generator.generate([{ ...batch[0]!, history }, batch[1]!], {
        temperature: 1,
        signal: AbortSignal.abort(),
      });
      expect(made).toEqual([
        { codes: history, complete: false },
        { codes: new Uint8Array(), complete: false },
      ]);
    });
  });

  describe(`${name}: edges`, () => {
    it('an empty batch, an empty note, a note that is complete', async () => {
      expect(await generator.generate([], { temperature: 1 })).toEqual([]);
      const done = { ...batch[0]!, history: whole[0]!.codes };
      const made = await generator.generate([{ ...batch[0]!, length: 0 }, done], { temperature: 1 });
      expect(made).toEqual([{ codes: new Uint8Array(), complete: true }, whole[0]]);
    });
    it('says what is wrong with its arguments', async () => {
      const note = batch[0]!;
      const wrong = async (change: Partial<GeneratorNote>, temperature = 1) =>
        expect(generator.generate([{ ...note, ...change }], { temperature })).rejects.toMatchObject({
          name: 'AlloyError',
          code: 'bad-argument',
        });
      for (const temperature of [-1, NaN, Infinity, 1e-9]) await wrong({}, temperature);
      await wrong({ length: -1 });
      await wrong({ length: 1.5 });
      await wrong({ seed: -1 });
      await wrong({ stream: 2 ** 32 });
      await wrong({ history: new Uint8Array(note.length + 1) });
      const { conditioning } = note;
      await wrong({ conditioning: { ...conditioning, values: conditioning.values.slice(1) } });
      await wrong({ conditioning: { ...conditioning, values: conditioning.values.map(() => NaN) } });
      await wrong({ conditioning: { ...conditioning, frames: 0, values: new Float32Array() } });
      await wrong({ conditioning: { ...conditioning, hop: 0 } });
      await wrong({ conditioning: { ...conditioning, lags: new Float32Array(1) } });
      await wrong({ conditioning: { ...conditioning, lags: conditioning.values.slice(0, 5).fill(-1) } });
    });
    it('reports progress up to the end', async () => {
      const reports: GeneratorProgress[] = [];
      const history = whole[0]!.codes.slice(0, part(0.4));
      const notes = [
        { ...batch[0]!, length: 270, history },
        { ...batch[1]!, length: 280 }, // long enough for several reports from a GPU
      ];
      await generator.generate(notes, {
        temperature: 1,
        chunkSamples: 40,
        onProgress: (progress) => reports.push(progress),
      });
      const total = 270 - history.length + 280;
      expect(reports.length).toBeGreaterThan(3);
      expect(reports.every(({ samplesTotal }) => samplesTotal === total)).toBe(true);
      expect(reports.at(-1)).toMatchObject({ samplesDone: total, secondsLeft: 0 });
      for (const [n, { samplesDone, samplesPerSecond }] of reports.entries()) {
        expect(samplesDone).toBeGreaterThan(reports[n - 1]?.samplesDone ?? 0);
        expect(samplesPerSecond).toBeGreaterThan(0);
        expect(samplesPerSecond).toBeLessThan(Infinity);
      }
    });
    it('closing rejects what is pending and what comes after', async () => {
      const closing = await open(decoder);
      const pending = closing.generate([{ ...batch[0]!, length: 200_000 }], { temperature: 1 });
      const outcome = expect(pending).rejects.toMatchObject({ code: 'closed' });
      await closing.close();
      await outcome;
      await expect(closing.generate(batch, { temperature: 1 })).rejects.toMatchObject({ code: 'closed' });
      await expect(closing.generate([], { temperature: 1 })).rejects.toMatchObject({ code: 'closed' });
      await expect(closing.logits(batch[0]!, new Uint8Array(3))).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
