/** How near two generators are on a trained model, whose logits are larger than those of random weights. */

/** Two logits closer than this may change places between backends. */
export const NEAR_TIE = 1e-3;
/** Below this distance from the largest logit a class is never drawn: its integer weight is 0. */
const DRAWABLE = 16;

/**
 * Largest difference in two rows of logits, in units of what is allowed: 1e-4 for a class that can be drawn. The logits
 * of impossible classes run to −200 here, where float32 itself is off by 1e-4 from double precision (the reference is);
 * those are allowed 1e-5 of their size more.
 */
export function excess(row: Float32Array, expected: Float32Array): number {
  const most = Math.max(...expected);
  const ratios = Array.from(expected, (logit, i) => {
    const allowed = logit > most - DRAWABLE ? 1e-4 : 1e-4 + 1e-5 * Math.abs(logit);
    return Math.abs(row[i]! - logit) / allowed;
  });
  return Math.max(...ratios);
}

/** How far the largest logit is above the second. */
export function lead(row: Float32Array): number {
  const [first, second] = [...row].sort((a, b) => b - a);
  return first! - second!;
}

/** Logits of every sample, row by row. */
export function rowsOf(logits: Float32Array, levels: number): Float32Array[] {
  return Array.from({ length: logits.length / levels }, (_, t) =>
    logits.subarray(t * levels, (t + 1) * levels),
  );
}
