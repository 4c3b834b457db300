/** Puts the colours of a mix on an element, for all that is inside it. [page] */
import type { InstrumentState } from '../../src/instrument/state/state.js';
import { tintColor, tintOf } from '../pictures/tints.js';
import { mixedTints } from './mix-sources.js';

/** The tints that are mixed, in the order of the mix. */
const ORDER = ['first', 'second', 'third', 'fourth'] as const;

/** What `--alloy-hybrid` follows: the tints that are mixed, and where. With three the lower edge is all of the third. [page] */
export function setMixColors({ style }: HTMLElement, state: InstrumentState): void {
  const tints = mixedTints(state);
  const count = tints.length;
  ORDER.forEach((place, i) => {
    const tint = tints[i];
    if (!tint || tint === tintOf(i)) style.removeProperty(`--alloy-${place}`);
    else style.setProperty(`--alloy-${place}`, tintColor(tint));
  });
  const { x, y } = state.mix;
  style.setProperty('--alloy-mix', x.toFixed(3));
  style.setProperty('--alloy-mix-y', count > 2 ? y.toFixed(3) : '0');
  if (count === 3) style.setProperty('--alloy-mix-lower', '0');
  else style.removeProperty('--alloy-mix-lower');
}
