/** Reads the fields of JSON of unknown origin: each is what it should be, or an error names it. */
import { damaged } from './damaged.js';
import { isFields } from './unknown.js';

/** The fields of an object at a path, for messages: "plan.low". */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** @throws AlloyError 'document-damaged' unless it is an object. */
  constructor(value: unknown, path: string) {
    if (!isFields(value)) throw damaged(path, 'it is no object');
    this.#fields = value;
    this.#path = path;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key) && this.#fields[key] !== undefined;
  }

  raw(key: string): unknown {
    return this.has(key) ? this.#fields[key] : undefined;
  }

  path(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  /** A number, brought into its range; `otherwise` where there is none. */
  number(key: string, [least, most]: readonly [number, number], otherwise: number): number {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw damaged(this.path(key), 'it is no number');
    return Math.min(most, Math.max(least, value));
  }

  numberOrNull(key: string, range: readonly [number, number]): number | null {
    return (this.raw(key) ?? null) === null ? null : this.number(key, range, 0);
  }

  text(key: string, most: number, otherwise: string): string {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'string') throw damaged(this.path(key), 'it is no text');
    if (value.length > most) throw damaged(this.path(key), `it is longer than ${most} characters`);
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.raw(key) ?? otherwise;
    if (typeof value !== 'boolean') throw damaged(this.path(key), 'it is neither true nor false');
    return value;
  }

  /** The entries of a list with their paths; none where there is no list. */
  list(key: string, most: number): { readonly value: unknown; readonly path: string }[] {
    const value = this.raw(key) ?? [];
    if (!Array.isArray(value)) throw damaged(this.path(key), 'it is no list');
    if (value.length > most) throw damaged(this.path(key), `it has more than ${most} entries`);
    return value.map((entry: unknown, i) => ({ value: entry, path: `${this.path(key)}.${i}` }));
  }

  /** The fields of an object in it; null where there is none. */
  object(key: string): FieldReader | null {
    const value = this.raw(key) ?? null;
    return value === null ? null : new FieldReader(value, this.path(key));
  }
}
