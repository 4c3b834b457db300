/** Tests sample conditioning on synthetic notes: tuning, phases, level, loops, decay. */
import { describe, expect, it } from 'vitest';
import {
  conditionZone,
  ZONE_LOUDNESS,
  type ConditionedZone,
} from '../../../src/audio/conditioning/condition-zone.js';
import { noteLoudness } from '../../../src/audio/k-weighting.js';
import { detectPitch, followPitch } from '../../../src/audio/pitch.js';
import type { AlloyError } from '../../../src/errors.js';
import { amplitudeAt, noise } from '../signals.js';
import { held, level, quantile, ripple, rounds, seam, sweep } from './measures.js';
import { RATE, tone } from './tones.js';

const pitched = (rootMidi: number) => ({ rootMidi, sampleRate: RATE, pitched: true });

function cents(samples: Float32Array, midi: number): number {
  return 100 * (detectPitch(samples, RATE)!.midi - midi);
}

/** Phases as they come, of a seed. */
function phases(seed: number): (k: number) => number {
  const values = noise(64, Math.PI, seed);
  return (k) => values[k]!;
}

describe('tuning', () => {
  it.each([36, 60, 84, 96])('root %i: within 3 cents, from sharp, flat and drifting notes', (midi) => {
    const keyZone = conditionZone(
      [
        tone({ midi, seconds: 2, cents: () => 23, hiss: 0.02 }),
        tone({ midi, seconds: 2, cents: () => -17, hiss: 0.02, seed: 2 }),
        tone({ midi, seconds: 2, cents: (t) => 15 - 10 * t }),
      ],
      pitched(midi),
    );
    for (const layer of keyZone.layers.keys()) {
      expect(Math.abs(cents(held(keyZone, layer, 3), midi))).toBeLessThan(1);
    }
    expect(Math.abs(keyZone.cents[0]! - 23)).toBeLessThan(1);
    expect(Math.abs(keyZone.cents[1]! + 17)).toBeLessThan(1);
  });

  it('goes by what is loud: faint partials that are sharp do not flatten a note', () => {
    const level = (t: number): number => Math.exp(-6 * t);
    const body = tone({ midi: 48, seconds: 1, harmonic: (k) => Number(k === 1), level });
    const sheen = tone({ midi: 48.3, seconds: 1, harmonic: (k) => Number(k > 3 && k < 9), level });
    const keyZone = conditionZone([body.map((x, i) => x + 0.05 * sheen[i]!)], pitched(48));
    expect(Math.abs(keyZone.cents[0]!)).toBeLessThan(2);
  });

  it('keeps vibrato, the same in each layer, over the loop’s seam', () => {
    const vibrato = (depth: number) => (t: number) => depth * Math.sin(2 * Math.PI * 5.5 * t);
    const keyZone = conditionZone(
      [tone({ midi: 64, cents: vibrato(30) }), tone({ midi: 64, cents: vibrato(20), phase: phases(3) })],
      pitched(64),
    );
    const contours = [0, 1].map((layer) => {
      const samples = held(keyZone, layer, 5);
      return followPitch(samples, RATE, detectPitch(samples, RATE)!.midi).deviation.slice(20, -20);
    });
    const depth = Math.max(...contours[0]!);
    expect(depth).toBeGreaterThan(0.18);
    expect(depth).toBeLessThan(0.3);
    expect(Math.min(...contours[0]!)).toBeCloseTo(-depth, 1);
    contours[0]!.forEach((value, i) => expect(Math.abs(value - contours[1]![i]!)).toBeLessThan(0.02));
    // no jump: 10 ms of this vibrato are 0.1 semitones at most
    contours[0]!
      .slice(1)
      .forEach((value, i) => expect(Math.abs(value - contours[0]![i]!)).toBeLessThan(0.12));
  });
});

