/** Tests held notes from the recording to its tracks: no hole, no jump, no click, however late the tracks are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headProducts } from '../../src/audio/partials/head-products.js';
import { makeLiveSource, recordedSource } from '../../src/audio/partials/live-source.js';
import type { LiveSource } from '../../src/audio/partials/pack.js';
import { added, BELL, harmonicPartials, softNoise, stringPartials, sumOf } from '../audio/partials/sounds.js';
import { energyDecibels } from '../engine/rig.js';
import { RATE, Rig } from './rig.js';

const file = readFileSync(new URL('../../engine/engine.wasm', import.meta.url));
const wasm = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
/** How much of a sound is used. */
const SECONDS = 2;
/** When the tracks come. */
const ARRIVALS = [0.2, 1, 3, 6];

const swelling = (x: number, n: number): number => x * Math.min(1, n / 4000);
/** By name: the sound and its key. */
const SOUNDS = {
  blown: {
    samples: added(sumOf(harmonicPartials(330, 8), 3), softNoise(0.03, 3000, 3)).map(swelling),
    root: 64,
  },
  plucked: { samples: sumOf(stringPartials(220, 1e-4, 20), 3), root: 57 },
  bell: { samples: sumOf(BELL, 2.5), root: 60 },
  noise: { samples: softNoise(0.2, 3000, 2.2).map(swelling), root: null },
  bass: { samples: sumOf(harmonicPartials(41.2, 30), 2.5), root: 28 },
  /** Dies away at 90 dB a second: too steep to be held. */
  struck: {
    samples: sumOf(
      harmonicPartials(440, 6).map((partial) => ({ ...partial, decay: 90 })),
      1,
    ),
    root: 69,
  },
} as const;
type Name = keyof typeof SOUNDS;

interface Made {
  readonly recording: LiveSource;
  readonly tracks: LiveSource;
}
const made = new Map<string, Made>();
function sourceOf(name: Name): Made {
  const { samples, root } = SOUNDS[name];
  const known = made.get(name);
  if (known) return known;
  const options = { sampleRate: RATE, root, seconds: SECONDS };
  const recording = recordedSource(samples, options);
  const one = { recording, tracks: makeLiveSource(samples, options, recording) };
  made.set(name, one);
  return one;
}

function rigOf({ mix = 0, rate = RATE }: Case): Rig {
  const rig = new Rig(rate);
  rig.core.handle({ kind: 'engine', wasm });
  return rig.set('velocityAmount', 0).set('gain', -12).set('mix', mix).set('release', 0.05);
}

function send(rig: Rig, names: readonly Name[], kind: keyof Made): void {
  const packed = names.map((name) => sourceOf(name)[kind]);
  const products = headProducts(packed);
  const sources = packed.map(({ data }) => data);
  rig.core.handle({ kind: 'live', sources, products, recorded: kind === 'recording' });
}

interface Case {
  readonly names: readonly Name[];
  readonly keys: readonly number[];
  readonly mix?: number;
  readonly rate?: number;
}

/** A chord that is held; its sources become those at each time. */
function held(one: Case, sources: readonly (readonly [number, keyof Made])[], seconds: number) {
  const rig = rigOf(one);
  const parts = sources.map(([from, kind], i) => {
    send(rig, one.names, kind);
    if (i === 0) for (const key of one.keys) rig.midi([0x90, key, 127]);
    return rig.render((sources[i + 1]?.[0] ?? seconds) - from);
  });
  return joined(parts);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const sound = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    sound.set(part, at);
    at += part.length;
  }
  return sound;
}

const WINDOW_SECONDS = 0.06;
/** Levels of windows, dB; what nobody hears is one level. */
function levelsOf(sound: Float32Array, rate = RATE): number[] {
  const size = Math.round(WINDOW_SECONDS * rate);
  return Array.from({ length: Math.floor(sound.length / size) }, (_, i) =>
    Math.max(-90, energyDecibels(sound.subarray(i * size, (i + 1) * size))),
  );
}

/** Largest difference of two rows of levels between two times, dB. */
function apart(a: readonly number[], b: readonly number[], from = 0, to = Infinity): number {
  const off = a.map((x, i) => (i * WINDOW_SECONDS >= from && i * WINDOW_SECONDS <= to ? x - b[i]! : 0));
  return Math.max(...off.map(Math.abs));
}

/** The steepest corner: a cut is as steep as it is high. */
function corner(samples: Float32Array): number {
  let most = 0;
  for (let n = 2; n < samples.length; n++)
    most = Math.max(most, Math.abs(samples[n]! - 2 * samples[n - 1]! + samples[n - 2]!));
  return most;
}

