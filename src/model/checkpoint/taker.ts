/** Takes exact stretches out of bytes that come in pieces. */
export class ByteTaker {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();
  #at = 0;
  /** Bytes passed so far. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Passes over bytes. Returns false when they end first. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0;) {
      if (!(await this.#fill())) return false;
      left -= this.#pass(left).length;
    }
    return true;
  }

  /** The next bytes in memory of their own; null when there are fewer. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      if (!(await this.#fill())) return null;
      const part = this.#pass(count - filled);
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes;
  }

  #pass(most: number): Uint8Array {
    const part = this.#piece.subarray(this.#at, this.#at + most);
    this.#at += part.length;
    this.position += part.length;
    return part;
  }

  async #fill(): Promise<boolean> {
    while (this.#at === this.#piece.length) {
      const { done, value } = await this.#source.next();
      if (done) return false;
      this.#piece = value;
      this.#at = 0;
    }
    return true;
  }
}

/** All bytes of a file that is known to be small. @throws Error when it is larger than `most`. */
export async function takeAll(source: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > most) throw new Error(`it is larger than ${most} bytes`);
    parts.push(part);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
