/** Presets replaced, renamed and removed, taken back, stepped through, and the same in two tabs. No model is needed for it. */
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import { until } from './rig.js';

let here: Instrument;
/** Another instrument of this origin: to the browser, as another tab would be. */
let there: Instrument;

async function visit(storageKey = `test ${crypto.randomUUID()}`): Promise<Instrument> {
  const instrument = new Instrument({ modelsUrl: '/nowhere/', sourcesUrl: '/nowhere/', storageKey });
  await instrument.started;
  await until(instrument, (state) => state.presets !== null);
  return instrument;
}

beforeEach(async () => {
  here = await visit();
  there = await visit();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await until(here, ({ presets }) => presets !== null);
  for (const { id } of here.state.presets!.list) await here.removePreset(id);
  await Promise.all([here.close(), there.close()]);
});

const presets = (of = here) => of.state.presets!;
const names = (of = here) => presets(of).list.map(({ name }) => name);
const idOf = (name: string, of = here) => presets(of).list.find((one) => one.name === name)!.id;

/** Saves the instrument, told apart by its seed. */
async function save(seed: number, name: string, of = here): Promise<void> {
  of.setSeed(seed);
  await of.savePreset(name);
}

describe('undo', () => {
  it('brings a preset back that was replaced, and redo the new one', async () => {
    await save(1, 'One');
    await save(2, 'Two');
    await save(3, 'One');
    expect(names()).toEqual(['One', 'Two']);
    expect(here.state.history.undo).toBe('presetReplaced');
    here.undo();
    expect(here.state.seed).toBe(3); // the instrument is as it was
    await here.loadPreset(idOf('One'));
    expect(here.state.seed).toBe(1);
    here.undo();
    here.redo();
    here.undo();
    here.redo(); // the load
    await until(here, ({ presets }) => presets!.current === idOf('One') && !presets!.edited);

    here.undo(); // the load
    here.redo();
    await here.loadPreset(idOf('Two'));
    expect(here.state.seed).toBe(2);
  });

  it('takes a replacement back and forth', async () => {
    await save(1, 'One');
    await save(3, 'One');
    for (let round = 0; round < 2; round++) {
      here.undo();
      await until(here, ({ presets }) => presets!.edited); // seed 3 against the old preset
      here.redo();
      await until(here, ({ presets }) => !presets!.edited);
    }
    here.undo();
    await here.loadPreset(idOf('One'));
    expect(here.state.seed).toBe(1);
  });

  it('brings a removed preset back, with its program, or another where that is taken', async () => {
    await save(1, 'One');
    await save(2, 'Two');
    await here.removePreset(idOf('One'));
    expect(names()).toEqual(['Two']);
    expect(here.state.history.undo).toBe('presetRemoved');
    here.undo();
    await until(here, ({ presets }) => presets!.list.length === 2);
    expect(presets().list.map(({ name, program }) => `${program} ${name}`)).toEqual(['0 One', '1 Two']);
    here.redo();
    await until(here, ({ presets }) => presets!.list.length === 1);
    await save(9, 'One', there); // takes its name and its program
    await until(here, ({ presets }) => presets!.list.length === 2);
    here.undo();
    await until(here, ({ presets }) => presets!.list.length === 3);
    expect(presets().list.map(({ name, program }) => `${program} ${name}`)).toEqual([
      '0 One',
      '1 Two',
      '2 One (2)',
    ]);
    await here.loadPreset(idOf('One (2)'));
    expect(here.state.seed).toBe(1);
  });

  it('takes a new name back', async () => {
    await save(1, 'One');
    const id = idOf('One');
    await here.renamePreset(id, '  Glass   harp ');
    expect(names()).toEqual(['Glass harp']);
    expect(presets().current).toBe(id);
    here.undo();
    await until(here, () => names()[0] === 'One');
    here.redo();
    await until(here, () => names()[0] === 'Glass harp');
  });

  it('of a new preset does not take it away', async () => {
    here.setSeed(4);
    await here.savePreset('One');
    here.undo();
    expect(here.state.seed).toBe(1);
    await here.savePreset('Two');
    expect(names()).toEqual(['One', 'Two']);
  });

  it('leaves nothing behind once its instrument is closed', async () => {
    await save(1, 'One');
    await save(2, 'One');
    await here.removePreset(idOf('One'));
    await here.close();
    const db = await openDB('alloy-instruments', 1);
    const keys = (await db.getAllKeys('instruments')).map(String);
    db.close();
    expect(keys.filter((key) => key.startsWith('replaced preset'))).toEqual([]);
    here = await visit();
  });
});

describe('a name that is taken', () => {
  it('is not replaced by what is to be new', async () => {
    await save(1, 'One');
    here.setSeed(2);
    await here.savePreset('One', { asNew: true });
    expect(presets().error).toMatchObject({ code: 'preset-exists', subject: 'One' });
    await here.loadPreset(idOf('One'));
    expect(here.state.seed).toBe(1);
  });

  it('is refused to another preset', async () => {
    await save(1, 'One');
    await save(2, 'Two');
    await here.renamePreset(idOf('Two'), 'One');
    expect(presets().error).toMatchObject({ code: 'preset-exists' });
    expect(names()).toEqual(['One', 'Two']);
    await here.renamePreset(idOf('Two'), 'Two');
    expect(presets().error).toBeNull();
  });
});

