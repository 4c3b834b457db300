/**
 * Resumes a WebGPU generator after the loss of its device: continues the same notes from their last sample on a new
 * device, or on another backend. [worker]
 */
import type { Decoder } from './decoder.js';
import type {
  GeneratedNote,
  GenerateOptions,
  Generator,
  GeneratorKind,
  GeneratorNote,
  GeneratorProgress,
} from './generator.js';
import { DeviceLostError } from './device-lost.js';
import { checkBatch, closedError } from './notes.js';
import { createWebgpuGenerator, type WebgpuGeneratorOptions } from './webgpu/generator.js';

export interface ResilientOptions extends WebgpuGeneratorOptions {
  /** Gets a device in the place of a lost one; null, or a rejection, when there is none. Absent: never tried. */
  readonly newDevice?: () => Promise<GPUDevice | null>;
  /** Makes the generator for when no device can be had any more, WebAssembly say. */
  readonly fallback: () => Promise<Generator>;
}

/** Device losses without a completed call in between, after which the fallback is used, so that a call always ends. */
const MOST_LOSSES = 3;

function samplesOf(notes: readonly { readonly length: number }[]): number {
  return notes.reduce((sum, { length }) => sum + length, 0);
}

class ResilientGenerator implements Generator {
  readonly decoder: Decoder;
  readonly #options: ResilientOptions;
  #current: Generator;
  #recovery: Promise<Generator> | undefined;
  #losses = 0;
  #closed = false;

  constructor(first: Generator, options: ResilientOptions) {
    this.decoder = first.decoder;
    this.#current = first;
    this.#options = options;
  }

  get kind(): GeneratorKind {
    return this.#current.kind;
  }

  get description(): string {
    return this.#current.description;
  }

  async generate(batch: readonly GeneratorNote[], options: GenerateOptions): Promise<GeneratedNote[]> {
    checkBatch(this.decoder, batch, options);
    const before = samplesOf(batch.map((note) => note.history ?? []));
    const total = samplesOf(batch) - before;
    let notes = batch;
    for (;;) {
      const done = samplesOf(notes.map((note) => note.history ?? [])) - before;
      const onProgress =
        options.onProgress &&
        ((progress: GeneratorProgress) =>
          options.onProgress?.({
            ...progress,
            samplesDone: done + progress.samplesDone,
            samplesTotal: total,
          }));
      const generator = this.#open();
      try {
        const made = await generator.generate(notes, { ...options, ...(onProgress ? { onProgress } : {}) });
        this.#losses = 0;
        return made;
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        notes = notes.map((note, n) => ({ ...note, history: error.partial[n]!.codes }));
        if (options.signal?.aborted) return [...error.partial];
        await this.#replace(generator);
      }
    }
  }

  async logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    for (;;) {
      const generator = this.#open();
      try {
        return await generator.logits(note, codes);
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        await this.#replace(generator);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#recovery?.catch(() => undefined);
    await this.#current.close();
  }

  #open(): Generator {
    if (this.#closed) throw closedError(this.kind);
    return this.#current;
  }

  /** Puts another generator in the place of a lost one: once, however many calls ask. */
  async #replace(lost: Generator): Promise<void> {
    if (this.#closed || this.#current !== lost) return;
    this.#recovery ??= this.#recover(lost).finally(() => (this.#recovery = undefined));
    await this.#recovery;
  }

  async #recover(lost: Generator): Promise<Generator> {
    const next = (await this.#onNewDevice()) ?? (await this.#options.fallback());
    this.#current = next;
    await lost.close();
    return next;
  }

  async #onNewDevice(): Promise<Generator | null> {
    if (++this.#losses > MOST_LOSSES) return null;
    try {
      const device = await this.#options.newDevice?.();
      return device ? await createWebgpuGenerator(this.decoder, { ...this.#options, device }) : null;
    } catch {
      return null; // a driver that is down fails in many ways: the fallback is the answer to all of them
    }
  }
}

/**
 * As `createWebgpuGenerator`, but generating goes on when the device is lost: on `newDevice()`, where the samples are
 * as if nothing had happened (on the same adapter), else on `fallback()`. No sample or chunk is lost or repeated.
 * @throws AlloyError 'no-backend' when the decoder does not fit the first device; 'out-of-memory'; DeviceLostError.
 */
export async function createResilientGenerator(
  decoder: Decoder,
  options: ResilientOptions,
): Promise<Generator> {
  return new ResilientGenerator(await createWebgpuGenerator(decoder, options), options);
}
