/** What is heard at once: the mix, the gains and the root; and what is made first where notes have to be made. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instrument } from '../../../src/instrument/instrument.js';
import type { PlayerCommand } from '../../../src/protocol.js';
import { bundledUrl, encoded, keepEngine, loadPair, open, until, watchPlayer, watchRequests } from './rig.js';

keepEngine();

let instrument: Instrument;
let notes: ReturnType<typeof watchRequests>;

beforeEach(async () => {
  notes = watchRequests();
  instrument = await open();
});

afterEach(async () => {
  notes.stop();
  vi.restoreAllMocks();
  await instrument.close();
});

const hybrid = () => instrument.state.clips.find(({ id }) => id === 'hybrid')!;
const exported = async () => new Uint8Array(await instrument.exportClip('hybrid').arrayBuffer());

/** Two sources at one root, in three mixes, with the layers that the player was given. */
async function rendered() {
  const sent = watchPlayer();
  await loadPair(instrument);
  instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 3 });
  await instrument.render();
  sent.stop();
  notes.notes.length = 0;
  return [0, 0.5, 1].map((x) => sent.zones.findLast((zone) => zone.x === x)!.samples);
}

/** The values that a parameter of the player is set to. */
function watchParameter(id: string): number[] {
  const values: number[] = [];
  const original = Reflect.get(MessagePort.prototype, 'postMessage') as (...sent: unknown[]) => void;
  vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (
    this: MessagePort,
    ...sent: unknown[]
  ) {
    const command = sent[0] as PlayerCommand;
    if (command.kind === 'parameter' && command.id === id) values.push(command.value);
    original.apply(this, sent);
  });
  return values;
}

describe('the hybrid', () => {
  it('is what the mix says, as the player has it, to hear and to save; nothing is made for it', async () => {
    const [first, middle, last] = await rendered();
    const saved: Uint8Array[] = [];
    for (const [x, layer] of [
      [0, first],
      [0.5, middle],
      [1, last],
    ] as const) {
      instrument.setMix(x);
      const { samples } = hybrid().audio;
      expect(samples.every((sample, i) => sample === layer![i])).toBe(true);
      // all of the layer but its end, 60 dB below its peak
      const peak = layer!.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const left = layer!.subarray(samples.length);
      expect(samples.length).toBeGreaterThan(0.9 * layer!.length);
      expect(left.every((sample) => Math.abs(sample) <= 1e-3 * peak)).toBe(true);
      saved.push(await exported());
    }
    expect(saved[0]).not.toEqual(saved[1]);
    expect(saved[1]).not.toEqual(saved[2]);
    instrument.setMix(0.2);
    hybrid().audio.samples.forEach((x, i) => expect(x).toBeCloseTo(0.6 * first![i]! + 0.4 * middle![i]!, 5));
    expect(hybrid().progress).toBe(1);
    expect(instrument.state.stale).toBe(false);
    expect(notes.notes).toEqual([]);
  });

  it('follows the mix and the gains while it plays', async () => {
    await rendered();
    instrument.setMix(0);
    await instrument.playClip('hybrid');
    const goals: number[] = [];
    const original = Reflect.get(AudioParam.prototype, 'setTargetAtTime') as AudioParam['setTargetAtTime'];
    vi.spyOn(AudioParam.prototype, 'setTargetAtTime').mockImplementation(function (this: AudioParam, ...to) {
      goals.push(to[0]);
      return original.apply(this, to);
    });
    instrument.setMix(0.75);
    expect(goals.sort()).toEqual([0, 0.5, 0.5]);
    goals.length = 0;
    instrument.setMix(0.5);
    instrument.setSlotGain(1, 20 * Math.log10(3)); // B counts three times
    expect(goals.slice(0, 3).sort()).toEqual([0, 0, 1]);
    const gained = goals.slice(3).sort();
    expect(gained).toHaveLength(3);
    gained.forEach((goal, i) => expect(goal).toBeCloseTo([0, 0.5, 0.5][i]!, 9));
    instrument.stopClip();
  });

  it('of a plan of one mix is the note that was made', async () => {
    await loadPair(instrument);
    instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 1 });
    await instrument.render();
    const { samples } = hybrid().audio;
    instrument.setMix(0.1);
    expect(hybrid().audio.samples).toBe(samples);
    expect(instrument.state.stale).toBe(true);
  });
});

