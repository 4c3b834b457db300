/** Tests that sounds whose partials are known come back from their live tracks: frequencies, levels, phases, noise, stereo. */
import { describe, expect, it } from 'vitest';
import { analyseTracks } from '../../../src/audio/partials/analyse.js';
import { soundDistance } from '../../../src/audio/partials/distance.js';
import { synthesise } from '../../../src/audio/partials/synthesis.js';
import { NOISE_BANDS, NOISE_CENTRES, type LiveTracks } from '../../../src/audio/partials/tracks.js';
import { hertzToMidi, midiToHertz } from '../../../src/units.js';
import {
  added,
  BELL,
  drum,
  harmonicPartials,
  RATE,
  softNoise,
  stringPartials,
  sumOf,
  whiteNoise,
} from './sounds.js';

const cents = (a: number, b: number): number => 1200 * Math.log2(a / b);

/** Median over the middle half of the frames. */
function middle(values: (frame: number) => number, frames: number): number {
  const rows = Array.from({ length: frames >> 1 }, (_, i) => values(i + (frames >> 2))).sort((a, b) => a - b);
  return rows[rows.length >> 1]!;
}

function levelOf(tracks: LiveTracks, k: number, channel = 0): number {
  return middle((f) => tracks.channels[channel]!.levels[f * tracks.ratios.length + k]!, tracks.frames);
}

function nearestPartial(tracks: LiveTracks, hertz: number): number {
  const distances = Array.from(tracks.ratios, (ratio) => Math.abs(ratio * tracks.hertz - hertz));
  return distances.indexOf(Math.min(...distances));
}

function distanceOf(sound: Float32Array, tracks: LiveTracks, head = true): ReturnType<typeof soundDistance> {
  const made = synthesise(tracks, { sampleRate: RATE, seconds: sound.length / RATE, parts: { head } })[0]!;
  return soundDistance(made, sound, RATE);
}

function crest(samples: Float32Array): number {
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return 20 * Math.log10(peak / Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length));
}

describe('a harmonic sound', () => {
  it.each([22.3, 33, 45.7, 57, 69.4, 81, 93.6, 105])('at key %d is measured within a cent', (key) => {
    const hertz = midiToHertz(key);
    const sound = sumOf(harmonicPartials(hertz, Math.min(20, Math.floor(18_000 / hertz))), 1);
    const tracks = analyseTracks([sound], RATE, { root: Math.round(key), start: 0 });
    const found = middle((f) => tracks.f0[f]! * tracks.ratios[0]!, tracks.frames);
    expect(Math.abs(cents(found, hertz))).toBeLessThan(1);
    expect(Math.abs(levelOf(tracks, 0) - 20 * Math.log10(0.3))).toBeLessThan(0.2);
    expect(distanceOf(sound, tracks, false).all).toBeLessThan(1);
  });

  it('follows a vibrato', () => {
    let turn = 0;
    const sound = new Float32Array(RATE * 2).map((_, n) => {
      turn += (220 * 2 ** ((0.3 / 12) * Math.sin((2 * Math.PI * 5 * n) / RATE))) / RATE;
      return [1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + (0.2 / k) * Math.sin(2 * Math.PI * k * turn), 0);
    });
    const tracks = analyseTracks([sound], RATE, { root: 57, start: 0 });
    for (let frame = 20; frame < 380; frame++) {
      const asked = 220 * 2 ** ((0.3 / 12) * Math.sin(2 * Math.PI * 5 * frame * 0.005));
      expect(Math.abs(cents(tracks.f0[frame]!, asked))).toBeLessThan(4);
    }
    expect(distanceOf(sound, tracks).all).toBeLessThan(0.8);
  });

  it('keeps its phases: pulses stay pulses', () => {
    const sound = sumOf(harmonicPartials(116.54, 30, true), 1.5);
    const made = synthesise(analyseTracks([sound], RATE, { root: 46, start: 0 }), { sampleRate: RATE })[0]!;
    for (const at of [0.1, 0.4, 0.8, 1.3]) {
      const part = (x: Float32Array): Float32Array => x.subarray(at * RATE, (at + 0.05) * RATE);
      expect(Math.abs(crest(part(made)) - crest(part(sound)))).toBeLessThan(0.5);
    }
  });
});

describe('a sound that is not harmonic', () => {
  it('of a stiff string keeps its stretched partials', () => {
    const partials = stringPartials(65.41, 4e-4, 24);
    const sound = sumOf(partials, 2);
    const tracks = analyseTracks([sound], RATE, { root: 36, start: 0 });
    for (const { hertz } of partials.slice(0, 16)) {
      const found = tracks.ratios[nearestPartial(tracks, hertz)]! * tracks.hertz;
      expect(Math.abs(cents(found, hertz))).toBeLessThan(3);
    }
    expect(distanceOf(sound, tracks).all).toBeLessThan(1.2);
  });

  it.each([60, null])('of a bell keeps every partial, root %s', (root) => {
    const sound = sumOf(BELL, 2);
    const tracks = analyseTracks([sound], RATE, { root, start: 0 });
    for (const { hertz, amplitude, decay } of BELL) {
      const k = nearestPartial(tracks, hertz);
      expect(Math.abs(cents(tracks.ratios[k]! * tracks.hertz, hertz))).toBeLessThan(3);
      const level = tracks.channels[0]!.levels[100 * tracks.ratios.length + k]!; // at 0.5 s
      expect(Math.abs(level - 20 * Math.log10(amplitude) + 0.5 * decay!)).toBeLessThan(0.6);
    }
    expect(distanceOf(sound, tracks).all).toBeLessThan(1.2);
  });

  it('of three notes at once is as near', () => {
    const notes = [48, 55, 64].map((key) => sumOf(harmonicPartials(midiToHertz(key), 8), 1.5));
    const sound = added(...notes);
    expect(distanceOf(sound, analyseTracks([sound], RATE, { root: 48, start: 0 })).all).toBeLessThan(1.5);
  });

  it('of a drum is nearer than a noise of its colour would be', () => {
    const sound = drum();
    const { all, attack } = distanceOf(sound, analyseTracks([sound], RATE, { root: null, start: 0 }));
    expect(all).toBeLessThan(2);
    expect(attack).toBeLessThan(1.5);
  });
});

