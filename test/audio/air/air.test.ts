/** Tests air: what is measured comes back, at its pitch, its level and its moment, and nothing else does. */
import { describe, expect, it } from 'vitest';
import {
  AIR_BANDS,
  AIR_CENTRES,
  AIR_FLOOR,
  AIR_WIDTH,
  airFrameAt,
  airFrameSeconds,
  FULL_RATE,
} from '../../../src/audio/air/bands.js';
import { FullBand, fullBand, airOfNote } from '../../../src/audio/air/full-band.js';
import { moveAir, RESAMPLED_MOVE } from '../../../src/audio/air/levels.js';
import { measureAir } from '../../../src/audio/air/measure.js';
import { AirMaker } from '../../../src/audio/air/synthesis.js';
import { soundDistance } from '../../../src/audio/partials/distance.js';
import { resample } from '../../../src/audio/resample.js';
import { prepareWhole, wholeSound } from '../../../src/audio/source.js';
import { blend } from '../../../src/timbre/blend.js';
import type { AirTrack, Embedding } from '../../../src/timbre/embedding.js';
import { midiToHertz } from '../../../src/units.js';

const ROOT = 57;
const STEADY = { hop: 512, deviation: new Float32Array(0) };

/** Numbers between −1 and 1, always the same. */
function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** A bright tone: harmonics to `top` that fall by 6 dB an octave, and a little noise. */
function bright(rate: number, seconds: number, hertz: number, top = 20_000, hiss = 0.003): Float32Array {
  const output = noise(Math.round(rate * seconds)).map((x) => hiss * x);
  for (let k = 1; k * hertz < Math.min(top, 0.45 * rate); k++) {
    const turn = (k * k * 0.618) % 1;
    for (let n = 0; n < output.length; n++)
      output[n]! += (0.1 / k) * Math.cos(2 * Math.PI * ((k * hertz * n) / rate + turn));
  }
  return output;
}

/** As a perfect render at 16 kHz has it. */
const low = (samples: Float32Array, rate: number): Promise<Float32Array> => resample(samples, rate, 16_000);

/** Power in dB of what lies from one frequency to another. */
function bandPower(samples: Float32Array, rate: number, from: number, to: number): number {
  const size = 4096;
  let sum = 0;
  for (let start = 0; start + size <= samples.length; start += size) {
    for (let bin = Math.ceil((from * size) / rate); bin < (to * size) / rate; bin += 3) {
      let [re, im] = [0, 0];
      for (let n = 0; n < size; n++) {
        const x = samples[start + n]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
        re += x * Math.cos((2 * Math.PI * bin * n) / size);
        im += x * Math.sin((2 * Math.PI * bin * n) / size);
      }
      sum += re * re + im * im;
    }
  }
  return 10 * Math.log10(sum + 1e-20);
}

describe('frames', () => {
  it('are where they say', () => {
    for (const frame of [0, 1, 7, 20, 21, 55])
      expect(airFrameAt(airFrameSeconds(frame))).toBeCloseTo(frame, 9);
  });
});

describe('a tone and its air', () => {
  it('is near to itself where a perfect model is not, at any rate', async () => {
    for (const rate of [44_100, 48_000, 96_000]) {
      const tone = bright(rate, 1, midiToHertz(ROOT));
      const real = await resample(tone, rate, FULL_RATE);
      const model = await low(tone, rate);
      const track = measureAir(tone, rate, ROOT);
      const made = fullBand(model, { track, rootMidi: ROOT, pitch: STEADY });
      const silent = { ...track, values: track.values.map(() => AIR_FLOOR) };
      const dull = fullBand(model, { track: silent, rootMidi: ROOT, pitch: STEADY });
      expect(made).toHaveLength(real.length);
      expect(soundDistance(dull, real, FULL_RATE).high).toBeGreaterThan(6);
      expect(soundDistance(made, real, FULL_RATE).high).toBeLessThan(1.2);
      expect(soundDistance(made, real, FULL_RATE).low).toBeLessThan(0.2);
    }
  });

  it('has its harmonics in tune with the note, and follows its contour', () => {
    const tone = bright(FULL_RATE, 0.5, midiToHertz(ROOT));
    const track = measureAir(tone, FULL_RATE, ROOT);
    const deviation = new Float32Array(20).fill(0.5);
    const air = airOfNote({ track, rootMidi: ROOT, pitch: { hop: 512, deviation } }, FULL_RATE / 2);
    const hertz = midiToHertz(ROOT + 0.5);
    const k = Math.round(9_000 / hertz);
    const on = bandPower(air, FULL_RATE, k * hertz - 20, k * hertz + 20);
    const off = bandPower(air, FULL_RATE, (k + 0.5) * hertz - 20, (k + 0.5) * hertz + 20);
    expect(on - off).toBeGreaterThan(12);
  });

  it('is noise for a sound without pitch', async () => {
    const hiss = noise(FULL_RATE).map((x) => 0.2 * x);
    const track = measureAir(hiss, FULL_RATE, null);
    expect(track.values.filter((_, i) => i % AIR_WIDTH < AIR_BANDS).every((x) => x === AIR_FLOOR)).toBe(true);
    const made = fullBand(await low(hiss, FULL_RATE), { track, rootMidi: 60, pitch: null });
    expect(soundDistance(made, hiss, FULL_RATE).high).toBeLessThan(1.6);
    expect(bandPower(made, FULL_RATE, 9_000, 19_000)).toBeCloseTo(
      bandPower(hiss, FULL_RATE, 9_000, 19_000),
      -0.5,
    );
  });

  it('keeps the level through the crossover', async () => {
    const hiss = noise(2 * FULL_RATE).map((x) => 0.2 * x);
    const track = measureAir(hiss, FULL_RATE, null);
    const made = fullBand(await low(hiss, FULL_RATE), { track, rootMidi: 60, pitch: null });
    for (let hertz = 6_800; hertz < 9_000; hertz += 200) {
      const off =
        bandPower(made, FULL_RATE, hertz, hertz + 200) - bandPower(hiss, FULL_RATE, hertz, hertz + 200);
      expect(Math.abs(off)).toBeLessThan(2);
    }
  });
});

