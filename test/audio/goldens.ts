/** Reads the golden arrays of the signal chain. */
import { readFile } from 'node:fs/promises';

const folder = new URL('../golden/instruments/', import.meta.url);

interface GoldenEntry {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

/** One array of test/golden/instruments, flat (its README says what each is). */
export async function goldenArray(name: string): Promise<Float32Array | Int32Array> {
  const index = JSON.parse(await readFile(new URL('golden.json', folder), 'utf8')) as {
    file: string;
    arrays: GoldenEntry[];
  };
  const entry = index.arrays.find((array) => array.name === name);
  if (!entry) throw new Error(`no golden array ${name}`);
  const bytes = new Uint8Array(await readFile(new URL(index.file, folder)));
  const count = entry.shape.reduce((a, b) => a * b, 1);
  const data = bytes.slice(entry.byteOffset, entry.byteOffset + 4 * count).buffer;
  return entry.dtype === 'float32' ? new Float32Array(data) : new Int32Array(data);
}

/** Largest absolute difference; lengths must agree. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
