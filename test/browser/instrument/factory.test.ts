/** Tests the instruments that ship: loaded in one step, undone, edited, stepped through, kept, and as documents. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instrument } from '../../../src/instrument/instrument.js';
import type { InstrumentState } from '../../../src/instrument/state/state.js';
import { assets, bundledUrl, open, until } from './rig.js';

const made: Instrument[] = [];
let instrument: Instrument;

/** Without a model, which the list and its sounds need not have. */
async function visit(storageKey: string | null = null, sourcesUrl = assets.sourcesUrl): Promise<Instrument> {
  const one = new Instrument({ modelsUrl: '/nowhere/', sourcesUrl, storageKey });
  made.push(one);
  await one.started;
  return one;
}

const there = (of: Instrument): Promise<void> => until(of, ({ factory }) => factory.list.length > 0);
const current = (id: string | null, of = instrument): Promise<void> =>
  until(of, ({ factory }) => factory.current === id && factory.loading === null);
const names = ({ slots }: InstrumentState): string[] =>
  slots.flatMap((slot) => ('name' in slot ? [slot.name] : []));

beforeEach(async () => {
  instrument = await visit();
  await there(instrument);
});

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.close()));
});

describe('an instrument that ships', () => {
  it('takes the place of what there is in one step, which undo takes back and redo brings again', async () => {
    instrument.setSeed(7);
    await instrument.loadFactory('nylon-flute');
    const { state } = instrument;
    expect([state.factory.current, state.factory.edited, state.factory.error]).toEqual([
      'nylon-flute',
      false,
      null,
    ]);
    expect([state.mix.x, state.parameters.mixPressure, state.seed]).toEqual([0.4, 45, 1]);
    expect(names(state)).toEqual(['Nylon guitar', 'Flute']);
    instrument.undo();
    await current(null);
    expect(instrument.state.seed).toBe(7);
    expect(names(instrument.state)).toEqual([]);
    instrument.redo();
    await current('nylon-flute');
    expect(names(instrument.state)).toEqual(['Nylon guitar', 'Flute']);
  });

  it('leaves what belongs to hands and devices as it is', async () => {
    instrument.setParameter('mpe', 1);
    instrument.selectMidiChannel(3);
    await instrument.loadFactory('motor-vibes');
    expect([instrument.state.parameters.mpe, instrument.state.midiChannel]).toEqual([1, 3]);
    expect(instrument.state.factory.edited).toBe(false);
  });

  it('says that it is edited, until it is as it was', async () => {
    await instrument.loadFactory('glass-soprano');
    instrument.setParameter('attack', 1);
    await until(instrument, ({ factory }) => factory.edited);
    instrument.undo();
    await until(instrument, ({ factory }) => !factory.edited);
    instrument.setSlotGain(0, -3);
    await until(instrument, ({ factory }) => factory.edited);
  });

  it('is stepped to, round the ends, the newest of several', async () => {
    const ids = instrument.state.factory.list.map(({ id }) => id);
    instrument.stepPreset(1);
    await current(ids[0]!);
    instrument.stepPreset(-1);
    await current(ids.at(-1)!);
    instrument.stepPreset(1);
    instrument.stepPreset(1);
    await current(ids[1]!);
  });

  it('keeps what is turned while it is on its way; what else was done then comes back by undo', async () => {
    await instrument.loadFactory('nylon-flute');
    const coming = instrument.loadFactory('motor-vibes');
    expect(instrument.state.factory.loading).toBe('motor-vibes');
    instrument.setParameter('attack', 1.5);
    instrument.setMix(0.9);
    instrument.setSeed(9);
    await coming;
    const facts = ({ state }: Instrument): unknown[] => [
      ...[state.factory.current, state.parameters.attack, state.parameters.mix, state.mix.x, state.seed],
    ];
    expect(facts(instrument)).toEqual(['motor-vibes', 1.5, 90, 0.9, 1]);
    instrument.undo();
    expect(facts(instrument)).toEqual(['nylon-flute', 1.5, 90, 0.9, 9]);
    const four = instrument.loadFactory('four-gongs');
    instrument.setParameter('mix', 20); // the other axis is left to what comes
    instrument.setParameter('release', 3, 0); // as a host does, at a time
    await four;
    expect([instrument.state.mix, instrument.state.parameters.release]).toEqual([{ x: 0.2, y: 0.35 }, 3]);
    await instrument.loadFactory('motor-vibes');
    expect(instrument.state.parameters.attack).not.toBe(1.5); // turned before it was asked for
  });

  it('says what cannot be had, and changes nothing', async () => {
    await instrument.loadFactory('motor-vibes');
    await instrument.loadFactory('no-such-thing');
    const { factory } = instrument.state;
    expect([factory.current, factory.loading, factory.error?.code]).toEqual([
      'motor-vibes',
      null,
      'preset-missing',
    ]);
  });
});

