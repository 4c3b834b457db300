/** Tests the live parameters at a voice of the engine: what each does, at both ends and swept in every segment. */
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { headProducts } from '../../src/audio/partials/head-products.js';
import { packSource, type PackedSource } from '../../src/audio/partials/pack.js';
import { PARAMETERS, type ParameterId } from '../../src/parameters.js';
import { LiveEngine } from '../../worklets/core/live/engine.js';
import { Settings } from '../../worklets/core/settings.js';
import { added, harmonicPartials, RATE, softNoise, sumOf } from '../audio/partials/sounds.js';
import { energyDecibels, engineModule, hertzNear } from './rig.js';

const LIVE = PARAMETERS.filter(({ group }) => group === 'live');
/** Plucked, dark, dying away; and blown, bright, swelling, with breath. */
let plucked: PackedSource, blown: PackedSource;

beforeAll(() => {
  const dark = sumOf(harmonicPartials(220, 6), 2).map((x, n) => x * Math.exp(-n / 24_000));
  const bright = added(sumOf(harmonicPartials(220, 20, true), 2), softNoise(0.03, 3000, 2));
  const swelling = bright.map((x, n) => x * Math.min(1, n / 24_000));
  plucked = packSource(analyseTracks([dark], RATE, { root: 57, start: 0 }));
  blown = packSource(analyseTracks([swelling], RATE, { root: 57, start: 0 }));
});

type Values = Readonly<Partial<Record<ParameterId, number>>>;

interface Played {
  readonly sources?: readonly PackedSource[];
  readonly x?: number;
  readonly seconds?: number;
  readonly natural?: number;
  /** Values that begin at a segment. */
  readonly at?: (segment: number) => Values;
}

/** What a voice plays of the sources with these values. */
function play(
  values: Values,
  { sources = [plucked, blown], x = 0, seconds = 1, natural = 1, at }: Played = {},
) {
  const engine = new LiveEngine(engineModule, RATE);
  engine.load(
    sources.map(({ data }) => data),
    headProducts(sources),
  );
  const settings = new Settings(RATE);
  const set = (more: Values): void => {
    for (const [id, value] of Object.entries(more)) settings.set(id as ParameterId, value);
  };
  for (const { id, default: value } of PARAMETERS) settings.set(id, value);
  set(values);
  settings.jump();
  engine.follow(settings.smoothed.values);
  Object.assign(engine, { x, pitch: 57, natural });
  engine.locate(engine.set!);
  const voice = engine.start(engine.set!, 1);
  const out = new Float32Array(Math.ceil((seconds * RATE) / engine.segment) * engine.segment);
  for (let from = 0, i = 0; from < out.length; from += engine.segment, i++) {
    set(at?.(i) ?? {});
    settings.advance();
    engine.follow(settings.smoothed.values);
    engine.locate(engine.set!);
    const ended = engine.render(voice);
    const place = engine.offset(voice);
    out.set(engine.samples.subarray(place, place + engine.segment), from);
    if (ended) break;
  }
  return out;
}

const part = (sound: Float32Array, from: number, to: number): Float32Array =>
  sound.subarray(Math.round(from * RATE), Math.round(to * RATE));
const level = (sound: Float32Array, from: number, to: number): number =>
  energyDecibels(part(sound, from, to));

/** Amplitude at a frequency. */
function amplitude(sound: Float32Array, hertz: number): number {
  let [re, im] = [0, 0];
  sound.forEach((x, n) => {
    const weight = 1 - Math.cos((2 * Math.PI * n) / sound.length);
    re += weight * x * Math.cos((2 * Math.PI * hertz * n) / RATE);
    im += weight * x * Math.sin((2 * Math.PI * hertz * n) / RATE);
  });
  return Math.hypot(re, im) / sound.length;
}
const decibels = (ratio: number): number => 20 * Math.log10(ratio);
/** How much of a sound its tenth harmonic is. */
const brightness = (sound: Float32Array): number => decibels(amplitude(sound, 2200) / amplitude(sound, 220));