describe('a held note whose tracks come late', () => {
  const own: readonly (readonly [string, Case])[] = [
    ['blown', { names: ['blown'], keys: [64] }],
    ['plucked', { names: ['plucked'], keys: [57] }],
    ['bell', { names: ['bell'], keys: [60] }],
    ['noise', { names: ['noise'], keys: [60] }],
    ['bass', { names: ['bass'], keys: [28] }],
    ['struck', { names: ['struck'], keys: [69] }],
  ];
  it.each(own)('at its own key is as loud as if they had always been there, %s', (_, one) => {
    const known = levelsOf(held(one, [[0, 'tracks']], ARRIVALS.at(-1)! + 1));
    for (const arrival of ARRIVALS) {
      const sound = held(
        one,
        [
          [0, 'recording'],
          [arrival, 'tracks'],
        ],
        arrival + 1,
      );
      expect(apart(levelsOf(sound), known, 0.1)).toBeLessThan(2);
      const before = sound.subarray(0, Math.round(arrival * RATE));
      const after = sound.subarray(before.length);
      expect(corner(after)).toBeLessThan(1.5 * Math.max(corner(before.subarray(-RATE / 10)), 1e-4));
    }
  });

  it.each([
    ['an octave up, plucked', { names: ['plucked'], keys: [69] }],
    ['an octave down, plucked', { names: ['plucked'], keys: [45] }],
    ['a fifth up, blown', { names: ['blown'], keys: [71] }],
    ['a chord of four, bell', { names: ['bell'], keys: [48, 55, 64, 72] }],
    ['between two', { names: ['blown', 'plucked'], keys: [60], mix: 50 }],
    ['a chord of four between two', { names: ['bass', 'blown'], keys: [40, 52, 56, 59], mix: 50 }],
    ['between a held one and a struck one', { names: ['blown', 'struck'], keys: [64], mix: 50 }],
    ['at 44.1 kHz', { names: ['bell'], keys: [67], rate: 44_100 }],
    ['at 96 kHz', { names: ['plucked'], keys: [64], rate: 96_000 }],
    ['at 22.05 kHz', { names: ['blown'], keys: [60], rate: 22_050 }],
  ] as readonly (readonly [string, Case])[])('goes on as it was going, %s', (_, one) => {
    const { rate = RATE } = one;
    const known = levelsOf(held(one, [[0, 'recording']], 3.5), rate);
    for (const arrival of [0.2, 1, 3]) {
      const sound = held(
        one,
        [
          [0, 'recording'],
          [arrival, 'tracks'],
        ],
        arrival + 0.3,
      );
      expect(apart(levelsOf(sound, rate), known, 0, arrival + 0.13)).toBeLessThan(2);
      const before = sound.subarray(0, Math.round(arrival * rate));
      const after = sound.subarray(before.length);
      expect(corner(after)).toBeLessThan(1.5 * Math.max(corner(before.subarray(-rate / 10)), 1e-4));
    }
  });

  it('is released and played again like any other', () => {
    const one: Case = { names: ['bell'], keys: [60] };
    const rig = rigOf(one);
    send(rig, one.names, 'recording');
    rig.midi([0x90, 60, 127]);
    const first = levelsOf(rig.render(0.6));
    rig.midi([0x80, 60, 0], rig.time);
    rig.render(0.04);
    send(rig, one.names, 'tracks');
    rig.render(0.2);
    expect(rig.core.sounding).toBe(0);
    send(rig, one.names, 'recording');
    rig.midi([0x90, 60, 127], rig.time);
    rig.render(1.5);
    rig.midi([0x90, 60, 127], rig.time);
    const again = levelsOf(rig.render(0.3));
    expect(apart(again, first)).toBeLessThan(1);
    send(rig, one.names, 'tracks');
    expect(apart(levelsOf(rig.render(0.3)), first.slice(5))).toBeLessThan(2);
  });

  it('follows sounds that come one after the other, each as recorded and then as tracks', () => {
    const rig = rigOf({ names: [], keys: [], mix: 30 });
    const steps = [
      [['blown'], 'recording'],
      [['blown', 'plucked'], 'recording'],
      [['blown', 'plucked'], 'tracks'],
      [['blown', 'plucked', 'noise'], 'recording'],
      [['blown', 'plucked', 'noise'], 'tracks'],
    ] as const;
    const parts = steps.map(([names, kind], i) => {
      send(rig, names, kind);
      if (i === 0) for (const key of [57, 64]) rig.midi([0x90, key, 127]);
      return rig.render(0.6);
    });
    const levels = levelsOf(joined(parts)).slice(2);
    for (let i = 1; i < levels.length; i++) expect(Math.abs(levels[i]! - levels[i - 1]!)).toBeLessThan(2.5);
  });
});

describe('a held sound that a fade cut off', () => {
  const seconds = 2.5;
  const bodies = {
    even: sumOf(harmonicPartials(220, 8), seconds),
    dying: sumOf(stringPartials(220, 1e-4, 12), seconds),
    breath: added(sumOf(harmonicPartials(220, 8), seconds), softNoise(0.05, 3000, seconds)),
  };
  const cases = Object.keys(bodies).flatMap((name) =>
    [0.03, 0.1, 0.2, 0.5, 1].map((fade) => [name as keyof typeof bodies, fade] as const),
  );

  /** How much louder it becomes again after it was softer, dB. */
  function rise(sound: Float32Array): number {
    const levels = levelsOf(sound)
      .slice(3)
      .map((level) => Math.max(level, -75)); // 50 dB below its beginning: nobody hears it
    let [lowest, most] = [Infinity, 0];
    for (const level of levels) {
      lowest = Math.min(lowest, level);
      most = Math.max(most, level - lowest);
    }
    return most;
  }

  it.each(cases)('%s, of %f s, has no hole', (name, fade) => {
    const body = bodies[name];
    const samples = body.map((x, n) => x * Math.min(1, (body.length - n) / (fade * RATE)));
    const options = { sampleRate: RATE, root: 57, seconds };
    const recording = recordedSource(samples, options);
    const tracks = makeLiveSource(samples, options, recording);
    for (const source of [recording, tracks]) {
      for (const key of [57, 69]) {
        const rig = rigOf({ names: [], keys: [] });
        const products = headProducts([source]);
        rig.core.handle({ kind: 'live', sources: [source.data], products, recorded: source === recording });
        rig.midi([0x90, key, 127]);
        expect(rise(rig.render(5)), `${source === recording ? 'recording' : 'tracks'}, ${key}`).toBeLessThan(
          2,
        );
      }
    }
  });
});
