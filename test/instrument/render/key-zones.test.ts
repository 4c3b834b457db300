/**
 * Tests when key zones are conditioned while notes are rendered: counted at every event, with a conditioner that
 * answers when told.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConditionedZone } from '../../../src/audio/conditioning/types.js';
import { Note } from '../../../src/instrument/render/note.js';
import type { PlannedZone, RecipeSettings } from '../../../src/instrument/render/recipes.js';
import { Store } from '../../../src/instrument/state/store.js';
import { Zones, type Conditioner } from '../../../src/instrument/render/key-zones.js';
import { inOrder, planPlaces } from '../../../src/render/plan.js';

const LENGTH = 64;
const CENTRE = { centre: 60, mix: { x: 0.5, y: 0 } };
const settings = { seconds: 1, seed: 1, temperature: 1 } as RecipeSettings;
const silent = {
  setZone: () => undefined,
  removeZone: () => undefined,
  appendSamples: () => undefined,
  onPlayer: () => undefined,
  setReach: () => undefined,
};
const nothingKept = { find: () => Promise.resolve(null), keep: () => undefined };

/** Conditions the key zones asked for one after another, each when told. */
class Told implements Conditioner {
  readonly asked: { readonly layers: number; readonly answer: () => void }[] = [];

  condition(layers: readonly Float32Array[]): Promise<ConditionedZone> {
    const made: ConditionedZone = {
      layers,
      sampleRate: 16_000,
      loop: null,
      decayRates: layers.map(() => 0),
      cents: layers.map(() => 0),
      gainDecibels: layers.map(() => 0),
    };
    return new Promise((resolve) => {
      this.asked.push({ layers: layers.length, answer: () => resolve(made) });
    });
  }

  async answerNext(): Promise<void> {
    this.asked.shift()?.answer();
    await settled();
  }

  close(): void {
    this.asked.length = 0;
  }
}

/** Lets all that has been resolved go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let conditioner: Told;
let zones: Zones;
let notes: Map<string, Note>;
let planned: readonly PlannedZone[];

async function begin(mixes: number): Promise<void> {
  const places = planPlaces({ low: 48, high: 72, step: 6, mixes }, 2, CENTRE);
  planned = places.map((place) => ({ ...place, recipe: `${place.rootMidi} ${place.x}`, weights: [] }));
  notes = new Map(planned.map((zone) => [zone.recipe, new Note(zone, LENGTH, settings)]));
  await zones.setPlan(planned, ({ recipe }) => notes.get(recipe)!, { sampleRate: 16000, pitched: true });
}

/** As the renderer has it. */
const queue = (): Note[] =>
  inOrder(planned, 2, CENTRE)
    .map(({ recipe }) => notes.get(recipe)!)
    .filter((note) => !note.complete);

function make(note: Note): void {
  note.append(0, new Float32Array(LENGTH).fill(0.1), -18);
  zones.onAudio(note, 0, note.samples);
}

/** Key zones that are complete and not conditioned. */
const waiting = (): number => zones.keyZones.filter((keyZone) => keyZone.waits).length;
/** Complete notes that are not conditioned, of key zones with complete notes and others to come. */
const raw = (): number[] =>
  zones.keyZones
    .filter((keyZone) => !keyZone.waits)
    .map(
      ({ zones: own, conditioned }) =>
        own.filter(({ note, recipe }) => note?.complete && !conditioned?.layers.has(recipe)).length,
    );

beforeEach(() => {
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  conditioner = new Told();
  zones = new Zones(new Store(), silent, nothingKept, () => undefined, conditioner);
});

afterEach(() => vi.unstubAllGlobals());

it.each([2, 3, 5, 9])(
  'with %i mixes no more than one key zone waits, finishing keeping pace',
  async (mixes) => {
    await begin(mixes);
    let most = 0;
    for (let next = queue(); next.length > 0; next = queue()) {
      make(next[0]!);
      most = Math.max(most, waiting());
      expect(raw().filter((count) => count > 0).length).toBeLessThanOrEqual(1); // only the key zone that is made now
      await conditioner.answerNext();
    }
    expect(most).toBe(1);
    expect(zones.keyZones.every(({ done }) => done)).toBe(true);
  },
);

