/** Tests the parts of a checkpoint's reader: tar, tables, Snappy, CRC. */
import { describe, expect, it } from 'vitest';
import { Crc32c } from '../../../src/model/checkpoint/crc32c.js';
import { readBundleIndex } from '../../../src/model/checkpoint/bundle.js';
import { unsnappy } from '../../../src/model/checkpoint/snappy.js';
import { ByteTaker } from '../../../src/model/checkpoint/taker.js';
import { checkpointFiles, INDEX_FILE } from '../nsynth.js';
import { snappyLiteral, writeIndex } from './index-writer.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the common check value
  it.each([
    ['123456789', text('123456789'), 0xe3069283],
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 times 255', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ])('of %s', (_, bytes, expected) => {
    expect(new Crc32c().add(bytes).value).toBe(expected);
    const cut = new Crc32c().add(bytes.subarray(0, 5)).add(bytes.subarray(5));
    expect(cut.value).toBe(expected);
  });
});

describe('Snappy', () => {
  it('literals, near and far copies, copies that overlap themselves', () => {
    const block = [
      ...[20, 3 << 2, ...text('abcd')],
      ...[((4 - 4) << 2) | 1, 4], // 4 bytes from 4 back
      ...[((6 - 1) << 2) | 2, 2, 0], // 6 bytes from 2 back
      ...[((6 - 1) << 2) | 3, 14, 0, 0, 0], // 6 bytes from 14 back
    ];
    expect(new TextDecoder().decode(unsnappy(Uint8Array.from(block)))).toBe('abcdabcdcdcdcdabcdab');
  });
  it('long literals', () => {
    const bytes = Array.from({ length: 700 }, (_, i) => i & 255);
    expect([...unsnappy(Uint8Array.from(snappyLiteral(bytes)))]).toEqual(bytes);
  });
  it.each([
    ['ends early', [4, 3 << 2, 97, 98]],
    ['is shorter than it says', [9, 0, 97]],
    ['is longer than it says', [1, 1 << 2, 97, 98]],
    ['copies from before its start', [5, 0, 97, 1, 2]],
    ['copies from nowhere', [5, 0, 97, 1, 0]],
    ['claims the moon', [255, 255, 255, 255, 127]],
  ])('refuses a block that %s', (_, block) => {
    expect(() => unsnappy(Uint8Array.from(block))).toThrow();
  });
});

describe('an index', () => {
  const entry = { name: 'a/W', shape: [1, 3, 1, 2], offset: 300, size: 24, crc: 0xdeadbeef };

  it("is read as TensorFlow's reader would", async () => {
    const { shards, entries } = readBundleIndex((await checkpointFiles()).get(INDEX_FILE)!, INDEX_FILE);
    expect(shards).toBe(1);
    const names = entries.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('dilatedconv_30/W/ExponentialMovingAverage');
    expect(names).toContain('global_step');
    const step = entries.find(({ name }) => name === 'global_step')!;
    expect([step.shape, step.size, step.isFloat32]).toEqual([[], 8, false]);
    expect(entries.find(({ name }) => name === 'dilatedconv_30/W')!.shape).toEqual([1, 3, 8, 16]);
  });
  it.each([false, true])('with Snappy: %s', (snappy) => {
    const { entries } = readBundleIndex(writeIndex([entry, { ...entry, name: 'b' }], { snappy }), 'x.index');
    const read = { ...entry, isFloat32: true, sliced: false, shard: 0 };
    expect(entries).toEqual([read, { ...read, name: 'b' }]);
  });
  it('is refused wherever a bit flips or it is cut', async () => {
    const good = (await checkpointFiles()).get(INDEX_FILE)!;
    const failure = (bytes: Uint8Array): unknown => {
      try {
        readBundleIndex(bytes, 'x.index');
        return null;
      } catch (error) {
        return error;
      }
    };
    expect(failure(good)).toBeNull();
    const damaged = { code: 'model-invalid', subject: 'x.index' };
    for (let at = 0; at < good.length - 48; at += 997) {
      const bytes = good.slice();
      bytes[at]! ^= 1 << (at % 8);
      expect(failure(bytes), `byte ${at}`).toMatchObject(damaged);
    }
    for (const length of [0, 20, 48, 1000, good.length - 1]) {
      expect(failure(good.subarray(0, length)), `${length} bytes`).toMatchObject(damaged);
    }
  });
  it('of big-endian numbers is refused', () => {
    expect(() => readBundleIndex(writeIndex([entry], { bigEndian: true }), 'x.index')).toThrow(/big-endian/);
  });
});

describe('taking bytes', () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of ['ab', '', 'cdefg', 'h']) yield text(piece);
  }
  it('across pieces, and to the end', async () => {
    const taker = new ByteTaker(pieces());
    expect(await taker.take(1)).toEqual(text('a'));
    expect(await taker.skip(2)).toBe(true);
    expect(await taker.take(4)).toEqual(text('defg'));
    expect(taker.position).toBe(7);
    expect(await taker.take(2)).toBeNull();
    expect(await taker.skip(1)).toBe(false);
  });
});
