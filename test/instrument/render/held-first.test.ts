/** Tests the order of notes while keys are held that sound raw. */
import { expect, it } from 'vitest';
import { heldFirst } from '../../../src/instrument/render/held-first.js';
import { KeyZone, type ConditionedLayers } from '../../../src/instrument/render/key-zone.js';
import { Note } from '../../../src/instrument/render/note.js';
import type { RecipeSettings } from '../../../src/instrument/render/recipes.js';

const settings = { seconds: 1, seed: 1, temperature: 1 } as RecipeSettings;
const keyZones = [48, 54, 60, 66, 72].map((rootMidi) => {
  const zones = [0, 1].map((x) => {
    const recipe = `${rootMidi} ${x}`;
    return {
      id: rootMidi + x,
      x,
      y: 0,
      recipe,
      note: new Note({ recipe, rootMidi, weights: [] }, 64, settings),
    };
  });
  return new KeyZone(rootMidi, zones);
});
const of = (root: number): KeyZone => keyZones.find(({ rootMidi }) => rootMidi === root)!;
/** From the key that was played last, 72, outward: first one mix, then the other. */
const queue = [0, 1].flatMap((x) => [72, 66, 60, 54, 48].map((root) => of(root).zones[x]!.note!));
const recipes = (held: readonly number[], notes = queue): string[] =>
  heldFirst(notes, keyZones, held).map(({ recipe }) => recipe);

it('goes on with the notes that held keys sound from, right behind that of the last key', () => {
  of(48).raw = of(48).zones[1]!; // its other mix was wanted when it began
  expect(recipes([72, 61, 47]).slice(0, 4)).toEqual(['72 0', '60 0', '48 1', '66 0']);
  of(48).raw = null;
});

it('leaves nothing out, nothing twice, and the order of the rest alone', () => {
  expect(recipes([72, 60, 48, 47])).toHaveLength(queue.length);
  expect(new Set(recipes([72, 60, 48]))).toEqual(new Set(recipes([])));
  expect(recipes([])).toEqual(queue.map(({ recipe }) => recipe));
});

it('asks nothing for keys that have conditioned layers, or whose notes are made', () => {
  of(60).conditioned = {} as ConditionedLayers;
  expect(recipes([72, 60])).toEqual(recipes([]));
  of(60).conditioned = null;
  const without = queue.filter(({ rootMidi }) => rootMidi !== 60);
  expect(recipes([60], without)).toEqual(recipes([], without));
});
