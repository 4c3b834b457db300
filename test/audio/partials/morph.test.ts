/** Tests the morph of live tracks, other keys, held notes, and tracks in bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseTracks } from '../../../src/audio/partials/analyse.js';
import { decodeTracks, encodeTracks } from '../../../src/audio/partials/bytes.js';
import { soundDistance } from '../../../src/audio/partials/distance.js';
import { morph } from '../../../src/audio/partials/morph.js';
import { synthesise } from '../../../src/audio/partials/synthesis.js';
import { HOP_SECONDS, NOISE_BANDS, type LiveTracks } from '../../../src/audio/partials/tracks.js';
import { transpose } from '../../../src/audio/partials/transpose.js';
import { midiToHertz } from '../../../src/units.js';
import { added, BELL, drum, harmonicPartials, RATE, softNoise, sumOf, whiteNoise } from './sounds.js';

const rms = (x: Float32Array): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
const decibels = (x: number): number => 20 * Math.log10(x);

/** Strength of a frequency in a stretch of sound, as the amplitude of a sine. */
function amplitudeOf(samples: Float32Array, hertz: number, from = 0.2, seconds = 0.5, rate = RATE): number {
  let [re, im, sum] = [0, 0, 0];
  const [start, size] = [Math.round(from * rate), Math.round(seconds * rate)];
  for (let n = 0; n < size; n++) {
    const weight = 1 - Math.cos((2 * Math.PI * n) / size);
    const turn = (2 * Math.PI * hertz * n) / rate;
    re += weight * samples[start + n]! * Math.cos(turn);
    im -= weight * samples[start + n]! * Math.sin(turn);
    sum += weight;
  }
  return (2 * Math.hypot(re, im)) / sum;
}

const soft = sumOf(
  harmonicPartials(220, 12).map((p, k) => ({ ...p, amplitude: 0.3 * 0.4 ** k })),
  2,
);
const bright = added(sumOf(harmonicPartials(220, 30), 1.2), softNoise(0.01, 4000, 1.2));
let [a, b, c]: LiveTracks[] = [];

beforeAll(() => {
  a = analyseTracks([soft], RATE, { root: 57, start: 0 });
  b = analyseTracks([bright], RATE, { root: 57, start: 0 });
  c = analyseTracks([drum()], RATE, { root: null, start: 0 });
});

describe('a morph', () => {
  it('is each source at its end, without a change', () => {
    expect(morph([a!, b!], [1, 0])).toBe(a);
    expect(morph([a!, b!], [0, 3])).toBe(b);
  });

  it('goes from one to the other evenly, its level between theirs', () => {
    const steps = [0, 0.25, 0.5, 0.75, 1].map(
      (mix) => synthesise(morph([a!, b!], [1 - mix, mix]), { sampleRate: RATE, seconds: 1 })[0]!,
    );
    const away = steps.map((x) => soundDistance(x, steps[0]!, RATE).all);
    const jumps = steps.slice(1).map((x, i) => soundDistance(steps[i]!, x, RATE).all);
    for (let i = 1; i < steps.length; i++) expect(away[i]!).toBeGreaterThan(away[i - 1]!);
    expect((Math.max(...jumps) * 4) / jumps.reduce((x, y) => x + y, 0)).toBeLessThan(1.5);
    const level = steps.map((x) => decibels(rms(x.subarray(0.3 * RATE, 0.9 * RATE))));
    const line = (i: number): number => level[0]! + (i / 4) * (level[4]! - level[0]!);
    level.forEach((x, i) => expect(Math.abs(x - line(i))).toBeLessThan(0.5));
  });

  it('meets partial by partial, half way in dB', () => {
    const made = synthesise(morph([a!, b!], [0.5, 0.5]), { sampleRate: RATE, seconds: 1 })[0]!;
    const level = (x: Float32Array, k: number): number => decibels(amplitudeOf(x, 220 * k));
    const offset = level(made, 1) - 0.5 * (level(soft, 1) + level(bright, 1));
    for (const k of [2, 3, 4, 5])
      expect(Math.abs(level(made, k) - 0.5 * (level(soft, k) + level(bright, k)) - offset)).toBeLessThan(0.6);
  });

  it('aligns attack, sustain and end: it is as long as between them', () => {
    const { frames } = morph([a!, b!], [0.5, 0.5]);
    expect(Math.abs(frames * HOP_SECONDS - 1.6)).toBeLessThan(0.02);
  });

  it('of three and four sounds, one a drum, is finite and in order', () => {
    const bell = analyseTracks([sumOf(BELL, 1)], RATE, { root: 60, start: 0 });
    for (const weights of [
      [1, 1, 1, 1],
      [0.7, 0.1, 0.1, 0.1],
      [0, 0.5, 0.5, 1e-9],
    ]) {
      const made = synthesise(morph([a!, b!, transpose(c!, -3), bell], weights), { sampleRate: RATE })[0]!;
      expect(made.every((x) => Number.isFinite(x) && Math.abs(x) < 2)).toBe(true);
      expect(rms(made)).toBeGreaterThan(1e-3);
    }
  });

  it('of a mono and a stereo sound is stereo', () => {
    const stereo = analyseTracks([soft, soft.map((x) => 0.2 * x)], RATE, { root: 57, start: 0 });
    const made = synthesise(morph([b!, stereo], [0.5, 0.5]), { sampleRate: RATE, seconds: 1 });
    expect(made.length).toBe(2);
    expect(decibels(rms(made[0]!) / rms(made[1]!))).toBeCloseTo(7, 0);
  });

  it('refuses weights that are none', () => {
    for (const weights of [[1], [0, 0], [1, -1], [NaN, 1]])
      expect(() => morph([a!, b!], weights)).toThrow(
        expect.objectContaining({ code: 'bad-argument' }) as Error,
      );
    expect(() => morph([], [])).toThrow(/one to four/);
  });
});

