/** When columns are finished while notes are made: counted at every event, with a finisher that finishes when told. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FinishedColumn } from '../../src/audio/finish/types.js';
import { Note } from '../../src/instrument/note.js';
import type { PlannedZone, RecipeSettings } from '../../src/instrument/recipes.js';
import { Store } from '../../src/instrument/store.js';
import { Zones, type Finisher } from '../../src/instrument/zones.js';
import { inOrder, planPlaces } from '../../src/render/plan.js';

const LENGTH = 64;
const CENTRE = { centre: 60, mix: { x: 0.5, y: 0 } };
const settings = { seconds: 1, seed: 1, temperature: 1 } as RecipeSettings;
const silent = {
  setZone: () => undefined,
  removeZone: () => undefined,
  appendSamples: () => undefined,
  onPlayer: () => undefined,
};
const nothingKept = { find: () => Promise.resolve(null), keep: () => undefined };

/** Finishes the columns asked for one after another, each when told. */
class Told implements Finisher {
  readonly asked: { readonly layers: number; readonly answer: () => void }[] = [];

  finish(layers: readonly Float32Array[]): Promise<FinishedColumn> {
    const made: FinishedColumn = {
      layers,
      loop: null,
      falls: layers.map(() => 0),
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

let finisher: Told;
let zones: Zones;
let notes: Map<string, Note>;
let planned: readonly PlannedZone[];

async function begin(mixes: number): Promise<void> {
  const places = planPlaces({ low: 48, high: 72, step: 6, mixes }, 2, CENTRE);
  planned = places.map((place) => ({ ...place, recipe: `${place.rootMidi} ${place.x}`, weights: [] }));
  notes = new Map(planned.map((zone) => [zone.recipe, new Note(zone, LENGTH, settings)]));
  await zones.begin(planned, ({ recipe }) => notes.get(recipe)!, { sampleRate: 16000, pitched: true });
}

/** As the renderer has it. */
const queue = (): Note[] =>
  inOrder(planned, 2, CENTRE)
    .map(({ recipe }) => notes.get(recipe)!)
    .filter((note) => !note.complete);

function make(note: Note): void {
  note.take(0, new Float32Array(LENGTH).fill(0.1), -18);
  zones.onAudio(note, 0, note.samples);
}

/** Columns that are whole and not finished. */
const waiting = (): number => zones.columns.filter((column) => column.waits).length;
/** Whole notes that are not finished, of columns that have some whole and some to come. */
const raw = (): number[] =>
  zones.columns
    .filter((column) => !column.waits)
    .map(
      ({ zones: own, finished }) =>
        own.filter(({ note, recipe }) => note?.complete && !finished?.layers.has(recipe)).length,
    );

beforeEach(() => {
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  finisher = new Told();
  zones = new Zones(new Store(), silent, nothingKept, () => undefined, finisher);
});

afterEach(() => vi.unstubAllGlobals());

it.each([2, 3, 5, 9])(
  'with %i mixes no more than one column waits, finishing keeping pace',
  async (mixes) => {
    await begin(mixes);
    let most = 0;
    for (let next = queue(); next.length > 0; next = queue()) {
      make(next[0]!);
      most = Math.max(most, waiting());
      expect(raw().filter((count) => count > 0).length).toBeLessThanOrEqual(1); // only the column that is made now
      await finisher.answerNext();
    }
    expect(most).toBe(1);
    expect(zones.columns.every(({ done }) => done)).toBe(true);
  },
);

it('a column is finished once for a first listen and once when it is whole', async () => {
  await begin(5);
  const sizes: number[] = [];
  for (let next = queue(); next.length > 0; next = queue()) {
    make(next[0]!);
    sizes.push(...finisher.asked.map(({ layers }) => layers));
    await finisher.answerNext();
  }
  expect(sizes).toEqual([1, 1, 1, 1, 1, 5, 5, 5, 5, 5]);
});

it('a column that gets nothing more for now is finished with what it has', async () => {
  await begin(3);
  const of = (root: number): Note[] => [...notes.values()].filter(({ rootMidi }) => rootMidi === root);
  for (const note of of(60).slice(0, 2)) {
    make(note);
    await finisher.answerNext();
  }
  expect(raw()).toContain(1);
  zones.settleBut([of(60)[2]!]); // its third note is made next
  expect(finisher.asked).toHaveLength(0);
  zones.settleBut(of(72)); // a hand has gone to another key
  expect(finisher.asked.map(({ layers }) => layers)).toEqual([2]);
  await finisher.answerNext();
  expect(raw().every((count) => count === 0)).toBe(true);
});

it('what makes notes is held up until no more than so many whole columns wait', async () => {
  await begin(1);
  for (const note of notes.values()) make(note);
  expect(waiting()).toBe(5);
  let going = false;
  void zones.keepPace(2).then(() => (going = true));
  for (const left of [4, 3]) {
    await finisher.answerNext();
    expect(waiting()).toBe(left);
    expect(going).toBe(false);
  }
  await finisher.answerNext();
  expect(going).toBe(true);
});

it('a column that cannot be finished holds nothing up', async () => {
  finisher.finish = () => Promise.reject(new Error('no'));
  await begin(1);
  for (const note of notes.values()) make(note);
  await zones.keepPace(0);
  expect(waiting()).toBe(0);
  expect(zones.failure).not.toBeNull();
});
