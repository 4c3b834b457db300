/** Puts the longest notes that are in sight first, so that a shard ends with short ones and no core waits for the last long one. */

/**
 * The items of a stream, of the next `window` always the dearest; equal ones in their order.
 * @param cost above 0.
 */
export async function* longestFirst<T>(
  items: AsyncIterable<T>,
  cost: (item: T) => number,
  window: number,
): AsyncGenerator<T> {
  const seen: T[] = [];
  const dearest = (): T => {
    let at = 0;
    for (let i = 1; i < seen.length; i++) if (cost(seen[i]!) > cost(seen[at]!)) at = i;
    return seen.splice(at, 1)[0]!;
  };
  for await (const item of items) {
    seen.push(item);
    if (seen.length >= window) yield dearest();
  }
  while (seen.length > 0) yield dearest();
}