describe('another key', () => {
  it.each([-24, -7, 0.5, 5, 12, 24])(
    '%d semitones away is in tune, as loud, and keeps its time',
    (semitones) => {
      const moved = transpose(a!, semitones);
      const hertz = 220 * 2 ** (semitones / 12);
      const made = synthesise(moved, { sampleRate: RATE })[0]!;
      expect(moved.frames).toBe(a!.frames);
      expect(Math.abs(1200 * Math.log2(moved.f0[100]! / hertz))).toBeLessThan(1);
      expect(Math.abs(decibels(amplitudeOf(made, hertz) / amplitudeOf(soft, 220)))).toBeLessThan(0.3);
    },
  );

  it.each([44_100, 22_050, 37_123])('at %d Hz is as clean as at 48 kHz', (rate) => {
    const tone = { ...a!, ratios: a!.ratios.map((x) => x * 20) };
    const made = synthesise(tone, { sampleRate: rate, seconds: 1, parts: { noise: false, head: false } })[0]!;
    const first = amplitudeOf(made, 4400, 0.2, 0.5, rate);
    // a hop that began beside its sample would give side bands at its rate
    for (const aside of [-200, -100, 100, 200])
      expect(decibels(amplitudeOf(made, 4400 + aside, 0.2, 0.5, rate) / first)).toBeLessThan(-70);
  });

  it('goes on in phase from its head', () => {
    for (const semitones of [-12, 0, 7]) {
      const tracks = transpose(a!, semitones);
      const whole = synthesise(tracks, { sampleRate: RATE })[0]!;
      const bare = synthesise(tracks, { sampleRate: RATE, parts: { head: false } })[0]!;
      const part = (x: Float32Array): Float32Array => x.subarray(0.02 * RATE, 0.12 * RATE);
      const apart = part(whole).map((x, n) => x - part(bare)[n]!);
      expect(decibels(rms(apart) / rms(part(whole)))).toBeLessThan(-20);
    }
  });

  it.each([84, 96, 108])('up to key %d has no alias above −80 dB', (key) => {
    const moved = transpose(b!, key - 57);
    const hertz = midiToHertz(key);
    const made = synthesise(moved, {
      sampleRate: RATE,
      seconds: 1,
      parts: { noise: false, head: false },
    })[0]!;
    const first = amplitudeOf(made, hertz);
    // between the harmonics lies nothing, folded back or not
    for (let k = 0.5; (k + 0.5) * hertz < 24_000; k += 0.25)
      if (k % 1 !== 0) expect(decibels(amplitudeOf(made, k * hertz) / first)).toBeLessThan(-80);
  });
});

