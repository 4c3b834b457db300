/** Tests where gains move the mix that is heard. */
import { describe, expect, it } from 'vitest';
import { heardMix, mixHeardAt, placeWeights } from '../../src/timbre/heard-mix.js';
import { gainedWeights, mixGrid, mixWeights, type MixPosition } from '../../src/timbre/mix.js';
import { Blend, MorphGrid } from '../../worklets/core/morph-grid.js';
import { Zone } from '../../worklets/core/zone.js';

/** Numbers that are the same each time. */
function* numbers(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

const places = [0, 0.1, 0.35, 0.5, 0.8, 1].flatMap((y) => [0, 0.2, 0.5, 0.65, 1].map((x) => ({ x, y })));

describe('where a mix is heard', () => {
  it.each([2, 3])('of %i sources, its plain shares are the gained ones', (count) => {
    const random = numbers();
    for (const mix of places) {
      const gains = Array.from({ length: count }, () => 0.1 + 4 * random.next().value);
      const heard = heardMix(gains, mix);
      const wanted = gainedWeights(gains, mix.x, mix.y);
      mixWeights(count, heard.x, heard.y).forEach((share, i) => expect(share).toBeCloseTo(wanted[i]!, 9));
      const back = mixHeardAt(gains, heard);
      if (count === 2 || mix.y < 1) expect(back.x).toBeCloseTo(mix.x, 9);
      if (count > 2) expect(back.y).toBeCloseTo(mix.y, 9);
    }
  });

  it('of four sources, each side counts as the gains say', () => {
    const random = numbers();
    for (const mix of places) {
      const gains = Array.from({ length: 4 }, () => 0.1 + 4 * random.next().value);
      const [, b, c, d] = gainedWeights(gains, mix.x, mix.y);
      const heard = heardMix(gains, mix);
      expect(heard.x).toBeCloseTo(b! + d!, 9);
      expect(heard.y).toBeCloseTo(c! + d!, 9);
    }
  });

  it('is the mix where all gains are equal, and of one source', () => {
    for (const mix of places) {
      for (const count of [0, 1, 2, 3, 4]) {
        const heard = heardMix(Array<number>(count).fill(2), mix);
        if (count !== 3 || mix.y < 1) expect(heard.x).toBeCloseTo(mix.x, 12);
        expect(heard.y).toBeCloseTo(mix.y, 12);
      }
    }
  });
});

describe('what is heard of rendered places', () => {
  /** As the player has it. */
  function played(of: readonly MixPosition[], { x, y }: MixPosition): number[] {
    const zones = of.map(
      (place, id) => new Zone({ id, rootMidi: 60, sampleRate: 16000, length: 1, loop: null, ...place }),
    );
    const blend = new Blend();
    Object.assign(blend, { x, y });
    new MorphGrid(zones).locate(blend);
    const weights = of.map(() => 0);
    for (let i = 0; i < blend.count; i++) weights[blend.zones[i]!.id]! += blend.weights[i]!;
    return weights;
  }

  it('is what the player mixes, on grids and where only some of them are there', () => {
    const random = numbers();
    for (const [count, mixes] of [
      [2, 2],
      [2, 3],
      [2, 9],
      [3, 3],
      [4, 2],
      [4, 3],
    ] as const) {
      const grid = mixGrid(count, mixes, { x: 0, y: 0 });
      for (let round = 0; round < 40; round++) {
        const there = grid.filter(() => random.next().value < 0.7);
        if (there.length === 0) continue;
        const mix = { x: random.next().value, y: random.next().value };
        const weights = placeWeights(there, mix);
        played(there, mix).forEach((weight, i) => expect(weights[i]).toBeCloseTo(weight, 9));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      }
      for (const mix of grid) expect(placeWeights(grid, mix)).toEqual(played(grid, mix));
    }
  });
});
