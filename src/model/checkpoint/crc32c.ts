/** Computes CRC-32C (Castagnoli), the checksum of TensorFlow's tables and tensors, eight bytes at a time. */

const POLYNOMIAL = 0x82f63b78; // reflected
const LANES = 8;

/** `tables[k][b]`: what byte b does when k more bytes follow it. */
const tables = makeTables();

function makeTables(): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const all = [first];
  for (let k = 1; k < LANES; k++) {
    all.push(all[k - 1]!.map((crc) => first[crc & 255]! ^ (crc >>> 8)));
  }
  return all;
}

/** The checksum of bytes that come in pieces. */
export class Crc32c {
  #crc = -1;

  add(bytes: Uint8Array): this {
    const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    let crc = this.#crc;
    let i = 0;
    for (const whole = bytes.length - (bytes.length % LANES); i < whole; i += LANES) {
      crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      crc =
        t7[crc & 255]! ^
        t6[(crc >>> 8) & 255]! ^
        t5[(crc >>> 16) & 255]! ^
        t4[crc >>> 24]! ^
        t3[bytes[i + 4]!]! ^
        t2[bytes[i + 5]!]! ^
        t1[bytes[i + 6]!]! ^
        t0[bytes[i + 7]!]!;
    }
    for (; i < bytes.length; i++) crc = t0[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
    this.#crc = crc;
    return this;
  }

  /** Unsigned 32 bits. */
  get value(): number {
    return ~this.#crc >>> 0;
  }

  /** As it is stored: rotated and offset, so that checksums of data with checksums in it stay good. */
  get masked(): number {
    const crc = this.value;
    return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  }
}