describe('two tabs', () => {
  it('show at once what the other saves, renames and removes', async () => {
    await save(1, 'One');
    await until(there, () => names(there).join() === 'One');
    await there.renamePreset(idOf('One', there), 'Un');
    await until(here, () => names().join() === 'Un');
    expect(presets().current).toBe(idOf('Un'));
    await there.removePreset(idOf('Un', there));
    await until(here, () => names().length === 0);
    expect(presets()).toMatchObject({ current: null, edited: false });
    there.undo();
    await until(here, ({ presets }) => presets!.current !== null);
  });

  it('lose nothing when both save under one name, or give it to two', async () => {
    here.setSeed(11);
    there.setSeed(22);
    const asNew = { asNew: true };
    await Promise.all([here.savePreset('Same', asNew), there.savePreset('Same', asNew)]);
    await until(here, () => names().length === 1);
    const errors = [presets().error?.code, presets(there).error?.code];
    expect(errors.filter((code) => code === 'preset-exists').length).toBe(1);
    const loser = errors[0] ? here : there;
    expect(loser.state.seed).toBe(errors[0] ? 11 : 22);

    await Promise.all([here.savePreset('A', asNew), there.savePreset('B', asNew)]);
    await until(here, () => names().length === 3);
    expect(new Set(presets().list.map(({ program }) => program)).size).toBe(3);
    await Promise.all([here.renamePreset(idOf('A'), 'C'), there.renamePreset(idOf('B', there), 'C')]);
    await until(here, () => names().includes('C'));
    expect(names().length).toBe(3);
    expect(names().filter((name) => name === 'C').length).toBe(1);
  });

  it('mark a preset as edited that the other has replaced', async () => {
    await save(1, 'One');
    await until(there, () => names(there).length === 1);
    await save(2, 'One', there);
    await until(here, ({ presets }) => presets!.edited);
    there.undo();
    await until(here, ({ presets }) => !presets!.edited);
  });
});

describe('the edited mark', () => {
  const edits: readonly [string, (of: Instrument) => void][] = [
    ['a seed', (of) => of.setSeed(5)],
    ['a mix', (of) => of.setMix(0.3)],
    ['a plan', (of) => of.setPlan({ step: 6 })],
    ['a length', (of) => of.setSeconds(2)],
    ['a temperature', (of) => of.setTemperature(0.4)],
    ['a parameter', (of) => of.setParameter('attack', 0.3)],
    ['the level', (of) => of.setParameter('gain', -3)],
  ];
  it.each(edits)('comes with %s, and goes with undo', async (_, edit) => {
    await here.savePreset('One');
    expect(presets()).toMatchObject({ current: idOf('One'), edited: false });
    edit(here);
    await until(here, ({ presets }) => presets!.edited);
    here.undo();
    await until(here, ({ presets }) => !presets!.edited);
  });

  it('does not come with what belongs to the hands', async () => {
    await here.savePreset('One');
    here.selectMidiChannel(4);
    here.setParameter('mpe', 1);
    here.setParameter('mpeBendRange', 12);
    here.setSeed(7);
    await until(here, ({ presets }) => presets!.edited);
    here.setSeed(1);
    await until(here, ({ presets }) => !presets!.edited);
  });

  it('comes back after a reload', async () => {
    const key = `test ${crypto.randomUUID()}`;
    const first = await visit(key);
    await save(1, 'One', first);
    first.setSeed(6);
    await first.close();
    const second = await visit(key);
    await until(second, ({ presets }) => presets!.current !== null && presets!.edited);
    second.setSeed(1);
    await until(second, ({ presets }) => !presets!.edited);
    await second.close();
  });
});

it('are stepped through, round the ends, however fast', async () => {
  here.stepPreset(1); // none: nothing
  for (const [i, name] of ['One', 'Two', 'Three'].entries()) await save(i + 1, name);
  const at = (name: string) => until(here, ({ presets }) => presets!.current === idOf(name));
  here.stepPreset(1);
  await at('One');
  here.stepPreset(-1);
  await at('Three');
  here.stepPreset(1);
  here.stepPreset(1);
  await at('Two');
  expect(here.state.seed).toBe(2);
});

describe('where the browser keeps nothing', () => {
  it.each([
    ['it is not allowed to', 'SecurityError', 'blocked'],
    ['a newer version was here', 'VersionError', 'newer'],
    ['its disk fails', 'UnknownError', 'unavailable'],
  ])('says why: %s', async (_, name, trouble) => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('the reason', name);
    });
    const instrument = await visit();
    expect(instrument.state.storage.phase).toBe('off');
    expect(instrument.state.storage.notices).toEqual([trouble]);
    await instrument.savePreset('One');
    expect(instrument.state.presets!.error).toMatchObject({ code: 'presets-unavailable', subject: trouble });
    await instrument.close();
  });

  it('keeps presets on a page without a secure context', async () => {
    vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
      throw new TypeError('crypto.randomUUID is not a function');
    });
    await here.savePreset('One');
    expect(presets().error).toBeNull();
    expect(names()).toEqual(['One']);
  });
});
