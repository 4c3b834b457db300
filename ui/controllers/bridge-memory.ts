/** Remembers the address of this machine's MIDI bridge, from one visit to the next, for all instruments of a site. [page] */

import type { InstrumentContract } from '../../src/instrument/contract.js';

const KEY = 'alloy-bridge';

/** Connects an instrument to the bridge that was connected to last, if there is one. */
export function reconnectBridge(instrument: InstrumentContract): void {
  const address = recallBridge();
  try {
    if (address !== null) instrument.connectBridge(address);
  } catch {
    rememberBridge(null); // what was kept is no address
  }
}

/** Null: none, or the browser kept none. */
function recallBridge(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the address, or forgets it, where the browser keeps anything. */
export function rememberBridge(address: string | null): void {
  try {
    if (address === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, address);
  } catch {
    // it holds until the page is left
  }
}
