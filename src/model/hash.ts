/**
 * Computes a 64-bit fingerprint of bytes, for cache keys, not cryptographic: two FNV-1a-like
 * 32-bit hashes of different multipliers.
 */
export class Fingerprint {
  #a = 0x811c9dc5;
  #b = 0x2f9be6cc;

  bytes(bytes: Uint8Array): this {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < bytes.length; i++) {
      a = Math.imul(a ^ bytes[i]!, 0x01000193);
      b = Math.imul(b ^ bytes[i]!, 0x5bd1e995);
      b ^= b >>> 15;
    }
    this.#a = a;
    this.#b = b;
    return this;
  }

  floats(values: Float32Array): this {
    return this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  text(text: string): this {
    return this.bytes(new TextEncoder().encode(`${text}\0`));
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }
}
