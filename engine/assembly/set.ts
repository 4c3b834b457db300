/** Holds the one to four sources that voices morph between, and where each one's partials lie in a voice. */
import { ANCHORS, EXTRAS, field, HARMONICS, HEAD_FRAMES, MOST, padded, RATIOS, rows, whole } from './source';
import { MAX_PARTIALS } from './voice';

@unmanaged
export class Set {
  count: i32 = 0;
  /** Harmonics of the source that has most, filled up to fours. */
  harmonics: i32 = 0;
  /** All partials. */
  partials: i32 = 0;
  /** All harmonics are whole multiples of the fundamental. */
  exact: i32 = 0;
  /** Its sources are recordings. */
  recorded: i32 = 0;
  source0: usize = 0;
  source1: usize = 0;
  source2: usize = 0;
  source3: usize = 0;
  extras0: i32 = 0;
  extras1: i32 = 0;
  extras2: i32 = 0;
  extras3: i32 = 0;
  /** [MOST][MOST] mean products of two heads at one key. */
  products: usize = 0;
}

export function sourceOf(set: Set, index: i32): usize {
  return load<usize>(changetype<usize>(set) + offsetof<Set>('source0') + ((<usize>index) << 2));
}

export function extrasOf(set: Set, index: i32): i32 {
  return load<i32>(changetype<usize>(set) + offsetof<Set>('extras0') + ((<usize>index) << 2));
}

/** Lays the partials of `count` sources out. False: they are too many. */
export function layOut(set: Set, count: i32): bool {
  set.count = count;
  set.harmonics = 0;
  for (let s = 0; s < count; s++)
    set.harmonics = max(set.harmonics, padded(whole(sourceOf(set, s), HARMONICS)));
  let next = set.harmonics;
  for (let s = 0; s < count; s++) {
    store<i32>(changetype<usize>(set) + offsetof<Set>('extras0') + ((<usize>s) << 2), next);
    next += padded(whole(sourceOf(set, s), EXTRAS));
  }
  set.partials = next;
  set.exact = 1;
  set.recorded = 1;
  for (let s = 0; s < count; s++) {
    if (!isExact(sourceOf(set, s))) set.exact = 0;
    if (whole(sourceOf(set, s), HEAD_FRAMES) == 0) set.recorded = 0;
  }
  return next <= MAX_PARTIALS && count >= 1 && count <= MOST;
}

export function product(set: Set, a: i32, b: i32): f64 {
  return load<f64>(set.products + ((<usize>(a * MOST + b)) << 3));
}

export function anchor(set: Set, source: i32, index: i32): f64 {
  return field(sourceOf(set, source), ANCHORS + index);
}

function isExact(source: usize): bool {
  const ratios = rows(source, RATIOS);
  for (let k = 0; k < whole(source, HARMONICS); k++)
    if (load<f64>(ratios + ((<usize>k) << 3)) != <f64>(k + 1)) return false;
  return true;
}
