/** Caches a few values by key; evicts the least recently used first. */
export class LeastRecentlyUsed<T> {
  readonly #values = new Map<string, T>(); // a Map keeps its order: the first is the oldest
  readonly #count: number;

  /** @param count how many are kept, beside those in use. */
  constructor(count: number) {
    this.#count = count;
  }

  get(key: string): T | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  clear(): void {
    this.#values.clear();
  }

  /** @returns the keys that went for it; never one of `inUse`. */
  set(key: string, value: T, inUse: ReadonlySet<string> = new Set()): string[] {
    this.#values.delete(key);
    this.#values.set(key, value);
    const dropped: string[] = [];
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#count) break;
      if (oldest === key || inUse.has(oldest)) continue;
      this.#values.delete(oldest);
      dropped.push(oldest);
    }
    return dropped;
  }
}
