/** Writes weights one after another into shards of a bounded size. */
import { AlloyError } from '../../errors.js';
import { toHalf } from '../../generator/webgpu/half.js';
import type { WeightEntry, WeightsGroup } from '../manifest.js';

/** Takes a model's files; what it does with them counts only once `model.json` came. */
export interface ModelSink {
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Bytes of a shard at most: what a web server, a cache and a phone take without complaint. */
export const SHARD_BYTES = 16 * 1024 * 1024;

export class ShardWriter {
  readonly groups: WeightsGroup[] = [];
  readonly #sink: ModelSink;
  readonly #float32: boolean;
  #entries: WeightEntry[] = [];
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;

  /** @param float32 keeps 32 bits; otherwise weights are rounded to float16. */
  constructor(sink: ModelSink, float32: boolean) {
    this.#sink = sink;
    this.#float32 = float32;
  }

  /** @throws AlloyError 'model-invalid' when a value is no number, or beyond float16. */
  async add(name: string, shape: readonly number[], values: Float32Array<ArrayBuffer>): Promise<void> {
    const bytes = this.#float32 ? new Uint8Array(values.buffer) : halves(name, values);
    if (this.#float32) checkFinite(name, values);
    if (this.#bytes > 0 && this.#bytes + bytes.length > SHARD_BYTES) await this.flush();
    const plain = { name, shape, dtype: 'float32' } as const;
    this.#entries.push(this.#float32 ? plain : { ...plain, quantization: { dtype: 'float16' } });
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    const path = `weights-${this.groups.length + 1}.bin`;
    const shard = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      shard.set(part, at);
      at += part.length;
    }
    await this.#sink.write(path, shard);
    this.groups.push({ paths: [path], weights: this.#entries });
    this.#entries = [];
    this.#parts = [];
    this.#bytes = 0;
  }
}

const MOST_HALF = 65504;

function checkFinite(name: string, values: Float32Array): void {
  if (!values.every(Number.isFinite)) {
    throw new AlloyError(
      'model-invalid',
      name,
      `The variable ${name} has values that are no finite numbers.`,
    );
  }
}

function halves(name: string, values: Float32Array): Uint8Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Math.abs(value) <= MOST_HALF)) {
      checkFinite(name, values);
      throw new AlloyError(
        'model-invalid',
        name,
        `The variable ${name} has a value of ${value}, too large for float16. Convert with --float32.`,
      );
    }
    out[i] = toHalf(value);
  }
  return new Uint8Array(out.buffer);
}
