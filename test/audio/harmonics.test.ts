/** Tests that a note's harmonics get their source's phases and levels. */
import { describe, expect, it } from 'vitest';
import { HarmonicFilter } from '../../src/audio/harmonics/filter.js';
import { harmonicCount, harmonicHop } from '../../src/audio/harmonics/frames.js';
import { measureHarmonics } from '../../src/audio/harmonics/track.js';
import { PulseTracker } from '../../src/audio/harmonics/pulse.js';
import { uniforms } from '../generator/models.js';

const RATE = 16000;
const LENGTH = RATE;
const MIDDLE = [3200, 12800] as const;

interface ToneOptions {
  /** By harmonic, from 1: its amplitude. */
  readonly amplitude: (k: number) => number;
  /** In periods. */
  readonly phase: (k: number) => number;
}

function tone(hertz: number, { amplitude, phase }: ToneOptions): Float32Array {
  const output = new Float32Array(LENGTH);
  for (let k = 1; k <= Math.min(20, harmonicCount(hertz, RATE)); k++) {
    for (let i = 0; i < LENGTH; i++) {
      output[i]! += 0.1 * amplitude(k) * Math.cos(2 * Math.PI * ((k * hertz * i) / RATE + phase(k)));
    }
  }
  return output;
}

const saw = (k: number): number => 1 / k;
const odd = (k: number): number => (k % 2 === 1 ? 1 / Math.sqrt(k) : 0.02 / k);
const pulse = (): number => 0;
/** Neither a pulse nor its mirror: phases as of a chirp. */
const spread = (k: number): number => (0.13 * k * k) % 1;

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

/** Crest factor of the middle, dB. */
function crest(samples: Float32Array): number {
  const middle = samples.subarray(...MIDDLE);
  const peak = middle.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return 20 * Math.log10(peak / rms(middle));
}

function filtered(note: Float32Array, source: Float32Array, hertz: number, own = hertz, hold = 1) {
  const track = measureHarmonics(source, [own], RATE)!;
  return new HarmonicFilter({ track: { ...track, hold }, hertz: [hertz] }, note.length, RATE).process(note);
}

describe('measureHarmonics', () => {
  it.each([45, 110, 293, 1100])(
    'tells levels and phases of harmonics of %i Hz, whatever the clock',
    (hertz) => {
      const track = measureHarmonics(tone(hertz, { amplitude: saw, phase: spread }), [hertz], RATE)!;
      expect(track.hop).toBe(harmonicHop(RATE));
      const row = 30 * track.count;
      const first = track.phases[row]! - spread(1);
      for (let k = 2; k <= 6; k++) {
        expect(track.levels[row + k - 1]! - track.levels[row]!).toBeCloseTo(-20 * Math.log10(k), 0);
        const turn = track.phases[row + k - 1]! - spread(k) - k * first;
        expect(Math.abs(turn - Math.round(turn))).toBeLessThan(0.03);
      }
    },
  );

  it('tells clean harmonics from noisy ones', () => {
    const clean = tone(220, { amplitude: saw, phase: pulse });
    const noise = uniforms(LENGTH, 3);
    const noisy = clean.map((x, i) => x + 0.3 * noise[i]!);
    const rest = (samples: Float32Array): number => {
      const { rests, count } = measureHarmonics(samples, [220], RATE)!;
      return rests[30 * count + 4]!;
    };
    expect(rest(noisy)).toBeGreaterThan(rest(clean) + 20);
  });

  it('holds what was heard through silence; where there is none, there is nothing', () => {
    const sound = tone(220, { amplitude: saw, phase: pulse });
    sound.fill(0, 8000);
    sound.fill(0, 0, 2000);
    const { levels, count, frames } = measureHarmonics(sound, [220], RATE)!;
    expect(levels[0]).toBeGreaterThan(-30);
    expect(levels[(frames - 1) * count]).toBeGreaterThan(-30);
    expect(measureHarmonics(new Float32Array(4000), [220], RATE)).toBeNull();
  });
});

