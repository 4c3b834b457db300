/** Tests rainbowgrams and their constant-Q transform. */
import { describe, expect, it } from 'vitest';
import { ConstantQ } from '../../src/audio/constant-q.js';
import { FLOOR_DB, rainbowgram, rainbowReach, TURN_SECONDS } from '../../src/audio/rainbowgram.js';
import { noise, sine } from './signals.js';

const RATE = 16000;

function analyse(samples: Float32Array, centre: number, rate = RATE) {
  const transform = new ConstantQ(rate);
  const levels = new Float32Array(transform.rows);
  const frequencies = new Float32Array(transform.rows);
  transform.at(samples, centre, levels, frequencies);
  return { transform, levels, frequencies };
}

/** The row's sum as the definition has it: the signal under a Gaussian of time, turned back by its frequency. */
function byDefinition(samples: Float32Array, centre: number, hertz: number, q: number): number {
  const spread = hertz / q / Math.sqrt(2 * Math.LN2);
  let [re, im, weight] = [0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const t = (i - centre) / RATE;
    const window = Math.exp(-((2 * Math.PI * spread * t) ** 2) / 2);
    re += window * samples[i]! * Math.cos(2 * Math.PI * hertz * t);
    im -= window * samples[i]! * Math.sin(2 * Math.PI * hertz * t);
    weight += window;
  }
  return (2 * Math.hypot(re, im)) / weight;
}

describe('constant Q', () => {
  it('has 7 octaves of 36 rows above 55 Hz, and fewer where the rate ends them', () => {
    expect(new ConstantQ(RATE).rows).toBe(7 * 36 + 1);
    const low = new ConstantQ(8000);
    expect(low.hertz(low.rows - 1)).toBeLessThan(3800);
    expect(low.hertz(36)).toBeCloseTo(110);
  });

  it('agrees with its definition in the time domain, on noise', () => {
    const samples = noise(16000, 0.5, 7);
    const { transform, levels } = analyse(samples, 8000);
    for (let row = 24; row < transform.rows; row += 19) {
      const expected = byDefinition(samples, 8000, transform.hertz(row), 22);
      expect(10 ** (levels[row]! / 20) / expected, `row ${row}`).toBeCloseTo(1, 2);
    }
  });

  it('a tone has its level in its row, half of it half a bandwidth away', () => {
    const { levels } = analyse(sine(440, RATE, 1, 0.5), 8000);
    const row = 3 * 36;
    expect(levels[row]).toBeCloseTo(20 * Math.log10(0.5), 1);
    const { levels: beside } = analyse(sine(440 * (1 + 1 / 22), RATE, 1, 0.5), 8000);
    expect(levels[row]! - beside[row]!).toBeCloseTo(6.02, 1);
    expect(levels[row + 12]! - levels[row]!).toBeLessThan(-60);
  });

  it('says a tone’s frequency in every row that hears it within 30 dB', () => {
    for (const hertz of [61.3, 440, 1234.5, 5001]) {
      const { levels, frequencies } = analyse(sine(hertz, RATE, 1), 8000);
      const heard = [...levels.keys()].filter((row) => levels[row]! > -30);
      expect(heard.length).toBeGreaterThan(3);
      for (const row of heard) expect(Math.abs(frequencies[row]! / hertz - 1)).toBeLessThan(2e-3);
    }
  });

  it('follows a glide', () => {
    const glide = Float32Array.from({ length: RATE }, (_, i) => {
      const t = i / RATE;
      return Math.sin(2 * Math.PI * (800 * t + 200 * t * t)); // 800 Hz + 400 Hz a second
    });
    for (const at of [0.25, 0.5, 0.75]) {
      const { transform, levels, frequencies } = analyse(glide, at * RATE);
      const row = Math.round(36 * Math.log2((800 + 400 * at) / transform.minHz));
      expect(levels[row]).toBeGreaterThan(-1);
      expect(frequencies[row]).toBeCloseTo(800 + 400 * at, 0);
    }
  });

  it('rings as many periods in every row', () => {
    const click = new Float32Array(RATE);
    click[8000] = 1;
    const fall = (row: number, periods: number): number => {
      const transform = new ConstantQ(RATE);
      const away = Math.round((periods * RATE) / transform.hertz(row));
      return analyse(click, 8000).levels[row]! - analyse(click, 8000 + away).levels[row]!;
    };
    for (const row of [72, 144, 216]) expect(fall(row, 8)).toBeCloseTo(fall(108, 8), 0);
  });

  it('is silent for silence, and at its own frequency', () => {
    const { transform, levels, frequencies } = analyse(new Float32Array(100), 50);
    expect(levels.every((level) => level === -Infinity)).toBe(true);
    expect(frequencies[36]).toBeCloseTo(transform.hertz(36), 3);
  });
});

describe('rainbowgram', () => {
  const whole = (samples: Float32Array, columns: number) => {
    const step = samples.length / columns;
    return rainbowgram({ samples, sampleRate: RATE, start: 0, from: 0, to: columns, step });
  };

  it('a steady tone is a stripe of one colour: its turns in 32 ms', () => {
    const samples = new Float32Array(2 * RATE);
    samples.set(sine(450, RATE, 1, 0.5), RATE);
    const { rows, levels, hues } = whole(samples, 40);
    const row = Math.round(36 * Math.log2(450 / 55));
    const hue = 256 * ((450 * TURN_SECONDS) % 1);
    for (let column = 24; column < 36; column++) {
      expect(Math.abs(hues[column * rows + row]! - hue)).toBeLessThan(4);
      expect(levels[column * rows + row]).toBe(Math.round(255 * (1 + 6.02 / FLOOR_DB)));
    }
    expect(levels[10 * rows + row]).toBe(0);
  });

  it('a stretch gives the same as the whole', () => {
    const samples = noise(32000, 0.5, 3);
    const all = whole(samples, 80);
    const reach = rainbowReach(RATE);
    const [from, to, step] = [40, 44, 400];
    const start = from * step - reach;
    const part = rainbowgram({
      samples: samples.slice(start, to * step + reach),
      sampleRate: RATE,
      start,
      from,
      to,
      step,
    });
    expect(part.levels).toEqual(all.levels.subarray(from * all.rows, to * all.rows));
    expect(part.hues).toEqual(all.hues.subarray(from * all.rows, to * all.rows));
  });
});
