/** What the tests of the instrument share. */
import { Instrument, type InstrumentOptions } from '../../../src/instrument/instrument.js';
import type { InstrumentState } from '../../../src/instrument/state.js';

export const assets = { modelsUrl: '/models/', sourcesUrl: '/presets/sources/' };

/** Resolves once the state is so. */
export function until(from: Instrument, condition: (state: InstrumentState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition(from.state)) return;
      from.removeEventListener('change', check);
      resolve();
    };
    from.addEventListener('change', check);
    check();
  });
}

export const bundledUrl = (from: Instrument, id: string): string =>
  from.bundledSources.find((source) => source.id.startsWith(id))!.url;

/** An instrument with its model open. */
export async function open(options: InstrumentOptions = {}): Promise<Instrument> {
  const instrument = new Instrument({ ...assets, ...options });
  await instrument.started;
  return instrument;
}

/** A guitar and a flute, ready, in short notes. */
export async function loadPair(into: Instrument, seconds = 0.3): Promise<void> {
  into.setSeconds(seconds);
  await Promise.all([
    into.loadSource(0, bundledUrl(into, 'nylon-guitar'), 'Guitar'),
    into.loadSource(1, bundledUrl(into, 'flute'), 'Flute'),
  ]);
}