it('a key zone is finished once for a first listen and once when it is whole', async () => {
  await begin(5);
  const sizes: number[] = [];
  for (let next = queue(); next.length > 0; next = queue()) {
    make(next[0]!);
    sizes.push(...conditioner.asked.map(({ layers }) => layers));
    await conditioner.answerNext();
  }
  expect(sizes).toEqual([1, 1, 1, 1, 1, 5, 5, 5, 5, 5]);
});

it('a key zone that gets nothing more for now is finished with what it has', async () => {
  await begin(3);
  const of = (root: number): Note[] => [...notes.values()].filter(({ rootMidi }) => rootMidi === root);
  for (const note of of(60).slice(0, 2)) {
    make(note);
    await conditioner.answerNext();
  }
  expect(raw()).toContain(1);
  zones.settleBut([of(60)[2]!]); // its third note is made next
  expect(conditioner.asked).toHaveLength(0);
  zones.settleBut(of(72)); // a hand has gone to another key
  expect(conditioner.asked.map(({ layers }) => layers)).toEqual([2]);
  await conditioner.answerNext();
  expect(raw().every((count) => count === 0)).toBe(true);
});

it('what makes notes is held up until no more than so many whole key zones wait', async () => {
  await begin(1);
  for (const note of notes.values()) make(note);
  expect(waiting()).toBe(5);
  let going = false;
  void zones.keepPace(2).then(() => (going = true));
  for (const left of [4, 3]) {
    await conditioner.answerNext();
    expect(waiting()).toBe(left);
    expect(going).toBe(false);
  }
  await conditioner.answerNext();
  expect(going).toBe(true);
});

it('a key zone that cannot be finished holds nothing up', async () => {
  conditioner.condition = () => Promise.reject(new Error('no'));
  await begin(1);
  for (const note of notes.values()) make(note);
  await zones.keepPace(0);
  expect(waiting()).toBe(0);
  expect(zones.failure).not.toBeNull();
});

describe('key zones that were conditioned before layers had a loudness of their own', () => {
  /** A store that has the key zones of these roots, as the first version left them. */
  const withStored = (...roots: readonly number[]): Zones =>
    new Zones(
      new Store(),
      silent,
      {
        find: ({ rootMidi, zones: own }) =>
          Promise.resolve(
            roots.includes(rootMidi)
              ? {
                  ...{ sampleRate: 16000, loop: null, targets: null },
                  layers: new Map(own.map(({ recipe }) => [recipe, new Float32Array(LENGTH)])),
                  decayRates: new Map(own.map(({ recipe }) => [recipe, 0])),
                }
              : null,
          ),
        keep: () => undefined,
      },
      () => undefined,
      conditioner,
    );

  it('come back as they were where all of them are there', async () => {
    zones = withStored(48, 54, 60, 66, 72);
    await begin(2);
    expect(zones.keyZones.every(({ done }) => done)).toBe(true);
    expect(zones.open.size).toBe(0);
  });

  it('are made anew beside those that are to be made, so that no key is louder than its neighbours', async () => {
    zones = withStored(48, 54, 66, 72);
    await begin(2);
    expect(zones.open.size).toBe(10);
    for (const note of notes.values()) {
      note.append(0, new Float32Array(LENGTH).fill(0.1), -18, -23);
      zones.onAudio(note, 0, note.samples);
    }
    while (conditioner.asked.length > 0) await conditioner.answerNext();
    for (const { done, conditioned } of zones.keyZones) {
      expect(done).toBe(true);
      expect([...conditioned!.targets!.values()]).toEqual([-23, -23]);
    }
  });
});

it('a note plays at the loudness of its zone while it is made, and is conditioned to it', async () => {
  let asked: readonly number[] | undefined;
  const telling: Conditioner = {
    condition: (layers, options) => {
      asked = options.targets;
      return conditioner.condition(layers);
    },
    close: () => undefined,
  };
  zones = new Zones(new Store(), silent, nothingKept, () => undefined, telling);
  await begin(1);
  const [note] = notes.values();
  note!.append(0, new Float32Array(LENGTH).fill(0.1), -15, -21);
  expect(note!.gain).toBeCloseTo(10 ** (-6 / 20), 9);
  zones.onAudio(note!, 0, note!.samples);
  expect(asked).toEqual([-21]);
});
