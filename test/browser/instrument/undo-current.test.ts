/** Undo and what is rendered, where the browser keeps nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { bundledUrl, encoded, keepEngine, loadPair, open, until, watchRequests } from './rig.js';

keepEngine(loadPair);

let instrument: Instrument;

beforeEach(async () => {
  instrument = await open();
  await loadPair(instrument);
  instrument.setPlan({ low: 62, high: 66, step: 4, mixes: 2 });
  await instrument.render();
});

afterEach(() => instrument.close());

const isCurrent = () => until(instrument, ({ stale, render }) => !stale && render.phase === 'done');

const edits: readonly [string, (of: Instrument) => unknown][] = [
  ['a root', (of) => of.setRoot(0, 50)],
  ['a length', (of) => of.setSeconds(0.4)],
  ['a seed', (of) => of.setSeed(5)],
  ['another sound', (of) => of.loadSource(1, bundledUrl(of, 'trumpet'), 'Trumpet')],
];

describe.each(edits)('%s, taken back,', (_, edit) => {
  it('leaves zones current, and brings those back that were rendered over', async () => {
    const samples = () => instrument.state.clips.map(({ audio }) => audio.samples);
    const before = samples();
    await edit(instrument);
    instrument.undo();
    await encoded(instrument, 0);
    await encoded(instrument, 1);
    await isCurrent();

    instrument.redo();
    await encoded(instrument, 0);
    await encoded(instrument, 1);
    await until(instrument, ({ stale }) => stale);
    await instrument.render();
    const watch = watchRequests();
    instrument.undo();
    await encoded(instrument, 0);
    await encoded(instrument, 1);
    await isCurrent();
    expect(instrument.state.zones.every(({ phase }) => phase === 'ready')).toBe(true);
    const same = samples().every((audio, i) => audio.every((x, at) => x === before[i]![at]));
    expect(same, 'takes are as they were').toBe(true);
    expect(watch.notes.length).toBeLessThanOrEqual(3); // takes, which the engine has
    watch.stop();
  });
});

it('a sound that is cleared and comes back leaves zones current', async () => {
  instrument.clearSource(1);
  await until(instrument, ({ stale }) => stale);
  instrument.undo();
  await encoded(instrument, 1);
  await isCurrent();
});
