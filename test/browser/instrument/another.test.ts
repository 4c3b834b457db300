/** Tests that a key never sounds as the instrument that was there before: opened, undone, redone, emptied, chosen. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import type { Instrument } from '../../../src/instrument/instrument.js';
import { PlayerCore } from '../../../worklets/core/player-core.js';
import golden from '../../golden/documents/guitar-flute.json';
import { watchCommands } from './host-rig.js';
import { loadPair, open, until } from './rig.js';

const RATE = 48_000;
/** One key, one mix: enough to tell whose it is. */
const PLAN = { low: 60, high: 60, step: 2, mixes: 1 };
/** Known by its embeddings alone. */
const EMBEDDED = { ...(golden as unknown as InstrumentStateDocument), plan: PLAN, seconds: 0.3 };

let instrument: Instrument;
let watched: ReturnType<typeof watchCommands>;

beforeAll(async () => {
  watched = watchCommands();
  instrument = await open({ context: new OfflineAudioContext(2, RATE, RATE) });
});
afterAll(async () => {
  watched.stop();
  await instrument.close();
});

/** Ids of the zones that the player has. */
function zonesInPlayer(): number[] {
  const ids = new Set<number>();
  for (const command of watched.commands) {
    if (command.kind === 'zone') ids.add(command.id);
    if (command.kind === 'removeZone') ids.delete(command.id);
  }
  return [...ids];
}

/** dB of what the player plays of a key after all that it was told. */
function level(): number {
  const core = new PlayerCore(RATE);
  for (const command of watched.commands)
    if (!['midi', 'release', 'sync'].includes(command.kind)) core.handle(command);
  core.midi(0x90, 60, 100, 0);
  const [left, right] = [new Float32Array(0.2 * RATE), new Float32Array(0.2 * RATE)];
  core.process(left, right, left.length, 0);
  return 10 * Math.log10(left.reduce((sum, x) => sum + x * x, 0) / left.length + 1e-14);
}

const current = () => until(instrument, ({ stale, render }) => !stale && render.phase === 'done');
const named = (name: string) =>
  until(instrument, ({ slots: [first] }) => first!.phase === 'ready' && first!.name === name);
const live = () =>
  until(instrument, () => {
    const last = watched.commands.findLast(({ kind }) => kind === 'live');
    return last?.kind === 'live' && last.sources.length > 0;
  });

it('has no zone of the former one once it is there, and its own as soon as they are', async () => {
  await loadPair(instrument);
  instrument.setPlan(PLAN);
  await instrument.render();
  const first = zonesInPlayer();
  expect(first.length).toBeGreaterThan(0);
  expect(level()).toBeGreaterThan(-40);

  const opened = instrument.setState(EMBEDDED);
  await named(golden.sources[0]!.name);
  expect(zonesInPlayer()).toEqual([]);
  expect(level()).toBeLessThan(-100); // it has no samples: silent before its first note
  await opened;
  await current();
  const second = zonesInPlayer();
  expect(second.some((id) => first.includes(id))).toBe(false);
  expect(level()).toBeGreaterThan(-40);

  instrument.undo();
  await named('Guitar');
  expect(zonesInPlayer().some((id) => second.includes(id))).toBe(false);
  await current();
  expect(level()).toBeGreaterThan(-40);
  const back = zonesInPlayer();
  expect(back.length).toBeGreaterThan(0);

  instrument.redo();
  await named(golden.sources[0]!.name);
  expect(zonesInPlayer().some((id) => back.includes(id))).toBe(false);
  await current();
  const again = zonesInPlayer();

  // the same document once more, as hosts send it: nothing goes
  await instrument.setState(EMBEDDED);
  await current();
  expect(zonesInPlayer()).toEqual(again);

  await instrument.setState({});
  expect(zonesInPlayer()).toEqual([]);
  expect(level()).toBeLessThan(-100);
  instrument.undo();
  await current();
  const third = zonesInPlayer();

  await until(instrument, ({ factory }) => factory.list.length > 0);
  const { id } = instrument.state.factory.list[0]!;
  void instrument.loadFactory(id);
  await until(instrument, ({ factory }) => factory.current === id);
  expect(zonesInPlayer().some((one) => third.includes(one))).toBe(false);
  await live();
  expect(level()).toBeGreaterThan(-40); // its sounds ship: live at once
});