describe('live parameters', () => {
  it('leave one of tone and noise at the ends of the balance', () => {
    const options = { sources: [blown], seconds: 1.2 };
    const [tone, both, noise] = [-100, 0, 100].map((liveBalance) =>
      part(play({ liveBalance }, options), 0.4, 1),
    );
    expect(amplitude(noise!, 220)).toBeLessThan(0.01 * amplitude(both!, 220));
    expect(decibels(amplitude(tone!, 220) / amplitude(both!, 220))).toBeCloseTo(0, 0);
    const between = (sound: Float32Array): number => amplitude(sound, 2310);
    expect(between(tone!)).toBeLessThan(0.1 * between(noise!));
    expect(energyDecibels(noise!)).toBeGreaterThan(-60);
  });

  it('tilt the spectrum about its level', () => {
    const [dark, plain, bright] = [-6, 0, 6].map((liveTilt) => part(play({ liveTilt }, { x: 1 }), 0.5, 0.9));
    const octaves = Math.log2(10);
    expect(brightness(bright!) - brightness(plain!)).toBeCloseTo(6 * octaves, 0);
    expect(brightness(dark!) - brightness(plain!)).toBeCloseTo(-6 * octaves, 0);
    for (const sound of [dark!, bright!])
      expect(Math.abs(energyDecibels(sound) - energyDecibels(plain!))).toBeLessThan(1);
  });

  it('stretch the partials and leave the fundamental', () => {
    for (const [liveStretch, power] of [
      [50, 1.1],
      [-50, 0.9],
    ] as const) {
      const sound = part(play({ liveStretch }, { x: 1 }), 0.4, 0.9);
      expect(hertzNear(sound, 220)).toBeCloseTo(220, 0);
      expect(hertzNear(sound, 220 * 3 ** power)).toBeCloseTo(220 * 3 ** power, 0);
    }
  });

  it('give the attack of one and the body of the other', () => {
    const sound = play({ liveOnset: -100 }, { x: 1, seconds: 1 });
    const [one, other] = [play({}, { x: 0 }), play({}, { x: 1 })];
    const onset = (x: Float32Array): Float32Array => part(x, 0, 0.06);
    expect(brightness(onset(sound))).toBeLessThan(brightness(onset(other)) - 20);
    expect(Math.abs(energyDecibels(onset(sound)) - energyDecibels(onset(one)))).toBeLessThan(1);
    expect(brightness(part(sound, 0.5, 0.9))).toBeCloseTo(brightness(part(other, 0.5, 0.9)), 0);
  });

  it('give the envelope of one to the spectrum of the other', () => {
    const sound = play({ liveEnvelope: -100 }, { x: 1, seconds: 1 });
    const [one, other] = [play({}, { x: 0 }), play({}, { x: 1 })];
    const fall = (x: Float32Array): number => level(x, 0.8, 0.9) - level(x, 0.2, 0.3);
    expect(fall(other)).toBeGreaterThan(fall(one) + 6);
    expect(Math.abs(fall(sound) - fall(one))).toBeLessThan(3);
    expect(brightness(part(sound, 0.5, 0.9))).toBeCloseTo(brightness(part(other, 0.5, 0.9)), 0);
  });

  it('go beyond the sources', () => {
    const at = (liveBeyond: number, x: number) => brightness(part(play({ liveBeyond }, { x }), 0.4, 0.9));
    expect(at(100, 1)).toBeGreaterThan(at(0, 1) + 3);
    expect(at(100, 0.5)).toBeCloseTo(at(0, 0.5), 3);
    expect(at(50, 1)).toBeGreaterThan(at(0, 1) + 1);
    for (const x of [0, 1]) expect(Math.abs(level(play({ liveBeyond: 100 }, { x }), 0, 1))).toBeLessThan(40);
  });

  it('freeze, slow down and turn round, at the same pitch', () => {
    const source = { sources: [plucked], seconds: 1 };
    const fall = (x: Float32Array): number => level(x, 0.8, 0.9) - level(x, 0.3, 0.4);
    const plain = fall(play({}, source));
    const frozen = play({}, { ...source, at: (i) => (i > 95 ? { liveFreeze: 1 } : {}) });
    expect(fall(frozen)).toBeCloseTo(0, 0);
    expect(plain).toBeLessThan(-6);
    expect(fall(play({ liveSpeed: 50 }, source))).toBeCloseTo(plain / 2, 0);
    expect(hertzNear(part(frozen, 0.4, 0.9), 220)).toBeCloseTo(220, 1);
    const back = play({ liveSpeed: -100 }, { ...source, seconds: 2.5 });
    expect(level(back, 1.5, 1.6)).toBeGreaterThan(level(back, 0.2, 0.3) + 10);
    expect(level(back, 2.2, 2.4)).toBeLessThan(-80);
    const there = play({}, { ...source, seconds: 1.2, at: (i) => ({ liveSpeed: i < 200 ? 100 : -100 }) });
    expect(Math.abs(level(there, 0.88, 0.92) - level(there, 0.18, 0.22))).toBeLessThan(3);
  });

  it('change nothing at their defaults, to the bit', () => {
    const values = Object.fromEntries(LIVE.map(({ id, default: value }) => [id, value]));
    for (const x of [0, 0.3, 1]) {
      const [plain, set] = [play({}, { x }), play(values, { x, at: () => values })];
      expect(set).toEqual(plain);
    }
  });

  it.each(LIVE.map(({ id, min, max }) => [id, min, max] as const))(
    '%s at both ends, and swept in each segment, is finite, bounded, without a click',
    (id, min, max) => {
      const sources = [plucked, blown];
      const step = (sound: Float32Array): number => {
        let most = 0;
        for (let n = 1; n < sound.length; n++) most = Math.max(most, Math.abs(sound[n]! - sound[n - 1]!));
        return most;
      };
      for (const x of [0, 0.4, 1]) {
        const loudest = Math.max(
          ...sources.map((_, i) => play({}, { x: i }).reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
        );
        const steady = [min, max].map((value) => play({ [id]: value }, { x }));
        const swept = play(
          {},
          { x, at: (i) => ({ [id]: min + (max - min) * (0.5 + 0.5 * Math.sin(0.7 * i)) }) },
        );
        const jumping = play({}, { x, at: (i) => ({ [id]: i % 40 < 20 ? min : max }) });
        for (const sound of [...steady, swept, jumping]) {
          expect(sound.every((one) => Math.abs(one) <= 4 * loudest)).toBe(true);
          expect(step(sound)).toBeLessThan(2 * Math.max(step(play({}, { x: 1 })), ...steady.map(step)));
        }
      }
    },
  );
});