describe('phases', () => {
  it('agree between layers, so that a sweep has no hole and no harmonic is lost', () => {
    const midi = 55;
    const keyZone = conditionZone(
      [
        tone({ midi, cents: (t) => 4 * t, hiss: 0.01 }),
        tone({ midi, harmonic: (k) => (k % 2) / k + 0.1 / k, phase: phases(5), hiss: 0.01, seed: 2 }),
        tone({ midi, harmonic: (k) => 1 / k ** 2, phase: phases(6), cents: () => -9, seed: 3 }),
      ],
      pitched(midi),
    );
    const { dip, harmonics } = sweep(keyZone, midi, RATE / 2, 6 * RATE);
    expect(dip).toBeGreaterThan(-0.7); // spectra that differ add to no more
    expect(harmonics[0]).toBeGreaterThan(-0.5);
  });

  it('of noise are drawn together: half way between two it is 3 dB down otherwise', () => {
    const layers = [1, 2].map((seed) => noise(2 * RATE, 0.3, seed));
    const keyZone = conditionZone(layers, { rootMidi: 60, sampleRate: RATE, pitched: false });
    const [one, other] = [0, 1].map((layer) => held(keyZone, layer, 2).slice(RATE / 2)) as [
      Float32Array,
      Float32Array,
    ];
    const half = one.map((x, i) => (x + other[i]!) / 2);
    expect(level(half) - level(one)).toBeGreaterThan(-1.5);
  });

  it('move no attack: what comes before it stays silent', () => {
    const late = (samples: Float32Array): Float32Array => {
      const output = new Float32Array(samples.length);
      output.set(samples.subarray(0, -RATE / 4), RATE / 4);
      return output;
    };
    const pluck = (seed: number) => tone({ midi: 50, level: (t) => Math.exp(-4 * t), phase: phases(seed) });
    const { layers } = conditionZone([late(pluck(1)), late(pluck(2))], pitched(50));
    for (const layer of layers) {
      const loudest = level(layer, RATE / 4, RATE / 4 + 1600);
      expect(level(layer, 0, RATE / 4 - 480)).toBeLessThan(loudest - 40);
      expect(level(layer, RATE / 4 + 320, RATE / 4 + 640)).toBeGreaterThan(loudest - 6);
    }
  });
});