it('a gain moves the mix that is heard at once, and nothing is made for it', async () => {
  const [, middle, last] = await rendered();
  const mix = watchParameter('mix');
  instrument.setSlotGain(1, 20 * Math.log10(3));
  expect(mix.at(-1)).toBeCloseTo(75, 6);
  expect(instrument.state).toMatchObject({ stale: false, mix: { x: 0.5 }, parameters: { mix: 50 } });
  hybrid().audio.samples.forEach((x, i) => expect(x).toBeCloseTo((middle![i]! + last![i]!) / 2, 5));
  instrument.noteOn(66, 100);
  for (let x = -1; Math.abs(x - 0.5) > 0.01;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    x = instrument.readMeter().positions[0]?.x ?? -1; // the hand’s mix, not the place among the zones
  }
  instrument.noteOff(66);
  instrument.undo();
  expect(mix.at(-1)).toBeCloseTo(50, 6);
  await instrument.render();
  expect(notes.notes).toEqual([]);
});

describe('what is made first', () => {
  const PLAN = { low: 36, high: 84, step: 4, mixes: 3 };

  it('is the key with which the computer’s keyboard begins, wherever the sources are', async () => {
    await loadPair(instrument);
    instrument.setPlan(PLAN);
    void instrument.render();
    await until(instrument, ({ zones }) => zones.length > 0);
    expect(instrument.state.zones[0]!.rootMidi).toBe(60);
    await until(instrument, () => notes.notes.length > 0);
    expect(notes.notes[0]!.rootMidi).toBe(60);
    instrument.cancel();
  });

  it('is another one once an octave was changed, and the key that was played last once one was', async () => {
    await loadPair(instrument);
    instrument.setPlan({ ...PLAN, mixes: 1 });
    const firstOf = async (): Promise<number> => {
      notes.notes.length = 0;
      const render = instrument.render();
      await until(instrument, () => notes.notes.length > 0);
      instrument.cancel();
      await render;
      return notes.notes[0]!.rootMidi;
    };
    instrument.setFirstKey(48);
    expect(await firstOf()).toBe(48);
    instrument.noteOn(77, 100);
    instrument.noteOff(77);
    instrument.setFirstKey(60);
    instrument.setSeed(5);
    expect(await firstOf()).toBe(76);
  });
});

describe('a root', () => {
  it('is the sound’s, whatever the length', async () => {
    await loadPair(instrument, 0.3);
    const roots = () => instrument.state.slots.map((slot) => (slot.phase === 'ready' ? slot.rootMidi : null));
    const before = roots();
    for (const seconds of [0.2, 1, 2.5]) {
      instrument.setSeconds(seconds);
      await encoded(instrument, 0);
      await encoded(instrument, 1);
      expect(roots()).toEqual(before);
    }
    expect(instrument.state.slots[0]).toMatchObject({ found: { from: 'heard' }, pitched: true });
  });

  it('that is set is heard without another word: from the key under the hand, and what sounds goes on', async () => {
    instrument.setSeconds(1.6); // long enough to be held
    const names = ['church-organ', 'flute'];
    await Promise.all(
      names.map((name, slot) => instrument.loadSource(slot, bundledUrl(instrument, name), name)),
    );
    instrument.setPlan({ low: 66, high: 70, step: 4, mixes: 1 });
    await instrument.render();
    notes.notes.length = 0;
    instrument.noteOn(70, 100);
    await until(instrument, ({ voices }) => voices === 1);
    let fewest = 1;
    instrument.addEventListener('change', () => (fewest = Math.min(fewest, instrument.state.voices)));
    instrument.setRoot(0, 57);
    const title = instrument.state.clips.find(({ id }) => id === 'original-0')!;
    await until(instrument, ({ clips }) => clips.find(({ id }) => id === title.id)?.rootMidi === 57);
    await until(instrument, ({ render }) => render.phase === 'running');
    await until(instrument, ({ render, stale }) => render.phase === 'done' && !stale);
    expect(notes.notes[0]!.rootMidi).toBe(70);
    expect(notes.notes.length).toBeGreaterThanOrEqual(3);
    expect(fewest).toBe(1);
    instrument.noteOff(70);
  });
});

it('other roots take over from the old ones when they are there, and not before', async () => {
  instrument.setSeconds(1.6);
  const names = ['church-organ', 'flute'];
  await Promise.all(
    names.map((name, slot) => instrument.loadSource(slot, bundledUrl(instrument, name), name)),
  );
  instrument.setPlan({ low: 66, high: 66, step: 1, mixes: 1 });
  await instrument.render();
  const sent: string[] = [];
  const original = Reflect.get(MessagePort.prototype, 'postMessage') as (...args: unknown[]) => void;
  vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (this: MessagePort, ...args) {
    const { kind } = args[0] as PlayerCommand;
    if (kind === 'zone' || kind === 'removeZone') sent.push(kind);
    original.apply(this, args);
  });
  instrument.setPlan({ low: 64, high: 64 });
  await instrument.render();
  expect(sent).toEqual(['zone', 'removeZone']); // no raw note in between
});
