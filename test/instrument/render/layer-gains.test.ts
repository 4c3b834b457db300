/** Tests the gains of layers at which chords leave the limiter idle: what the player is sent, and when. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chordGain } from '../../../src/audio/conditioning/chord-level.js';
import type { ConditionedZone } from '../../../src/audio/conditioning/types.js';
import { Zones, type Conditioner, type StoredKeyZone } from '../../../src/instrument/render/key-zones.js';
import { Note } from '../../../src/instrument/render/note.js';
import type { PlannedZone, RecipeSettings } from '../../../src/instrument/render/recipes.js';
import { Store } from '../../../src/instrument/state/store.js';
import { readRecord } from '../../../src/instrument/storage/record.js';
import { peakOf, sine } from '../../audio/signals.js';

const RATE = 16000;
const LENGTH = RATE / 4;
const ROOTS = [48, 54, 60];
const settings = { seconds: 0.25, seed: 1, temperature: 1 } as RecipeSettings;
const nothingKept = { find: () => Promise.resolve(null), keep: () => undefined };

/** Conditions at once, and changes nothing: layers come as they should be. */
const conditioner: Conditioner = {
  condition: (layers): Promise<ConditionedZone> =>
    Promise.resolve({
      layers: layers.map((layer) => layer.slice()),
      loop: null,
      decayRates: layers.map(() => 0),
      cents: layers.map(() => 0),
      gainDecibels: layers.map(() => 0),
    }),
  chordGain: (...layer) => Promise.resolve(chordGain(...layer)),
  close: () => undefined,
};

/** What the player has, by id. */
class Player {
  readonly zones = new Map<number, { x: number; rootMidi: number; samples: number[] }>();
  setZone(id: number, { x = 0, rootMidi }: { readonly x?: number; readonly rootMidi: number }): void {
    this.zones.set(id, { x, rootMidi, samples: [] });
  }
  appendSamples(id: number, _start: number, samples: Float32Array): void {
    this.zones.get(id)!.samples.push(...samples);
  }
  removeZone(id: number): void {
    this.zones.delete(id);
  }
  onPlayer(): void {
    return;
  }
  /** Peaks of the zones at a place of the mix, by root. */
  peaks(x: number): number[] {
    return [...this.zones.values()]
      .filter((zone) => zone.x === x)
      .sort((a, b) => a.rootMidi - b.rootMidi)
      .map(({ samples }) => peakOf(Float32Array.from(samples)));
  }
}

/** A struck note far above its loudness at x 0, a held one at 1; keys differ a little. */
function note(root: number, x: number): Float32Array {
  const level = x === 0 ? 1.2 : 0.1;
  const decay = x === 0 ? 20 : 0;
  return sine(440 * 2 ** ((root - 69) / 12), RATE, 0.25, level * (1 + (root - 54) / 60)).map(
    (sample, i) => sample * Math.exp((-decay * i) / RATE),
  );
}

const planned: readonly PlannedZone[] = ROOTS.flatMap((rootMidi) =>
  [0, 1].map((x) => ({ rootMidi, x, y: 0, recipe: `${rootMidi} ${x}`, weights: [] })),
);

let player: Player;
let zones: Zones;
let notes: Map<string, Note>;

async function plan(chordHeadroom: boolean): Promise<void> {
  notes = new Map(planned.map((zone) => [zone.recipe, new Note(zone, LENGTH, settings)]));
  const noteOf = ({ recipe }: PlannedZone): Note => notes.get(recipe)!;
  await zones.setPlan(planned, noteOf, { sampleRate: RATE, pitched: true, chordHeadroom });
}

async function make(from = 0, until = planned.length): Promise<void> {
  for (const { recipe, rootMidi, x } of planned.slice(from, until)) {
    const made = notes.get(recipe)!;
    made.append(0, note(rootMidi, x), -18);
    zones.onAudio(made, 0, made.samples);
  }
  await zones.conditioned();
}

/** Gains of the zones that the player has at a place, by the peaks that these had. */
function gains(x: number): number[] {
  const own = ROOTS.map((root) => peakOf(note(root, x)));
  return player.peaks(x).map((peak, i) => peak / own[i]!);
}

beforeEach(() => {
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  player = new Player();
  zones = new Zones(new Store(), player, nothingKept, () => undefined, conditioner);
});

afterEach(() => vi.unstubAllGlobals());

it('all keys of a layer have one gain, and it is that of the whole layer', async () => {
  await plan(true);
  await make();
  for (const x of [0, 1]) {
    const layer = ROOTS.map((rootMidi) => ({ rootMidi, samples: note(rootMidi, x), loop: null }));
    const wanted = chordGain(layer, RATE);
    expect(gains(x)).toHaveLength(ROOTS.length);
    for (const gain of gains(x)) expect(gain).toBeCloseTo(wanted, 4);
    expect(zones.gainAt({ x, y: 0 })).toBeCloseTo(wanted, 6);
  }
  expect(gains(0)[0]).toBeLessThan(0.5); // else it says nothing
  expect(gains(1)[0]).toBe(1);
});

it('a note plays at about its layer’s gain while it is made, from its first samples on', async () => {
  await plan(true);
  const made = notes.get('48 0')!;
  const samples = note(48, 0);
  for (let at = 0; at < LENGTH - 500; at += 500) {
    made.append(at, samples.subarray(at, at + 500), -18);
    zones.onAudio(made, at, samples.subarray(at, at + 500));
  }
  const [raw] = player.peaks(0);
  await make();
  expect(Math.abs(20 * Math.log10(raw! / player.peaks(0)[0]!))).toBeLessThan(3);
});

it('an instrument that was saved before plays as loud as it did, also after a reload', async () => {
  await plan(false);
  await make();
  for (const x of [0, 1]) for (const gain of gains(x)) expect(gain).toBeCloseTo(1, 6);

  const stored = zones.keyZones.map(({ rootMidi, zones: own, conditioned }): StoredKeyZone => ({
    rootMidi,
    zones: own,
    conditioned,
  }));
  for (const chordHeadroom of [false, true]) {
    player.zones.clear();
    zones.restore(stored, chordHeadroom);
    await zones.conditioned();
    for (const gain of gains(0)) expect(gain < 0.5).toBe(chordHeadroom);
  }
});

it('a changed mind about it reaches what plays already', async () => {
  await plan(false);
  await make();
  await plan(true);
  await zones.conditioned();
  for (const gain of gains(0)) expect(gain).toBeLessThan(0.5);
});

it('a layer that cannot be measured keeps what is expected of it', async () => {
  const failing: Conditioner = { ...conditioner, chordGain: () => Promise.reject(new Error('no')) };
  zones = new Zones(new Store(), player, nothingKept, () => undefined, failing);
  await plan(true);
  await make();
  for (const gain of gains(0)) expect(gain).toBeLessThanOrEqual(1);
});

it('a record of an earlier version has none', () => {
  const record = (document: object): unknown => ({ version: 1, document, slots: [], columns: [], takes: [] });
  expect(readRecord(record({}))!.document.chordHeadroom).toBe(false);
  expect(readRecord(record({ chordHeadroom: true }))!.document.chordHeadroom).toBe(true);
});