describe('the loop', () => {
  const steady = (midi: number, hiss = 0): ConditionedZone =>
    conditionZone(
      [tone({ midi, hiss }), tone({ midi, hiss, seed: 2, phase: phases(2), harmonic: (k) => k ** -0.5 })],
      pitched(midi),
    );

  it.each([38, 57, 76, 93])('of root %i goes round without click, ripple or jump', (midi) => {
    const keyZone = steady(midi, 0.01);
    const { start, end } = keyZone.loop!;
    expect(end - start).toBeGreaterThan(RATE);
    for (const layer of keyZone.layers.keys()) {
      const { jump, elsewhere, click } = seam(keyZone, layer);
      expect(click).toBeLessThan(1.1);
      expect(jump).toBeLessThan(2 * quantile(elsewhere, 0.9));
      expect(ripple(held(keyZone, layer, 8), start, 8 * RATE)).toBeLessThan(0.5);
    }
  });

  it('is followed by what follows its start, for interpolators', () => {
    const { layers, loop } = steady(60);
    for (const layer of layers) {
      expect(layer.length).toBeGreaterThanOrEqual(loop!.end + 64);
      expect(layer.slice(loop!.end)).toEqual(
        layer.slice(loop!.start, loop!.start + layer.length - loop!.end),
      );
    }
  });

  it('keeps the phase of every harmonic, round after round', () => {
    const midi = 57;
    const keyZone = steady(midi);
    const long = held(keyZone, 1, 20).slice(RATE);
    for (const k of [1, 2, 5, 9]) {
      const whole = amplitudeAt(long, 220 * k, RATE); // phases that slip cancel over nineteen seconds
      const part = amplitudeAt(long.slice(0, RATE / 2), 220 * k, RATE);
      expect(20 * Math.log10(whole / part)).toBeGreaterThan(-0.3);
    }
  });

  const falling = (fall: number) => (t: number) => 10 ** ((-fall * t) / 20);
  /** How far a held layer is from a line that falls evenly, at worst, once their levels are the same at the start. */
  const offLine = (long: Float32Array, fall: number): number => {
    const start = level(long, 0.1 * RATE, 0.3 * RATE) + 0.2 * fall;
    let worst = 0;
    for (let t = 0.3; t < long.length / RATE - 0.2; t += 0.1) {
      const own = level(long, Math.round((t - 0.1) * RATE), Math.round((t + 0.1) * RATE));
      worst = Math.max(worst, Math.abs(own - (start - fall * t)));
    }
    return worst;
  };

  it.each([3.5, 4, 5.5])('lets what is struck die away as it began, %f dB a second', (fall) => {
    const keyZone = conditionZone([tone({ midi: 60, level: falling(fall) })], pitched(60));
    expect(Math.abs(keyZone.decayRates[0]! - fall)).toBeLessThan(0.1);
    expect(offLine(held(keyZone, 0, 10), fall)).toBeLessThan(1);
    expect(ripple(rounds(keyZone, 0, 8), keyZone.loop!.start, 8 * RATE)).toBeLessThan(0.5);
  });

  it('lets it fall through the rounds that it goes while another layer ends', () => {
    const pluck = tone({ midi: 60, level: falling(18) });
    const keyZone = conditionZone([pluck, tone({ midi: 60, level: falling(4) })], pitched(60));
    expect(keyZone.decayRates[0]).toBe(0);
    expect(keyZone.loop!.start).toBeGreaterThan(2.8 * RATE);
    expect(offLine(held(keyZone, 1, 10), 4)).toBeLessThan(1);
  });

  it('holds a slow fall level, as of breath or bow, and one that ends in a level', () => {
    const ending = (t: number): number => falling(5)(Math.min(1, t));
    for (const level of [falling(1.5), ending]) {
      const keyZone = conditionZone([tone({ midi: 60, level })], pitched(60));
      expect(keyZone.decayRates).toEqual([0]);
      expect(ripple(held(keyZone, 0, 8), keyZone.loop!.start, 8 * RATE)).toBeLessThan(0.5);
    }
  });

  it('goes from held to falling without a step between notes that differ little', () => {
    const falls = [1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.2].map(
      (fall) => conditionZone([tone({ midi: 60, level: falling(fall) })], pitched(60)).decayRates[0]!,
    );
    falls.slice(1).forEach((fall, i) => {
      expect(fall).toBeGreaterThanOrEqual(falls[i]!);
      expect(fall - falls[i]!).toBeLessThan(1);
    });
    expect(falls[0]).toBe(0);
    expect(falls.at(-1)!).toBeCloseTo(3.2, 0);
  });

  it('is found in half a second', () => {
    const keyZone = conditionZone([tone({ midi: 52, seconds: 0.5 })], pitched(52));
    expect(keyZone.loop!.end).toBeLessThan(0.5 * RATE);
    expect(ripple(held(keyZone, 0, 4), keyZone.loop!.start, 4 * RATE)).toBeLessThan(0.5);
  });

  it('is none for a pluck', () => {
    expect(conditionZone([tone({ midi: 60, level: (t) => Math.exp(-3 * t) })], pitched(60)).loop).toBeNull();
  });

  it('ends before a release', () => {
    const level = (t: number): number => (t < 2 ? 1 : Math.exp(-8 * (t - 2)));
    expect(conditionZone([tone({ midi: 60, level })], pitched(60)).loop!.end).toBeLessThan(2.05 * RATE);
  });

  it('of a key zone with a pluck in it begins when the pluck has ended by itself', () => {
    const decay = (t: number): number => Math.exp(-2 * t);
    const pluck = tone({ midi: 60, level: decay });
    const keyZone = conditionZone([pluck, tone({ midi: 60 })], pitched(60));
    const [struck, sustained] = [0, 1].map((layer) => held(keyZone, layer, 10));
    const gain = level(struck!, 1600, 3200) - level(pluck, 1600, 3200);
    for (let from = 0.1 * RATE; from < 2.8 * RATE; from += 0.1 * RATE) {
      const own = level(struck!, from, from + 1600) - level(pluck, from, from + 1600);
      expect(Math.abs(own - gain)).toBeLessThan(0.5);
    }
    expect(level(struck!, 3.1 * RATE)).toBeLessThan(-100);
    expect(ripple(sustained!, 0.1 * RATE, 10 * RATE)).toBeLessThan(0.5);
    const { start, end } = keyZone.loop!;
    expect(ripple(sustained!, start, end)).toBeLessThan(0.5);
  });

  it.each([8, 16])('holds what a pluck leaves %i dB below it', (fall) => {
    const contour = (t: number): number => 10 ** ((-fall * Math.min(1, t)) / 20);
    const raw = tone({ midi: 60, level: contour, seconds: 4 });
    const keyZone = conditionZone([raw], pitched(60));
    const long = held(keyZone, 0, 8);
    const gain = level(long, 1600, 3200) - level(raw, 1600, 3200);
    expect(Math.abs(level(long, 3 * RATE) - level(raw, 3 * RATE, 3.5 * RATE) - gain)).toBeLessThan(1);
    expect(ripple(long, 2 * RATE, 8 * RATE)).toBeLessThan(0.5);
  });
});

