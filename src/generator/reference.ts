/**
 * Reference generator in plain TypeScript: the arithmetic of decoder.ts sample by sample, with a queue of past inputs
 * in front of each dilated convolution (Le Paine et al. 2016, arXiv 1611.09482). The other backends are tested against
 * it. Activations are stored in float32, sums are made in double precision.
 */
import { DECODE_TABLE } from '../audio/mulaw.js';
import { driftFactor, driftOffset, correctedWord } from './drift-correction.js';
import type { Samples } from '../units.js';
import { conditioningWidth, type Decoder, type Dense } from './decoder.js';
import type {
  Conditioning,
  GeneratedNote,
  GenerateOptions,
  Generator,
  GeneratorChunk,
  GeneratorNote,
} from './generator.js';
import { lagTable, lagTaps, type LagTable } from './lag.js';
import { checkBatch, checkNote, closedError, frameAt, replayStart } from './notes.js';
import { ProgressMeter } from './progress.js';
import { randomWord, sampleCode } from './sampler.js';

/** The last values of a signal. Before the first push everything is 0. */
class Queue {
  readonly #rows: Float32Array[];
  #newest = 0;

  /** @param depth rows to keep, 1 or more. */
  constructor(depth: number, channels: number) {
    this.#rows = Array.from({ length: depth }, () => new Float32Array(channels));
  }

  push(row: Float32Array): void {
    this.#newest = (this.#newest + 1) % this.#rows.length;
    this.#rows[this.#newest]!.set(row);
  }

  /** The row pushed `ago` pushes before the last one, `ago` < depth. */
  past(ago: number): Float32Array {
    return this.#rows[(this.#newest - ago + this.#rows.length) % this.#rows.length]!;
  }
}

/** out[o] = biases[o] + Σ_tap Σ_i w[tap, i, o] · rows[tap][i], one row a tap, oldest first. */
function multiply(dense: Dense, rows: readonly Float32Array[]): Float64Array {
  const { inputs, outputs, w } = dense;
  const sums = new Float64Array(dense.biases);
  let at = 0;
  for (const row of rows) {
    for (let i = 0; i < inputs; i++, at += outputs) {
      const value = row[i]!;
      if (value === 0) continue;
      for (let o = 0; o < outputs; o++) sums[o]! += w[at + o]! * value;
    }
  }
  return sums;
}

function add(to: Float32Array | Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) to[i]! += values[i]!;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The decoder as a state machine for one note: `next()` returns the logits of the next sample, `push(code)` sets its
 * code.
 */
export class ReferenceDecoder {
  /** Samples pushed so far. */
  made: Samples = 0;
  readonly #decoder: Decoder;
  readonly #conditioning: Conditioning;
  readonly #lags: LagTable;
  readonly #taps: Float32Array;
  /** The net's past inputs x, mu-law codes / 128. */
  readonly #inputs: Queue;
  /** One queue a layer, of the layer's inputs. */
  readonly #queues: readonly Queue[];
  /** Past output in the linear domain; element made − m is the sample made m samples ago. */
  readonly #output: Float32Array;

  /** @param history codes to go on from: the queues are rebuilt by running the net over the last of them. */
  constructor(decoder: Decoder, note: GeneratorNote, history: Uint8Array = new Uint8Array()) {
    const { startFilter, filter, dilations, width } = decoder.config;
    this.#decoder = decoder;
    this.#conditioning = note.conditioning;
    this.#lags = lagTable(decoder.config, note.conditioning);
    this.#taps = new Float32Array(this.#lags.taps);
    this.#inputs = new Queue(startFilter, 1);
    this.#queues = dilations.map((dilation) => new Queue((filter - 1) * dilation + 1, width));
    this.#output = new Float32Array(Math.max(note.length, history.length));
    const start = replayStart(decoder.config, history.length);
    for (const [t, code] of history.entries()) {
      if (t >= start) this.next();
      this.push(code);
    }
  }

  /** Tells the code of sample `made`. */
  push(code: number): void {
    this.#inputs.push(new Float32Array([(code - 128) / 128]));
    this.#output[this.made++] = DECODE_TABLE[code]!;
  }

