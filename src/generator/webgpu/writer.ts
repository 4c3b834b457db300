/** Collects the codes of one note and emits them in chunks. */
import type { Samples } from '../../units.js';
import type { GeneratedNote, GeneratorChunk, GeneratorNote } from '../generator.js';

/** Collects the codes of one note and hands them out in chunks. */
export class NoteWriter {
  readonly #index: number;
  readonly #codes: Uint8Array;
  readonly #emit: ((chunk: GeneratorChunk) => void) | undefined;
  readonly #chunk: Samples;
  #made: Samples;
  #emitted: Samples;

  /** @param chunkSamples samples a chunk; undefined: whatever there is at each `write`. */
  constructor(
    index: number,
    note: GeneratorNote,
    emit: ((chunk: GeneratorChunk) => void) | undefined,
    chunkSamples: Samples | undefined,
  ) {
    this.#index = index;
    this.#codes = new Uint8Array(note.length);
    this.#codes.set(note.history ?? []);
    this.#made = note.history?.length ?? 0;
    this.#emitted = this.#made;
    this.#emit = emit;
    this.#chunk = chunkSamples ?? 0;
  }

  get made(): Samples {
    return this.#made;
  }

  /** Appends codes. */
  write(codes: ArrayLike<number>): void {
    this.#codes.set(codes, this.#made);
    this.#made += codes.length;
    const size = this.#chunk || this.#made - this.#emitted;
    while (this.#emitted < this.#made && this.#made - this.#emitted >= size) this.#hand(size);
    if (this.#made === this.#codes.length) this.flush();
  }

  /** Hands out what is left, so that the chunks make up the whole of `note()`. */
  flush(): void {
    if (this.#emitted < this.#made) this.#hand(this.#made - this.#emitted);
  }

  note(): GeneratedNote {
    return { codes: this.#codes.slice(0, this.#made), complete: this.#made === this.#codes.length };
  }

  #hand(count: Samples): void {
    const start = this.#emitted;
    this.#emitted += count;
    this.#emit?.({ note: this.#index, start, codes: this.#codes.slice(start, start + count) });
  }
}