describe('HarmonicFilter', () => {
  it.each([
    [45, saw, spread, pulse],
    [130, saw, pulse, spread],
    [293, odd, spread, pulse],
    [293, odd, pulse, spread],
    [440, saw, spread, pulse],
    [1100, saw, pulse, spread],
  ])('gives a note at %i Hz the shape of its source, high or low', (hertz, amplitude, of, is) => {
    const source = tone(hertz, { amplitude, phase: of });
    const note = tone(hertz, { amplitude, phase: (k) => is(k) + 0.3 * k });
    expect(Math.abs(crest(note) - crest(source))).toBeGreaterThan(1.5); // else it says nothing
    const made = filtered(note, source, hertz);
    expect(Math.abs(crest(made) - crest(source))).toBeLessThan(0.5);
    expect(20 * Math.log10(rms(made.subarray(...MIDDLE)) / rms(note.subarray(...MIDDLE)))).toBeCloseTo(0, 0);
  });

  it('brings a lost harmonic back, and takes the noise around one away', () => {
    const source = tone(293, { amplitude: odd, phase: spread });
    const noise = uniforms(LENGTH, 5);
    const lost = tone(293, { amplitude: (k) => (k === 7 ? 0.02 : odd(k)), phase: pulse });
    const note = lost.map((x, i) => x + 0.02 * noise[i]!);
    const [is, was] = [filtered(note, source, 293), source].map((of) => measureHarmonics(of, [293], RATE)!);
    for (let frame = 15; frame < 45; frame++) {
      const place = frame * was!.count + 6;
      expect(Math.abs(is!.levels[place]! - was!.levels[place]!)).toBeLessThan(4);
    }
  });

  it('at another pitch turns phases, and leaves every level where it was', () => {
    const source = tone(220, { amplitude: saw, phase: spread });
    const note = tone(330, { amplitude: odd, phase: pulse });
    const made = filtered(note, source, 330, 220, 0);
    const [is, was] = [made, note].map((of) => measureHarmonics(of, [330], RATE)!);
    for (let k = 1; k <= 9; k += 2) {
      const place = 30 * was!.count + k - 1;
      expect(Math.abs(is!.levels[place]! - was!.levels[place]!)).toBeLessThan(0.3);
    }
    const same = tone(330, { amplitude: odd, phase: spread });
    expect(Math.abs(crest(made) - crest(same))).toBeLessThan(0.7);
  });

  it('is the same to the bit however the note is cut, and changes no silence', () => {
    const source = tone(220, { amplitude: saw, phase: spread });
    const note = tone(220, { amplitude: odd, phase: pulse }).subarray(0, 5000);
    const track = measureHarmonics(source, [220], RATE)!;
    const whole = filtered(note, source, 220);
    expect(whole.length).toBe(5000);
    for (const size of [1, 97, 1024]) {
      const filter = new HarmonicFilter({ track, hertz: [220] }, note.length, RATE);
      const parts: number[] = [];
      for (let at = 0; at < note.length; at += size) {
        parts.push(...filter.process(note.subarray(at, at + size)));
      }
      expect(Float32Array.from(parts)).toEqual(whole);
    }
    expect(filtered(new Float32Array(3000), source, 220)).toEqual(new Float32Array(3000));
  });
});

describe('PulseTracker', () => {
  it('never jumps by half a period, where odd harmonics say as much for one place as for the other', () => {
    const tracker = new PulseTracker();
    const count = 9;
    const strengths = Float64Array.from({ length: count }, (_, k) => odd(k + 1));
    let last: number | null = null;
    for (let frame = 0; frame < 60; frame++) {
      // harmonics 5, 7 and 9 come and go in any phase, as lost ones do
      const wild = uniforms(count, frame + 1);
      const turns = Float64Array.from({ length: count }, (_, k) => (k < 4 ? 0.2 * (k + 1) : wild[k]!));
      const place = tracker.next(turns, strengths, count);
      if (last !== null) expect(Math.abs(place - last)).toBeLessThan(0.1);
      last = place;
    }
  });
});
