/** Tests the engine against the reference resynthesis, sample by sample, and at what the reference cannot do. */
import FFT from 'fft.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseTracks } from '../../src/audio/partials/analyse.js';
import { morph } from '../../src/audio/partials/morph.js';
import { synthesise } from '../../src/audio/partials/synthesis.js';
import type { LiveTracks } from '../../src/audio/partials/tracks.js';
import { transpose } from '../../src/audio/partials/transpose.js';
import { midiToHertz } from '../../src/units.js';
import { added, BELL, harmonicPartials, RATE, softNoise, sumOf } from '../audio/partials/sounds.js';
import { energyDecibels, errorDecibels, hertzNear, only, playVoice, rootOf } from './rig.js';

const tones = { tones: true };
let reed: LiveTracks, breath: LiveTracks, bell: LiveTracks, steady: LiveTracks;

beforeAll(() => {
  const swelling = sumOf(harmonicPartials(220, 24), 1.5).map((x, n) => x * (1 - 0.6 * Math.exp(-n / 9600)));
  reed = analyseTracks([swelling], RATE, { root: 57, start: 0 });
  const blown = added(sumOf(harmonicPartials(330, 8), 1.2), softNoise(0.05, 3000, 1.2));
  breath = analyseTracks([blown], RATE, { root: 64, start: 0 });
  steady = analyseTracks([sumOf(harmonicPartials(220, 12), 1)], RATE, { root: 57, start: 0 });
  bell = analyseTracks([sumOf(BELL, 1.5)], RATE, { root: 60, start: 0 });
});

/** The reference's, of the same sources at the same key, held. */
function reference(sources: readonly LiveTracks[], weights: readonly number[], key: number, rate = RATE) {
  const moved = sources.map((tracks) => transpose(tracks, key - rootOf(tracks)));
  return synthesise(morph(moved, weights), { sampleRate: rate, seconds: 1, holdSeconds: 9 })[0]!;
}

describe('a voice', () => {
  it.each([
    ['at home', 0, RATE],
    ['an octave down', -12, RATE],
    ['a fifth up', 7, RATE],
    ['at 44.1 kHz', 0, 44_100],
    ['at 96 kHz', 3, 96_000],
    ['at 22.05 kHz', 0, 22_050],
  ])('plays partials and head as the reference does, %s', (_, semitones, rate) => {
    for (const tracks of [reed, bell].map((one) => only(one, { tones: true, head: true }))) {
      const key = rootOf(tracks) + semitones;
      const made = playVoice([tracks], [1], key, { rate });
      const real = reference([tracks], [1], key, rate);
      expect(Math.abs(energyDecibels(made) - energyDecibels(real))).toBeLessThan(0.05);
      expect(errorDecibels(made, real)).toBeLessThan(-34);
    }
  });

  it('plays noise as the reference does, to the sample', () => {
    const tracks = only(breath, { noise: true });
    const made = playVoice([tracks], [1], rootOf(tracks) + 4);
    expect(errorDecibels(made, reference([tracks], [1], rootOf(tracks) + 4))).toBeLessThan(-45);
  });

  it.each([[0.1], [0.5], [0.8]])('morphs as the reference does, at %f', (mix) => {
    const weights = [1 - mix, mix];
    const [withHead, noisy] = [{ tones: true, head: true }, { noise: true }];
    for (const [parts, decibels, error] of [
      [tones, 0.02, -38],
      [withHead, 0.02, -38],
      // without a head and tones, the level of the first noise is that of the next
      [noisy, 0.5, -16],
    ] as const) {
      const sources = [reed, breath].map((one) => only(one, parts));
      const made = playVoice(sources, weights, 60);
      const real = reference(sources, weights, 60);
      expect(Math.abs(energyDecibels(made) - energyDecibels(real))).toBeLessThan(decibels);
      expect(errorDecibels(made, real)).toBeLessThan(error);
    }
  });

  it('meets three sounds, one of them a bell', () => {
    const sources = [reed, breath, bell].map((one) => only(one, tones));
    const weights = [0.3, 0.3, 0.4];
    const made = playVoice(sources, weights, 62);
    const real = reference(sources, weights, 62);
    expect(Math.abs(energyDecibels(made) - energyDecibels(real))).toBeLessThan(0.1);
    expect(errorDecibels(made, real)).toBeLessThan(-26);
  });

  it('is within a cent on every key of a piano', () => {
    const source = [only(reed, tones)];
    for (let key = 21; key <= 108; key++) {
      const sound = playVoice(source, [1], key, { seconds: 0.45 });
      const wanted = midiToHertz(key);
      const cents = 1200 * Math.log2(hertzNear(sound.subarray(0.2 * RATE), wanted) / wanted);
      expect(Math.abs(cents)).toBeLessThan(1);
    }
  });

  it('has no alias: four octaves up there is nothing between its harmonics', () => {
    const key = rootOf(reed) + 48;
    const sound = playVoice([only(reed, tones)], [1], key, { seconds: 0.7 });
    const hertz = midiToHertz(key);
    const tone = amplitudeOf(sound, hertz);
    for (let at = 300; at < 23_000; at += 130) {
      const away = Math.abs(at / hertz - Math.round(at / hertz)) * hertz;
      if (away < 60) continue;
      expect(20 * Math.log10(amplitudeOf(sound, at) / tone)).toBeLessThan(-80);
    }
  });

  it('glides without a seam: the pitch bends by an octave, and nothing clicks', () => {
    const source = [only(steady, tones)];
    const highest = playVoice(source, [1], 69, { seconds: 0.4 });
    const sound = playVoice(source, [1], 57, {
      seconds: 0.8,
      pitchAt: (segment) => 57 + Math.min(12, Math.max(0, 0.1 * (segment - 60))),
    });
    expect(largestStep(sound, 0.1)).toBeLessThan(1.1 * largestStep(highest, 0.1));
    const end = hertzNear(sound.subarray(0.6 * RATE), 440);
    expect(Math.abs(1200 * Math.log2(end / 440))).toBeLessThan(1);
  });

  it('morphs while it is held: at the end it is the other sound', () => {
    const sources = [reed, breath].map((one) => only(one, tones));
    const weightsAt = (segment: number): readonly number[] => {
      const mix = Math.min(1, Math.max(0, (segment - 80) / 80));
      return [1 - mix, mix];
    };
    const sound = playVoice(sources, [1, 0], 60, { seconds: 1.2, weightsAt });
    const other = playVoice(sources, [0, 1], 60, { seconds: 1.2 });
    const late = (x: Float32Array): number[] =>
      [1, 2, 3, 5, 8, 12].map(
        (k) => 20 * Math.log10(amplitudeOf(x.subarray(0.9 * RATE), k * midiToHertz(60)) + 0.01),
      );
    late(sound).forEach((level, i) => expect(Math.abs(level - late(other)[i]!)).toBeLessThan(0.5));
    expect(largestStep(sound, 0.1)).toBeLessThan(
      1.2 * Math.max(largestStep(other, 0.1), largestStep(sound.subarray(0, 9600), 0.1)),
    );
  });
});