describe('a held note', () => {
  it('goes on for a minute: no seam, no end, in tune, and its noise never comes again', () => {
    const { channels } = b!;
    expect(channels.length).toBe(1);
    const made = synthesise(b!, { sampleRate: 24_000, seconds: 60, holdSeconds: 60 })[0]!;
    const levels = Array.from({ length: 59 }, (_, s) =>
      decibels(rms(made.subarray((s + 0.5) * 24_000, (s + 1.5) * 24_000))),
    );
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(0.5);
    const noise = synthesise(b!, {
      sampleRate: 24_000,
      seconds: 60,
      holdSeconds: 60,
      parts: { partials: false, head: false },
    })[0]!;
    // likeness of a second to the noise at every later moment, each 10 ms
    const piece = noise.subarray(24_000, 48_000);
    for (let lag = 240; lag + 48_000 < noise.length; lag += 240) {
      let [dot, energy] = [0, 0];
      for (let n = 0; n < piece.length; n += 3) {
        dot += piece[n]! * noise[24_000 + lag + n]!;
        energy += piece[n]! ** 2;
      }
      expect(Math.abs(dot / energy)).toBeLessThan(0.1);
    }
  });

  it('that is released ends as its source ends', () => {
    const made = synthesise(a!, { sampleRate: RATE, seconds: 8, holdSeconds: 5 })[0]!;
    expect(rms(made.subarray(4.5 * RATE, 4.9 * RATE))).toBeGreaterThan(0.1);
    expect(rms(made.subarray(7.5 * RATE))).toBeLessThan(1e-4);
  });

  it('that decays keeps its level, or falls on as it did', () => {
    const plucked = sumOf(
      harmonicPartials(220, 8).map((p) => ({ ...p, decay: 12 })),
      3,
    );
    const tracks = analyseTracks([plucked], RATE, { root: 57, start: 0 });
    const at = (natural: boolean, seconds: number): number => {
      const options = { sampleRate: RATE, seconds: 8, holdSeconds: 8, naturalDecay: natural };
      const made = synthesise(tracks, options)[0]!;
      return decibels(rms(made.subarray(seconds * RATE, (seconds + 0.5) * RATE)));
    };
    expect(Math.abs(at(false, 7) - at(false, 1))).toBeLessThan(1.5);
    expect(Math.abs(at(true, 5) - at(true, 2) + 36)).toBeLessThan(3);
  });
});

describe('in bytes', () => {
  it('tracks cost next to nothing of their sound', () => {
    for (const [sound, tracks] of [
      [soft, a!],
      [bright, b!],
      [drum(), c!],
    ] as const) {
      const back = decodeTracks(encodeTracks(tracks), 'test');
      const distance = (of: LiveTracks): number =>
        soundDistance(synthesise(of, { sampleRate: RATE })[0]!, sound, RATE).all;
      expect(distance(back) - distance(tracks)).toBeLessThan(0.1);
      expect(back.frames).toBe(tracks.frames);
      expect(back.sustain.from).toBe(tracks.sustain.from);
      for (let frame = 0; frame < tracks.frames; frame += 7) {
        expect(Math.abs(1200 * Math.log2(back.f0[frame]! / tracks.f0[frame]!))).toBeLessThan(0.13);
        const row = frame * NOISE_BANDS;
        for (let band = 0; band < NOISE_BANDS; band++)
          if (tracks.channels[0]!.noise[row + band]! > -100)
            expect(
              Math.abs(back.channels[0]!.noise[row + band]! - tracks.channels[0]!.noise[row + band]!),
            ).toBeLessThan(0.26);
      }
    }
  });

  it('come back the same from what came back', () => {
    const once = encodeTracks(decodeTracks(encodeTracks(b!), 'test'));
    expect(encodeTracks(decodeTracks(once, 'test'))).toEqual(once);
  });

  it('that are cut, changed or others give an error or finite tracks, never a failure', () => {
    const bytes = encodeTracks(c!);
    const unreadable = expect.objectContaining({ code: 'unreadable' }) as Error;
    expect(() => decodeTracks(new Uint8Array(0), 'x')).toThrow(unreadable);
    expect(() => decodeTracks(new Uint8Array(100), 'x')).toThrow(unreadable);
    expect(() => decodeTracks(bytes.subarray(0, bytes.length - 1), 'x')).toThrow(unreadable);
    for (let i = 0; i < 400; i++) {
      const damaged = bytes.slice();
      damaged[(i * 97) % Math.min(damaged.length, 4000)]! ^= 1 << (i % 8);
      let tracks: LiveTracks;
      try {
        tracks = decodeTracks(damaged, 'x');
      } catch (error) {
        expect(error).toMatchObject({ code: 'unreadable' });
        continue;
      }
      expect(
        [tracks.f0, ...tracks.channels.flatMap((x) => [x.levels, x.noise, x.head])].every((row) =>
          row.every((x) => Number.isFinite(x)),
        ),
      ).toBe(true);
    }
  });

  it('of white noise and of silence come back', () => {
    for (const sound of [whiteNoise(0.1, 0.3), new Float32Array(4800)]) {
      const tracks = analyseTracks([sound], RATE, { root: null, start: 0 });
      expect(decodeTracks(encodeTracks(tracks), 'x').frames).toBe(tracks.frames);
    }
  });
});
