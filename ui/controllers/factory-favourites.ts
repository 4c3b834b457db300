/** Remembers which of the factory's instruments are favourites, for all instruments of this browser. [page] */

const KEY = 'alloy-factory-favourites';

/** Their ids; none where the browser has kept none, or nothing that can be read. */
export function recallFavourites(): ReadonlySet<string> {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Keeps them for the next visit, where the browser keeps anything. */
export function rememberFavourites(ids: ReadonlySet<string>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    // they hold until the page is left
  }
}