describe('a prepared sound', () => {
  it('has its air when it is asked for, in time with its samples and as loud', async () => {
    const rate = 44_100;
    const tone = bright(rate, 0.5, midiToHertz(ROOT)).map((x) => 0.1 * x);
    const file = new Float32Array(rate);
    file.set(tone, Math.round(0.3 * rate));
    const sound = wholeSound([file], rate, 'tone');
    const options = { sampleRate: 16_000, seconds: 0.6, peak: 0.9 };
    expect((await prepareWhole(sound, options)).air).toBeNull();
    expect((await prepareWhole(sound, { ...options, sampleRate: 22_050, air: true })).air).toBeNull();
    const { samples, pitch, air, root } = await prepareWhole(sound, { ...options, air: true });
    const made = fullBand(samples, { track: air!, rootMidi: root.midi, pitch });
    const start = Math.round((0.3 - 0.005) * FULL_RATE);
    const real = (await resample(file, rate, FULL_RATE)).subarray(start, start + made.length);
    expect(soundDistance(made, real, FULL_RATE).high).toBeLessThan(1.5);
    expect(soundDistance(made, real, FULL_RATE).attack).toBeLessThan(3);
    // a part of it, cut by hand, begins where the hand said
    const part = await prepareWhole(sound, { ...options, air: true, trim: { start: 0.4, end: 0.7 } });
    expect(part.air!.values[AIR_WIDTH * 4]).toBeGreaterThan(-80);
    expect(airFrameSeconds(part.air!.frames - 1)).toBeCloseTo(0.3, 1);
  });
});

describe('nothing is invented', () => {
  it('above where a source ends, whatever its rate', async () => {
    const rates = [
      [22_050, 11_500],
      [32_000, 16_500],
    ] as const;
    for (const [rate, end] of rates) {
      const tone = bright(rate, 0.5, midiToHertz(ROOT));
      const track = measureAir(tone, rate, ROOT);
      const made = fullBand(await low(tone, rate), { track, rootMidi: ROOT, pitch: STEADY });
      const real = await resample(tone, rate, FULL_RATE);
      expect(bandPower(made, FULL_RATE, end, 20_000)).toBeLessThan(
        bandPower(real, FULL_RATE, 8_000, 10_000) - 45,
      );
    }
  });

  it('for a source that ends where the model does', async () => {
    // faded in, as a step of its first sample would be air
    const tone = bright(48_000, 0.5, midiToHertz(ROOT), 7_000, 0).map(
      (x, n) => x * Math.sin(Math.min(1, n / 2_400) * (Math.PI / 2)) ** 2 * Math.min(1, (24_000 - n) / 2_400),
    );
    const track = measureAir(tone, FULL_RATE, ROOT);
    const made = fullBand(await low(tone, FULL_RATE), { track, rootMidi: ROOT, pitch: STEADY });
    expect(bandPower(made, FULL_RATE, 9_000, 20_000)).toBeLessThan(
      bandPower(made, FULL_RATE, 3_000, 7_000) - 70,
    );
    expect(measureAir(tone, 11_025, ROOT)).toEqual({
      frames: 1,
      values: new Float32Array(AIR_WIDTH).fill(AIR_FLOOR),
    });
  });

  it('before an attack, and behind the end', () => {
    const tone = bright(FULL_RATE, 0.4, midiToHertz(ROOT));
    const late = new Float32Array(FULL_RATE);
    late.set(tone, Math.round(0.05 * FULL_RATE));
    const air = airOfNote(
      { track: measureAir(late, FULL_RATE, ROOT), rootMidi: ROOT, pitch: STEADY },
      FULL_RATE,
    );
    const rms = (from: number, to: number): number =>
      Math.sqrt(
        air.subarray(from * FULL_RATE, to * FULL_RATE).reduce((sum, x) => sum + x * x, 0) / (to - from),
      );
    expect(rms(0, 0.035)).toBeLessThan(0.01 * rms(0.1, 0.3));
    expect(rms(0.5, 0.99)).toBeLessThan(0.01 * rms(0.1, 0.3));
    expect(air.at(-1)).toBe(0);
  });

  it('out of silence', () => {
    const track = measureAir(new Float32Array(4_800), FULL_RATE, null);
    expect(airOfNote({ track, rootMidi: 60, pitch: null }, 4_800).every((x) => x === 0)).toBe(true);
  });
});