describe('noise', () => {
  it('is measured at its density in every band, whether there is a root or none', () => {
    const sound = whiteNoise(0.1, 2);
    for (const root of [null, 50]) {
      const { channels, frames } = analyseTracks([sound], RATE, { root, start: 0 });
      for (let band = 2; band < NOISE_BANDS - 1; band++) {
        let power = 0;
        for (let f = 20; f < frames - 20; f++)
          power += 10 ** (channels[0]!.noise[f * NOISE_BANDS + band]! / 10);
        expect(Math.abs(10 * Math.log10(power / (frames - 40)) + 20)).toBeLessThan(2);
      }
    }
  });

  it('comes back as near as another of the same colour', () => {
    const sound = softNoise(0.3, 1000, 2, 1);
    const other = softNoise(0.3, 1000, 2, 9);
    const made = distanceOf(sound, analyseTracks([sound], RATE, { root: null, start: 0 }), false);
    expect(made.all).toBeLessThan(1.15 * soundDistance(other, sound, RATE).all);
  });

  it('under a tone is told from it', () => {
    const sound = added(sumOf(harmonicPartials(220, 10), 2), softNoise(0.05, 3000, 2));
    const tracks = analyseTracks([sound], RATE, { root: 57, start: 0 });
    const bare = analyseTracks([softNoise(0.05, 3000, 2)], RATE, { root: null, start: 0 });
    for (let band = 5; band < 36; band++) {
      const level = (of: LiveTracks): number =>
        middle((f) => of.channels[0]!.noise[f * NOISE_BANDS + band]!, of.frames);
      expect(Math.abs(level(tracks) - level(bare)), `${NOISE_CENTRES[band]} Hz`).toBeLessThan(3);
    }
  });
});

describe('stereo', () => {
  it('is kept: level by partial and channel, and how alike the noises are', () => {
    const [low, high] = [
      sumOf([{ hertz: 220, amplitude: 0.3 }], 1),
      sumOf([{ hertz: 440, amplitude: 0.3 }], 1),
    ];
    const [a, b] = [whiteNoise(0.02, 1, RATE, 3), whiteNoise(0.02, 1, RATE, 4)];
    const left = added(
      low,
      high.map((x) => 0.1 * x),
      a,
    );
    const right = added(
      low.map((x) => 0.5 * x),
      high,
      b,
    );
    const tracks = analyseTracks([left, right], RATE, { root: 57, start: 0 });
    expect(tracks.channels.length).toBe(2);
    expect(levelOf(tracks, 0, 0) - levelOf(tracks, 0, 1)).toBeCloseTo(6, 0);
    expect(levelOf(tracks, 1, 0) - levelOf(tracks, 1, 1)).toBeCloseTo(-20, 0);
    const alike = tracks.coherence.map(Math.abs).subarray(10); // few points in each band, so a scatter
    expect(alike.reduce((a, b) => a + b, 0) / alike.length).toBeLessThan(0.2);
    const made = synthesise(tracks, { sampleRate: RATE });
    expect(soundDistance(made[0]!, left, RATE).all).toBeLessThan(2.4);
    expect(soundDistance(made[1]!, right, RATE).all).toBeLessThan(2.4);
  });

  it('of the same twice is mono', () => {
    const sound = sumOf(harmonicPartials(220, 5), 0.5);
    expect(analyseTracks([sound, sound.slice()], RATE, { root: 57, start: 0 }).channels.length).toBe(1);
  });

  it('of opposite channels is not lost', () => {
    const sound = sumOf(harmonicPartials(220, 5), 0.5);
    const tracks = analyseTracks([sound, sound.map((x) => -x)], RATE, { root: 57, start: 0 });
    expect(tracks.channels.length).toBe(2);
    const made = synthesise(tracks, { sampleRate: RATE });
    expect(soundDistance(made[1]!, sound, RATE).all).toBeLessThan(0.8);
    expect(made[0]!.reduce((sum, x, n) => sum + x * made[1]![n]!, 0)).toBeLessThan(0);
  });
});

describe('other rates', () => {
  it.each([8_000, 11_025, 22_050, 44_100, 88_200, 96_000, 192_000, 384_000])(
    '%d Hz: the same tone',
    (rate) => {
      const hertz = 233.08;
      const sound = sumOf(harmonicPartials(hertz, 8), 0.6, rate);
      const tracks = analyseTracks([sound], rate, { root: hertzToMidi(hertz), start: 0 });
      expect(
        Math.abs(
          cents(
            middle((f) => tracks.f0[f]!, tracks.frames),
            hertz,
          ),
        ),
      ).toBeLessThan(1);
      const made = synthesise(tracks, { sampleRate: RATE, parts: { head: false } })[0]!;
      const asked = sumOf(harmonicPartials(hertz, 8), 0.6);
      expect(soundDistance(made, asked, RATE).all).toBeLessThan(1.1);
    },
  );
});