  /** Logits of sample `made`, given all before it. To be called once a sample: it moves the queues on. */
  next(): Float32Array {
    const { width, skip, filter, dilations } = this.#decoder.config;
    const { values } = this.#conditioning;
    let bias = frameAt(this.#conditioning, this.made) * conditioningWidth(this.#decoder.config);
    const l = this.#start();
    const s = multiply(this.#decoder.skipStart, [l]);
    for (const [n, layer] of this.#decoder.layers.entries()) {
      const queue = this.#queues[n]!;
      queue.push(l);
      const rows = Array.from({ length: filter }, (_, tap) => queue.past((filter - 1 - tap) * dilations[n]!));
      const h = multiply(layer.dilated, rows);
      const gate = new Float32Array(width);
      for (let i = 0; i < width; i++) {
        gate[i] = sigmoid(h[i]! + values[bias + i]!) * Math.tanh(h[width + i]! + values[bias + width + i]!);
      }
      bias += 2 * width;
      add(l, multiply(layer.res, [gate]));
      add(s, multiply(layer.skip, [gate]));
    }
    const hidden = new Float32Array(s).map((value) => Math.max(value, 0));
    const a = multiply(this.#decoder.out1, [hidden]);
    for (let i = 0; i < skip; i++) hidden[i] = Math.max(a[i]! + values[bias + i]!, 0);
    return new Float32Array(multiply(this.#decoder.logits, [hidden]));
  }

  /** The start convolution and the pitch-lag taps. */
  #start(): Float32Array {
    const { startconv, startLag } = this.#decoder;
    const rows = Array.from({ length: startconv.taps }, (_, tap) =>
      this.#inputs.past(startconv.taps - 1 - tap),
    );
    const l = new Float32Array(multiply(startconv, rows));
    if (!startLag) return l;
    const past = (ago: number) => (ago > this.made ? 0 : this.#output[this.made - ago]!);
    lagTaps(this.#taps, this.#lags, frameAt(this.#conditioning, this.made), past);
    add(l, multiply(startLag, [this.#taps]));
    return l;
  }
}

/** Samples of a note between two looks at the abort signal. */
const DEFAULT_CHUNK = 256;

/** Lets timers and messages run. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

class ReferenceGenerator implements Generator {
  readonly kind = 'reference';
  readonly decoder: Decoder;
  readonly description = 'plain JavaScript, one thread';
  #closed = false;

  constructor(decoder: Decoder) {
    this.decoder = decoder;
  }

  async generate(batch: readonly GeneratorNote[], options: GenerateOptions): Promise<GeneratedNote[]> {
    if (this.#closed) throw closedError(this.kind);
    checkBatch(this.decoder, batch, options);
    const meter = new ProgressMeter(batch, options.onProgress);
    const made: GeneratedNote[] = [];
    for (const [index, note] of batch.entries()) {
      made.push(await this.#note(note, index, options, meter));
    }
    return made;
  }

  async logits(note: GeneratorNote, codes: Uint8Array): Promise<Float32Array> {
    if (this.#closed) throw closedError(this.kind);
    checkNote(this.decoder, note);
    const state = new ReferenceDecoder(this.decoder, { ...note, length: codes.length });
    const rows = new Float32Array(codes.length * this.decoder.config.levels);
    for (const [t, code] of codes.entries()) {
      rows.set(state.next(), t * this.decoder.config.levels);
      state.push(code);
    }
    return rows;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #note(
    note: GeneratorNote,
    index: number,
    options: GenerateOptions,
    meter: ProgressMeter,
  ): Promise<GeneratedNote> {
    const { temperature, signal, onChunk, chunkSamples = DEFAULT_CHUNK } = options;
    const codes = new Uint8Array(note.length);
    codes.set(note.history ?? []);
    let made = note.history?.length ?? 0;
    const factor = driftFactor(this.decoder.config.centring);
    let state: ReferenceDecoder | undefined;
    while (made < note.length && !signal?.aborted) {
      state ??= new ReferenceDecoder(this.decoder, note, note.history);
      const start = made;
      for (const end = Math.min(start + chunkSamples, note.length); made < end; made++) {
        const offset = driftOffset(codes, made, factor);
        const word = correctedWord(randomWord(note.seed, note.stream, made), offset);
        codes[made] = sampleCode(state.next(), 0, this.decoder.config.levels, temperature, word);
        state.push(codes[made]!);
      }
      const chunk: GeneratorChunk = { note: index, start, codes: codes.slice(start, made) };
      onChunk?.(chunk);
      meter.add(made - start);
      await breathe();
      if (this.#closed) throw closedError(this.kind);
    }
    return { codes: codes.slice(0, made), complete: made === note.length };
  }
}

/** Creates the reference generator: slow, for tests. [worker or Node] */
export function createReferenceGenerator(decoder: Decoder): Generator {
  return new ReferenceGenerator(decoder);
}