describe('a note held for a minute', () => {
  it('has noise that never repeats', () => {
    const noise = playVoice([only(breath, { noise: true })], [1], 64, { seconds: 60, rate: 8000 });
    const likeness = autocorrelation(noise);
    let most = 0;
    for (let lag = 160; lag < noise.length; lag++) most = Math.max(most, Math.abs(likeness[lag]!));
    expect(most).toBeLessThan(0.1);
  });

  it('keeps its level, and is as smooth late as early', () => {
    const sound = playVoice([only(reed, tones)], [1], 57, { seconds: 60 });
    const second = (at: number): Float32Array => sound.subarray(at * RATE, (at + 1) * RATE);
    for (const at of [5, 20, 40, 59]) {
      expect(Math.abs(energyDecibels(second(at)) - energyDecibels(second(1)))).toBeLessThan(1);
      expect(largestStep(second(at), 0)).toBeLessThan(1.2 * largestStep(second(3), 0));
    }
  });

  it('falls as its source does where the decay is natural', () => {
    const sound = playVoice([only(bell, tones)], [1], 60, { seconds: 6, natural: 1 });
    const level = (at: number): number => energyDecibels(sound.subarray(at * RATE, (at + 0.5) * RATE));
    expect(level(4) - level(1)).toBeLessThan(-12);
  });
});

/** Strength of a frequency, as the amplitude of a sine: a flat-topped window, whose side lobes lie below −90 dB. */
function amplitudeOf(samples: Float32Array, hertz: number): number {
  const [start, size] = [Math.round(0.1 * RATE), Math.min(16_384, samples.length - Math.round(0.1 * RATE))];
  let [re, im, sum] = [0, 0, 0];
  for (let n = 0; n < size; n++) {
    const x = (2 * Math.PI * n) / size;
    const weight = 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
    const turn = (2 * Math.PI * hertz * n) / RATE;
    re += weight * samples[start + n]! * Math.cos(turn);
    im += weight * samples[start + n]! * Math.sin(turn);
    sum += weight;
  }
  return (2 * Math.hypot(re, im)) / sum;
}

/** Of a whole signal with itself, by lag; 1 at none. */
function autocorrelation(samples: Float32Array): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(2 * samples.length));
  const fft = new FFT(size);
  const padded = new Array<number>(size).fill(0);
  samples.forEach((x, n) => (padded[n] = x));
  const spectrum = fft.createComplexArray();
  fft.realTransform(spectrum, padded);
  fft.completeSpectrum(spectrum);
  for (let k = 0; k < size; k++) {
    spectrum[2 * k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    spectrum[2 * k + 1] = 0;
  }
  const out = fft.createComplexArray();
  fft.inverseTransform(out, spectrum);
  return Float64Array.from({ length: samples.length }, (_, lag) => out[2 * lag]! / out[0]!);
}

function largestStep(samples: Float32Array, from: number): number {
  let most = 0;
  for (let n = Math.round(from * RATE) + 1; n < samples.length; n++)
    most = Math.max(most, Math.abs(samples[n]! - samples[n - 1]!));
  return most;
}