describe('loudness', () => {
  it('is the same for all layers and roots, struck or held', () => {
    for (const midi of [40, 60, 80]) {
      const keyZone = conditionZone(
        [tone({ midi }), tone({ midi, level: () => 0.1 }), tone({ midi, level: (t) => Math.exp(-3 * t) })],
        pitched(midi),
      );
      for (const layer of keyZone.layers) {
        expect(noteLoudness(layer.subarray(0, keyZone.loop!.end), RATE)).toBeCloseTo(ZONE_LOUDNESS, 1);
      }
    }
  });

  it('of a layer stays when others join its key zone, and with them a loop', () => {
    const pluck = tone({ midi: 60, level: (t) => Math.exp(-2 * t) });
    const alone = conditionZone([pluck], pitched(60));
    const beside = conditionZone([pluck, tone({ midi: 60, phase: phases(3) })], pitched(60));
    expect([alone.loop === null, beside.loop === null]).toEqual([true, false]);
    const [one, other] = [alone, beside].map(({ layers }) => level(layers[0]!, 1600, 8000));
    expect(Math.abs(one! - other!)).toBeLessThan(0.5);
  });

  it('is each layer’s own target where there are some, and nothing else of the layers changes', () => {
    const raw = [
      tone({ midi: 60, seconds: 1 }),
      tone({ midi: 60, seconds: 1, level: (t) => Math.exp(-3 * t) }),
    ];
    const alike = conditionZone(raw, pitched(60));
    const own = conditionZone(raw, { ...pitched(60), targets: [-18, -26.5] });
    expect(noteLoudness(own.layers[1]!.subarray(0, own.loop!.end), RATE)).toBeCloseTo(-26.5, 1);
    expect(own.layers[0]).toEqual(alike.layers[0]);
    const gain = 10 ** (-8.5 / 20);
    own.layers[1]!.forEach((x, i) => expect(Math.abs(x - gain * alike.layers[1]![i]!)).toBeLessThan(1e-6));
    expect(own.loop).toEqual(alike.loop);
  });

  it('is none for silence, which stays silent', () => {
    const { layers, gainDecibels } = conditionZone([new Float32Array(RATE)], pitched(60));
    expect(gainDecibels).toEqual([0]);
    expect(layers[0]!.every((x) => x === 0)).toBe(true);
  });
});

it('takes layers of different lengths, and very short ones', () => {
  const { layers } = conditionZone([tone({ midi: 55 }), tone({ midi: 55, seconds: 2.5 })], pitched(55));
  expect(layers[0]!.length).toBe(layers[1]!.length);
  const short = conditionZone([tone({ midi: 36, seconds: 0.01 })], pitched(36));
  expect(short.layers[0]!.every(Number.isFinite)).toBe(true);
});

it('does the same twice, and leaves the raw notes alone', () => {
  const raw = [tone({ midi: 57, hiss: 0.05 }), tone({ midi: 57, phase: phases(1), hiss: 0.05 })];
  const copy = raw.map((layer) => layer.slice());
  expect(conditionZone(raw, pitched(57))).toEqual(conditionZone(raw, pitched(57)));
  expect(raw).toEqual(copy);
});

it('refuses nothing, empty layers and numbers that are none', () => {
  const code = (layers: Float32Array[]): string => {
    try {
      conditionZone(layers, pitched(60));
    } catch (error) {
      return (error as AlloyError).code;
    }
    return 'none';
  };
  expect(code([])).toBe('empty');
  expect(code([new Float32Array(0)])).toBe('empty');
  expect(code([Float32Array.of(0, NaN)])).toBe('not-finite');
});
