/** Stores codes between visits. Never throws. */
export interface NoteStore {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, codes: Uint8Array): Promise<unknown>;
}

/**
 * Caches generated codes by the inputs that they were generated from. A cancelled note resumes from them, a finished
 * one costs nothing, a longer one continues a shorter one. Evicts the least recently used first.
 */
export class CodeCache {
  readonly #codes = new Map<string, Uint8Array>(); // a Map keeps its order: the first is the oldest
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The codes of a key, as far as there are any. */
  get(key: string): Uint8Array {
    const codes = this.#codes.get(key);
    if (!codes) return new Uint8Array(0);
    this.#codes.delete(key);
    this.#codes.set(key, codes);
    return codes;
  }

  /** Keeps codes, unless more of the same are there. */
  put(key: string, codes: Uint8Array): void {
    const known = this.#codes.get(key);
    if (codes.length <= (known?.length ?? 0)) return;
    this.#codes.delete(key);
    this.#codes.set(key, codes);
    this.#bytes += codes.length - (known?.length ?? 0);
    for (const [oldest, { length }] of this.#codes) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#codes.delete(oldest);
      this.#bytes -= length;
    }
  }
}
