/** Tests that a sound that begins or ends in mid-wave fades there, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { softenEdges } from '../../src/audio/soft-edges.js';

const wave = Float32Array.from({ length: 1000 }, (_, i) => Math.cos(i / 7));

describe('softenEdges', () => {
  it('fades both ends of a cut wave to nothing, and keeps what lies between', () => {
    const soft = softenEdges(wave.slice(), 40, 100);
    expect(soft[0]).toBe(0);
    expect(Math.abs(soft[999]!)).toBeLessThan(1e-6);
    expect(soft.subarray(40, 900)).toEqual(wave.subarray(40, 900));
    // no step in the first fade is larger than the wave's own by more than the fade's slope
    for (let i = 1; i < 40; i++)
      expect(Math.abs(soft[i]! - soft[i - 1]!)).toBeLessThan(1 / 7 + Math.PI / 2 / 40);
  });

  it('leaves a sound that begins and ends in silence as it is', () => {
    const sound = wave.slice();
    sound.fill(0, 0, 1);
    sound.fill(0, 999);
    expect(softenEdges(sound.slice(), 40, 100)).toEqual(sound);
  });

  it('takes sounds shorter than their fades, and none at all', () => {
    expect(softenEdges(new Float32Array(0), 40, 100)).toHaveLength(0);
    expect(softenEdges(wave.slice(0, 10), 40, 100)[0]).toBe(0);
  });
});