it('comes to nothing when the instrument is closed before it is there', async () => {
  const key = `test ${crypto.randomUUID()}`;
  const first = await visit(key);
  await there(first);
  await first.loadFactory('nylon-flute');
  const coming = first.loadFactory('motor-vibes');
  await first.close();
  await coming;
  expect(names(first.state)).toEqual(['Nylon guitar', 'Flute']);
  const second = await visit(key);
  await until(second, ({ factory }) => factory.current === 'nylon-flute');
  expect(names(second.state)).toEqual(['Nylon guitar', 'Flute']);
});

it('comes back after a reload, and knows whether it is edited', async () => {
  const key = `test ${crypto.randomUUID()}`;
  const first = await visit(key);
  await there(first);
  await first.loadFactory('zither-choir');
  first.setParameter('release', 2);
  await first.close();
  const second = await visit(key);
  await until(second, ({ factory }) => factory.current === 'zither-choir' && factory.edited);
  expect(names(second.state)).toEqual(['Silk zither', 'Voice oo']);
});

it('gives way to a preset of one’s own, and is stepped from again', async () => {
  const own = await visit(`test ${crypto.randomUUID()}`);
  await there(own);
  await own.loadFactory('motor-vibes');
  await own.savePreset('Mine');
  const id = own.state.presets!.current!;
  await own.loadFactory('steel-weather');
  await until(
    own,
    ({ presets, factory }) => presets!.current === null && factory.current === 'steel-weather',
  );
  own.stepPreset(-1);
  await current('motor-vibes', own);
  await own.loadPreset(id);
  await until(own, ({ presets, factory }) => presets!.current === id && factory.current === null);
  await own.removePreset(id);
});

describe('of what is asked for while something else is on its way, the last is what comes:', () => {
  let own: Instrument;
  let preset: string;
  let file: Blob;

  const ask: Readonly<Record<string, () => unknown>> = {
    factory: () => own.loadFactory('steel-weather'),
    preset: () => own.loadPreset(preset),
    document: () => own.setState({}),
    file: () => own.files.open(file, 'first.alloy'),
    sound: () => own.loadSource(0, bundledUrl(own, 'flute'), 'tone'),
    undo: () => own.undo(),
  };
  /** The factory's, the preset, the seed, and the first sound. */
  const comes: Readonly<Record<string, readonly [string | null, boolean, number, string]>> = {
    factory: ['steel-weather', false, 1, 'Steel pan'],
    preset: [null, true, 77, ''],
    document: [null, false, 1, ''],
    file: [null, false, 1, ''],
    sound: ['motor-vibes', false, 1, 'tone'],
    undo: [null, true, 77, ''],
  };

  beforeEach(async () => {
    own = await visit(`test ${crypto.randomUUID()}`);
    await there(own);
    file = await own.files.save();
    own.setSeed(77);
    await own.savePreset('Mine');
    preset = own.state.presets!.current!;
    await own.loadFactory('motor-vibes');
  });
  afterEach(() => own.removePreset(preset));

  it.each([
    ['factory', 'preset'],
    ['preset', 'factory'],
    ['factory', 'document'],
    ['document', 'factory'],
    ['factory', 'file'],
    ['file', 'factory'],
    ['preset', 'document'],
    ['factory', 'sound'],
    ['factory', 'undo'],
  ])('%s, then %s', async (first, last) => {
    await Promise.all([ask[first]!(), ask[last]!()]);
    const [factory, isPreset, seed, sound] = comes[last]!;
    await until(own, ({ presets }) => (presets!.current === preset) === isPreset);
    const { state } = own;
    expect([state.factory.current, state.factory.loading, state.presets!.loading]).toEqual([
      factory,
      null,
      null,
    ]);
    expect([state.seed, names(state)[0] ?? '']).toEqual([seed, sound]);
  });

  it('a document that is set, and what a host turns next', async () => {
    const set = own.setState({});
    own.setParameter('attack', 1);
    expect((await own.getState()).parameters.attack).toBe(1);
    await set;
    expect(own.state.parameters.attack).toBe(1);
  });
});

it('has none where the folder of sounds has no list of them', async () => {
  const without = await visit(null, '/nowhere/');
  without.stepPreset(1);
  expect(without.state.factory.list).toEqual([]);
});

it('is a document of 64 KB at most, 16 without what is played live, with its name, tags and licence', async () => {
  const whole = await open();
  made.push(whole);
  await there(whole);
  const wanted = 'twelve-rivers'; // two long, bright sounds; live: nothing is rendered
  await whole.loadFactory(wanted);
  const document = await whole.getState();
  const { name, tags, author, licence } = document;
  expect([name, author, tags[0]]).toEqual(['Twelve Rivers', 'Alloy', 'plucked']);
  expect(licence).toContain('Fluid');
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(65_536);
  expect(JSON.stringify(await whole.getState({ live: false })).length).toBeLessThanOrEqual(16_384);
});
