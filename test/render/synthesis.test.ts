/** Tests synthesis of samples from codes. */
import { describe, expect, it } from 'vitest';
import { codeSignal } from '../../src/audio/loudness.js';
import { HighPass } from '../../src/audio/high-pass.js';
import { sourceLoudness } from '../../src/render/level.js';
import { Synthesis, type SynthesisOptions } from '../../src/render/synthesis.js';
import type { LoudnessTrack } from '../../src/timbre/embedding.js';
import { largestDifference } from '../audio/goldens.js';
import { randomCodes } from '../generator/models.js';
import { Goldens } from '../model/goldens.js';
import { pluck, TINY_FACTORY, TINY_NSYNTH } from '../model/models.js';

const RATE = 16000;
const signal = TINY_FACTORY.signal;
const levelled = { preEmphasis: signal.preEmphasis, loudness: signal.loudness! };

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

function track(levels: readonly number[]): LoudnessTrack {
  return { hop: 128, levels: Float32Array.from(levels), silence: -100 };
}

function all(options: Partial<SynthesisOptions>, codes: Uint8Array): Float32Array {
  const defaults = { signal, sampleRate: RATE, loudness: null, rootMidi: 60, length: codes.length };
  return new Synthesis({ ...defaults, ...options }).process(codes);
}

describe('Synthesis', () => {
  it('gives a coded sound back', () => {
    const sound = pluck(57, 0.5);
    const { codes, loudness } = codeSignal(sound, levelled);
    const output = all({ loudness, rootMidi: 57 }, codes);
    // Mu-law's own noise; the high-pass turns phases a little, so levels are compared hop by hop.
    for (let start = 256; start + 512 <= 5000; start += 512) {
      const [was, is] = [sound, output].map((of) => rms(of.subarray(start, start + 512))) as [number, number];
      expect(Math.abs(20 * Math.log10(is / was))).toBeLessThan(1);
    }
  });

  it('agrees with the training on decoding, apart from the high-pass', async () => {
    const goldens = await Goldens.open();
    const codes = Uint8Array.from(goldens.integers('codes'), (q) => q + 128);
    const loudness = track([...goldens.floats('loudnessDb')]);
    // Without a pitch only rumble is cut, and so it is in what is expected; the end, which fades, is left out.
    const expected = goldens.floats('decodedWave');
    new HighPass(20, RATE).process(expected);
    const output = all({ loudness, rootMidi: null }, codes);
    const straight = (_: number, i: number): boolean => i < 8000 && Math.abs(expected[i]!) < 0.85;
    expect(output.filter(straight).length).toBeGreaterThan(7900);
    expect(largestDifference(output.filter(straight), expected.filter(straight))).toBeLessThan(2e-4);
  });

  it.each(['coded', 'unweighted'])('is the same to the bit however the codes are cut, %s level', (kind) => {
    const codes = randomCodes(3000, 4);
    const loudness = track([-20, -10, -30]);
    const unweighted = {
      ...loudness,
      unweighted: Float32Array.from({ length: 24 }, (_, j) => -30 + (j % 7)),
      unweightedWindow: 512,
    };
    const options = {
      signal,
      sampleRate: RATE,
      loudness: kind === 'unweighted' ? unweighted : loudness,
      rootMidi: 60,
      length: 3000,
    };
    const whole = new Synthesis(options).process(codes);
    expect(whole.length).toBe(3000);
    for (const sizes of [[1], [7, 300, 2], [128], [999]]) {
      const synthesis = new Synthesis(options);
      const parts: number[] = [];
      for (let at = 0, n = 0; at < codes.length; n++) {
        const size = sizes[n % sizes.length]!;
        parts.push(...synthesis.process(codes.subarray(at, at + size)));
        at += size;
      }
      expect(synthesis.taken).toBe(3000);
      expect(Float32Array.from(parts)).toEqual(whole);
    }
  });

  it('leaves silence silent', () => {
    const codes = randomCodes(4096, 5);
    expect(all({ loudness: track(new Array(32).fill(-100)) }, codes)).toEqual(new Float32Array(4096));
  });

  it('rests after the track, without a step', () => {
    const codes = randomCodes(16000, 6);
    const output = all({ loudness: track(new Array(32).fill(-14)) }, codes);
    expect(rms(output.subarray(2000, 4096))).toBeGreaterThan(0.05);
    // De-emphasis and high-pass ring a little below the fundamental; 50 ms later there is nothing.
    expect(output.subarray(4224 + 800).every((x) => Math.abs(x) < 1e-4)).toBe(true);
    expect(output.subarray(8000).every((x) => Math.abs(x) < 1e-7)).toBe(true);
  });

  it('fades at its end and is 0 at the last sample', () => {
    const output = all({ loudness: track(new Array(40).fill(-14)) }, randomCodes(4800, 7));
    expect(Math.abs(output.at(-1)!)).toBe(0);
    expect(rms(output.subarray(-16))).toBeLessThan(0.15 * rms(output.subarray(-1000, -200)));
  });

  it('bends nothing: a louder note is the same wave, above full scale too', () => {
    const [loud, quiet] = [20, -40].map((level) =>
      all({ loudness: track(new Array(40).fill(level)) }, randomCodes(4800, 8)),
    ) as [Float32Array, Float32Array];
    expect(loud.some((x) => Math.abs(x) > 2)).toBe(true);
    expect(
      largestDifference(
        quiet,
        loud.map((x) => x / 1000),
      ),
    ).toBeLessThan(1e-6);
  });

  it('ends where its source ends, not half a window later', () => {
    const end = 3000;
    const source = pluck(57, 0.5);
    source.fill(0, end);
    for (const period of [RATE / 220, null]) {
      const loudness = sourceLoudness(source, signal, period)!;
      const output = all({ loudness, rootMidi: period && 57 }, randomCodes(source.length, 9));
      expect(rms(output.subarray(end - 600, end - 200))).toBeGreaterThan(0.01);
      expect(output.subarray(end + 128).every((x) => x === 0)).toBe(true);
    }
  });

  it('takes a slow offset away and keeps the fundamental', () => {
    const midi = 57; // 220 Hz
    const codes = new Uint8Array(RATE).fill(150);
    const offset = all({ rootMidi: midi }, codes);
    expect(rms(offset.subarray(8000, 15000))).toBeLessThan(1e-4);
    const tone = Float32Array.from(
      { length: RATE },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 220 * i) / RATE),
    );
    const filtered = tone.slice();
    new HighPass(110, RATE).process(filtered);
    const kept = 20 * Math.log10(rms(filtered.subarray(4000)) / rms(tone.subarray(4000)));
    expect(kept).toBeCloseTo(-10 * Math.log10(1 + 0.5 ** 4), 1);
  });

  it("decodes NSynth's codes as they are", () => {
    const codes = randomCodes(2000, 9);
    const output = all({ signal: TINY_NSYNTH.signal, rootMidi: null }, codes);
    expect(rms(output.subarray(0, 1800))).toBeGreaterThan(0.2);
  });
});

