import { describe, expect, it } from 'vitest';
import { finishColumn, ZONE_LOUDNESS } from '../../../src/audio/finish/finish.js';
import { integratedLoudness } from '../../../src/audio/k-weighting.js';
import { detectPitch } from '../../../src/audio/pitch.js';
import type { AlloyError } from '../../../src/errors.js';
import { held, RATE, tone } from './tones.js';

const pitched = (rootMidi: number) => ({ rootMidi, sampleRate: RATE, pitched: true });

function cents(samples: Float32Array, midi: number): number {
  return 100 * (detectPitch(samples, RATE)!.midi - midi);
}

describe('tuning', () => {
  it.each([36, 48, 60, 72, 84, 96])(
    'root %i: within 3 cents, from sharp, flat and drifting notes',
    (midi) => {
      const column = finishColumn(
        [
          tone({ midi, cents: () => 23, hiss: 0.02 }),
          tone({ midi, cents: () => -17, hiss: 0.02, seed: 2 }),
          tone({ midi, cents: (t) => 15 - 10 * t }),
        ],
        pitched(midi),
      );
      for (const layer of column.layers.keys()) {
        expect(Math.abs(cents(held(column, layer, 4), midi))).toBeLessThan(1);
      }
      expect(column.cents[0]).toBeCloseTo(23, -0.5);
      expect(column.cents[1]).toBeCloseTo(-17, -0.5);
    },
  );
});

describe('the loop', () => {
  it('is found in a steady tone, and none in a pluck', () => {
    const steady = finishColumn([tone({ midi: 60 })], pitched(60));
    expect(steady.loop).not.toBeNull();
    const pluck = finishColumn([tone({ midi: 60, level: (t) => Math.exp(-3 * t) })], pitched(60));
    expect(pluck.loop).toBeNull();
  });

  it('is within the layers, all of one length', () => {
    const { layers, loop } = finishColumn(
      [tone({ midi: 55 }), tone({ midi: 55, seconds: 2.5 })],
      pitched(55),
    );
    expect(layers[0]!.length).toBe(layers[1]!.length);
    expect(loop!.start).toBeGreaterThan(0);
    expect(loop!.end).toBeGreaterThan(loop!.start + 0.25 * RATE);
    expect(loop!.end).toBeLessThanOrEqual(layers[0]!.length);
  });
});

describe('loudness', () => {
  it('is the same for all layers and roots', () => {
    for (const midi of [40, 60, 80]) {
      const column = finishColumn([tone({ midi }), tone({ midi, level: () => 0.1 })], pitched(midi));
      for (const layer of column.layers) {
        expect(integratedLoudness(layer.subarray(0, column.loop!.end), RATE)).toBeCloseTo(ZONE_LOUDNESS, 1);
      }
    }
  });
});

it('does the same twice, and leaves the raw notes alone', () => {
  const raw = [tone({ midi: 57, hiss: 0.05 }), tone({ midi: 57, phase: (k) => k, hiss: 0.05 })];
  const copy = raw.map((layer) => layer.slice());
  expect(finishColumn(raw, pitched(57))).toEqual(finishColumn(raw, pitched(57)));
  expect(raw).toEqual(copy);
});

it('refuses nothing, empty layers and numbers that are none', () => {
  const code = (layers: Float32Array[]): string => {
    try {
      finishColumn(layers, pitched(60));
    } catch (error) {
      return (error as AlloyError).code;
    }
    return 'none';
  };
  expect(code([])).toBe('empty');
  expect(code([new Float32Array(0)])).toBe('empty');
  expect(code([Float32Array.of(0, NaN)])).toBe('not-finite');
});
