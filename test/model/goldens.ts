/** The arrays of test/golden/<model>, in Node and in browsers (the README of instruments says what each is). */
import { loadBytes, loadText } from '../../src/platform/assets.js';

const FILES = {
  instruments: {
    index: new URL('../golden/instruments/golden.json', import.meta.url),
    data: new URL('../golden/instruments/golden.bin', import.meta.url),
  },
  voices: {
    index: new URL('../golden/voices/golden.json', import.meta.url),
    data: new URL('../golden/voices/golden.bin', import.meta.url),
  },
} as const;

interface Entry {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

export class Goldens {
  readonly #bytes: ArrayBuffer;
  readonly #entries: readonly Entry[];
  readonly pitchMidi: number;

  private constructor(head: { arrays: Entry[]; pitchMidi: number }, bytes: ArrayBuffer) {
    this.#entries = head.arrays;
    this.#bytes = bytes;
    this.pitchMidi = head.pitchMidi;
  }

  static async open(model: keyof typeof FILES = 'instruments'): Promise<Goldens> {
    const { index, data } = FILES[model];
    return new Goldens(JSON.parse(await loadText(index)), await loadBytes(data));
  }

  floats(name: string): Float32Array {
    return new Float32Array(this.#slice(name, 'float32'));
  }

  integers(name: string): Int32Array {
    return new Int32Array(this.#slice(name, 'int32'));
  }

  #slice(name: string, dtype: Entry['dtype']): ArrayBuffer {
    const entry = this.#entries.find((array) => array.name === name && array.dtype === dtype);
    if (!entry) throw new Error(`no golden array ${name} of ${dtype}`);
    const count = entry.shape.reduce((a, b) => a * b, 1);
    return this.#bytes.slice(entry.byteOffset, entry.byteOffset + 4 * count);
  }
}
