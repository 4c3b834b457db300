/** Compares the heads of packed sources: apart from pack.ts, because the page needs no more than this. [page] [Node] */
import type { PackedSource } from './pack.js';

/** Sources that the engine morphs between at most. */
const MOST_SOURCES = 4;

/** [4][4] mean products of the sources' heads at one key, as far as all of them last: how loud their mixes are. */
export function headProducts(sources: readonly Pick<PackedSource, 'head'>[]): Float64Array {
  const out = new Float64Array(MOST_SOURCES * MOST_SOURCES);
  const heads = sources.map(({ head }) => head);
  const common = Math.min(...heads.map((head) => head.length));
  heads.forEach((a, i) =>
    heads.forEach((b, j) => {
      let sum = 0;
      for (let n = 0; n < common; n++) sum += a[n]! * b[n]!;
      out[i * MOST_SOURCES + j] = sum / Math.max(1, common);
    }),
  );
  return out;
}