describe('streaming', () => {
  it('gives the same samples in blocks of any size, and whole notes whatever their length', async () => {
    const tone = bright(48_000, 0.3, midiToHertz(ROOT));
    const note = { track: measureAir(tone, FULL_RATE, ROOT), rootMidi: ROOT, pitch: STEADY };
    const model = await low(tone, FULL_RATE);
    const whole = fullBand(model, note);
    const stream = new FullBand(note, model.length);
    const parts: number[] = [];
    for (let at = 0, size = 1; at < model.length; at += size, size = 1 + ((size * 7) % 900))
      parts.push(...stream.process(model.subarray(at, at + size)));
    expect(Float32Array.from(parts)).toEqual(whole);
    for (const length of [1, 2, 63, 64, 65]) {
      expect(fullBand(model.subarray(0, length), note)).toHaveLength(3 * length);
    }
  });
});

describe('mixes', () => {
  const embedding = (air?: AirTrack): Embedding => ({
    timbre: { frames: 1, channels: 1, hop: 512, values: new Float32Array(1) },
    loudness: null,
    pitch: null,
    ...(air ? { air } : {}),
  });
  const flat = (level: number, frames = 2): AirTrack => ({
    frames,
    values: new Float32Array(frames * AIR_WIDTH).fill(level),
  });

  it('lie between their sources in dB; a dull one is never the silence of a bright one', () => {
    const { air } = blend([embedding(flat(-40)), embedding(flat(-60, 3))], [1, 1]);
    expect(air!.frames).toBe(3);
    expect(air!.values[0]).toBeCloseTo(-50, 4);
    expect(air!.values.at(-1)).toBeCloseTo((Math.max(-110, -60 - 40) - 60) / 2, 4);
    expect(blend([embedding(flat(-40)), embedding(flat(AIR_FLOOR))], [1, 1]).air!.values[0]).toBeCloseTo(
      -60,
      4,
    );
  });

  it('are their source alone, to the bit, and have no air where one has none', () => {
    const one = embedding(flat(-40));
    expect(blend([one, embedding(flat(-90))], [1, 0])).toBe(one);
    expect(blend([one, embedding()], [1, 1]).air).toBeUndefined();
    expect(blend([one, embedding()], [1, 0]).air).toBe(one.air);
  });

  it('do not dip where two sounds meet: their phases are the same', () => {
    const maker = new AirMaker({ period: 256, rate: 256 * 220, pitched: true });
    const levels = (level: number) => (_: number, out: Float64Array) => void out.fill(level);
    const [a, b] = [
      maker.make(60_000, { seed: 1, levels: levels(-30) }),
      maker.make(60_000, { seed: 1, levels: levels(-36) }),
    ];
    const power = (x: Float32Array): number => x.reduce((sum, y) => sum + y * y, 0);
    const half = a.map((x, i) => (x + b[i]!) / 2);
    expect(Math.sqrt(power(half))).toBeCloseTo((Math.sqrt(power(a)) + Math.sqrt(power(b))) / 2, 3);
    const other = maker.make(60_000, { seed: 2, levels: levels(-30) });
    const apart = a.map((x, i) => (x + other[i]!) / 2);
    expect(power(apart) / power(a)).toBeLessThan(0.7);
  });
});

describe('another key', () => {
  it('moves bands by their share, edges held', () => {
    const values = new Float32Array(AIR_WIDTH);
    for (let i = 0; i < AIR_WIDTH; i++) values[i] = -(AIR_CENTRES[i % AIR_BANDS]! / 1000);
    const air = { frames: 1, values };
    expect(moveAir(air, 0).values).toEqual(values);
    const up = moveAir(air, 12).values;
    expect(up[AIR_BANDS - 1]).toBeCloseTo(-(AIR_CENTRES[AIR_BANDS - 1]! / Math.SQRT2 / 1000), 3);
    expect(up[0]).toBe(values[0]);
    expect(up.subarray(AIR_BANDS)).toEqual(values.subarray(AIR_BANDS));
    expect(moveAir(air, -12, RESAMPLED_MOVE).values[AIR_BANDS]).toBeCloseTo(-(2 * AIR_CENTRES[0]!) / 1000, 2);
  });
});
