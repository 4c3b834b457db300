/** Tests what is said when the browser has no more room. */
import { cdp } from 'vitest/browser';
import { expect, it } from 'vitest';
import { loadPair, open, until } from './rig.js';

const { origin } = location;

it('says so when the browser has no more room, and goes on', async () => {
  // Before anything is opened: Chromium asks for the quota now and then only.
  await cdp().send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 50_000 });
  const instrument = await open({ storageKey: `test ${crypto.randomUUID()}` });
  try {
    await loadPair(instrument);
    instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 2 });
    await instrument.render();
    expect(instrument.state.render.phase).toBe('done');
    expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
    await until(instrument, ({ storage }) => storage.notices.includes('full'));
    expect(instrument.state.storage.notices).toEqual(['full']);
  } finally {
    await instrument.close();
    await cdp().send('Storage.overrideQuotaForOrigin', { origin });
  }
});