describe('the unweighted level', () => {
  const tone = (midi: number): Float32Array => pluck(midi, 1);
  const tracks = sourceLoudness(tone(57), signal, RATE / 220)!;

  it('is put back, whatever the band envelope of the note', () => {
    // A note two octaves lower under the tracks of the higher one: de-emphasis alone would make it louder.
    const { codes } = codeSignal(tone(33), levelled);
    const bare = all({ loudness: { ...tracks, unweighted: undefined } as never, rootMidi: 33 }, codes);
    const level = (of: Float32Array, at: number): number => 20 * Math.log10(rms(of.subarray(at, at + 2048)));
    const output = all({ loudness: tracks, rootMidi: 33 }, codes);
    for (const at of [1024, 4000, 8000]) {
      expect(Math.abs(level(output, at) - level(tone(57), at))).toBeLessThan(0.5);
      expect(Math.abs(level(bare, at) - level(tone(57), at))).toBeGreaterThan(1);
    }
  });

  it('turns up no silence', () => {
    const output = all({ loudness: tracks, rootMidi: 57, length: 32000 }, randomCodes(32000, 3));
    expect(rms(output.subarray(2000, 8000))).toBeGreaterThan(0.01);
    expect(output.subarray(17000).every((x) => Math.abs(x) < 1e-5)).toBe(true);
  });

  it('gives a note shorter than its window whole', () => {
    expect(all({ loudness: tracks }, randomCodes(300, 3)).length).toBe(300);
  });

  it('goes no farther than 36 dB', () => {
    const loud = { ...tracks, unweighted: new Float32Array(125).fill(20) };
    const quiet = track(new Array(125).fill(-60));
    const codes = randomCodes(16000, 3);
    const up = all(
      { loudness: { ...quiet, unweighted: loud.unweighted, unweightedWindow: 2048 }, rootMidi: null },
      codes,
    ).subarray(2000, 12000);
    const as = all({ loudness: quiet, rootMidi: null }, codes).subarray(2000, 12000);
    expect(20 * Math.log10(rms(up) / rms(as))).toBeCloseTo(36, 1);
  });
});

describe('HighPass', () => {
  it('is 3 dB down at its cut and 12 dB an octave below', () => {
    const gain = (hertz: number): number => {
      const tone = Float32Array.from({ length: 4 * RATE }, (_, i) =>
        Math.sin((2 * Math.PI * hertz * i) / RATE),
      );
      const was = rms(tone.subarray(2 * RATE));
      new HighPass(200, RATE).process(tone);
      return 20 * Math.log10(rms(tone.subarray(2 * RATE)) / was);
    };
    expect(gain(200)).toBeCloseTo(-3.01, 1);
    expect(gain(25) - gain(50)).toBeCloseTo(-12, 0);
    expect(gain(4000)).toBeCloseTo(0, 2);
  });
});
