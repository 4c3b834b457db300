/** Computes spectra of real signals, in wasm where that may run. */
import { Fft } from './fft.js';
import { TRANSFORM_CODE } from './code.js';

/** Smaller ones are not worth a call. */
const SMALLEST = 16;
const PAGE = 65_536;

interface Exports {
  readonly memory: WebAssembly.Memory;
  /** See assembly/index.ts. */
  transform(size: number, input: number, a: number, b: number, turns: number, halves: number): number;
}

/** Where a size's samples, work and tables lie, bytes. */
interface Place {
  readonly input: number;
  readonly a: number;
  readonly b: number;
  readonly turns: number;
  readonly halves: number;
}

/** The wasm, and what lies in its memory: sizes that were used once stay. */
class Kernel {
  readonly #exports: Exports;
  readonly #places = new Map<number, Place>();
  #doubles: Float64Array;
  /** Behind what is the module's own. */
  #top = 1024;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.#doubles = new Float64Array(this.#exports.memory.buffer);
  }

  place(size: number): Place {
    let place = this.#places.get(size);
    if (!place) this.#places.set(size, (place = this.#make(size)));
    return place;
  }

  #make(size: number): Place {
    const place = {
      input: this.#take(8 * size),
      a: this.#take(8 * (size + 2)),
      b: this.#take(8 * (size + 2)),
      turns: this.#take(6 * size),
      halves: this.#take(4 * size + 16),
    };
    for (let k = 0; k < (3 * size) / 8; k++) {
      this.#doubles[place.turns / 8 + 2 * k] = Math.cos((4 * Math.PI * k) / size);
      this.#doubles[place.turns / 8 + 2 * k + 1] = -Math.sin((4 * Math.PI * k) / size);
    }
    for (let k = 0; k <= size / 4; k++) {
      this.#doubles[place.halves / 8 + 2 * k] = -0.5 * Math.sin((2 * Math.PI * k) / size);
      this.#doubles[place.halves / 8 + 2 * k + 1] = -0.5 * Math.cos((2 * Math.PI * k) / size);
    }
    return place;
  }

  #take(bytes: number): number {
    const at = this.#top;
    this.#top = (at + bytes + 15) & ~15;
    const { memory } = this.#exports;
    const missing = Math.ceil((this.#top - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      memory.grow(missing);
      this.#doubles = new Float64Array(memory.buffer);
    }
    return at;
  }

  input(size: number, { input }: Place): Float64Array {
    return this.#doubles.subarray(input / 8, input / 8 + size);
  }

  run(size: number, { input, a, b, turns, halves }: Place, bins: Float64Array): void {
    const at = this.#exports.transform(size, input, a, b, turns, halves) / 8;
    bins.set(this.#doubles.subarray(at, at + size + 2));
  }
}

let kernel: Kernel | null | undefined;

/** Null where wasm may not run: a page's policy, an old browser. */
function theKernel(): Kernel | null {
  if (kernel !== undefined) return kernel;
  try {
    const bytes = Uint8Array.from(atob(TRANSFORM_CODE), (character) => character.charCodeAt(0));
    kernel = new Kernel(new WebAssembly.Module(bytes));
  } catch {
    kernel = null;
  }
  return kernel;
}

/** The transform of one size. Those of one size share their input: it is to be written whole, then run. */
export class RealTransform {
  readonly size: number;
  readonly #kernel: Kernel | null;
  readonly #place: Place | null;
  readonly #fft: Fft | null;
  #input: Float64Array;

  /** @param size a power of two from 2 on. @param plain without wasm. */
  constructor(size: number, plain = false) {
    this.size = size;
    this.#kernel = plain || size < SMALLEST ? null : theKernel();
    this.#place = this.#kernel?.place(size) ?? null;
    this.#fft = this.#kernel ? null : new Fft(size);
    this.#input = this.#place ? this.#kernel!.input(size, this.#place) : new Float64Array(size);
  }

  /** [size] samples of the next run. It is no longer this array when another transform was made meanwhile. */
  get input(): Float64Array {
    // memory that has grown is another one
    if (this.#input.length === 0) this.#input = this.#kernel!.input(this.size, this.#place!);
    return this.#input;
  }

  /** @param bins receives size / 2 + 1 bins, interleaved: re, im, re, im …; 2 · size long. */
  run(bins: Float64Array): void {
    if (this.#kernel) this.#kernel.run(this.size, this.#place!, bins);
    else this.#fft!.realTransform(bins, this.input);
  }
}
