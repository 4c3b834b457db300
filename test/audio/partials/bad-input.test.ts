/** Tests that no sound makes the analysis fail, and that what is made of its tracks is finite and no louder than the sound. */
import { describe, expect, it } from 'vitest';
import { analyseTracks } from '../../../src/audio/partials/analyse.js';
import { synthesise } from '../../../src/audio/partials/synthesis.js';
import { added, drum, harmonicPartials, RATE, sumOf, whiteNoise } from './sounds.js';

const click = new Float32Array(RATE / 2);
click[1000] = 1;

/** A gliding, halting tone with noise between: what speech is to an analysis that expects a note. */
function babble(): Float32Array {
  let turn = 0;
  const noise = whiteNoise(0.1, 0.8);
  return noise.map((x, n) => {
    const t = n / RATE;
    turn += (140 + 60 * Math.sin(7 * t)) / RATE;
    const voiced = Math.sin(9 * t) > 0 ? 1 : 0;
    return (
      voiced * [1, 2, 3, 4, 5].reduce((sum, k) => sum + (0.2 / k) * Math.sin(2 * Math.PI * k * turn), 0) +
      (1 - voiced) * x
    );
  });
}

const tone = sumOf(harmonicPartials(220, 10), 0.5);
const SOUNDS: Record<string, Float32Array> = {
  'no samples': new Float32Array(0),
  'one sample': new Float32Array([0.5]),
  'ten milliseconds': tone.slice(0, 480),
  silence: new Float32Array(RATE / 2),
  'a click': click,
  'a constant': new Float32Array(RATE / 4).fill(0.8),
  'numbers that are none': tone.map((x, n) => (n % 1000 === 7 ? NaN : n % 1000 === 8 ? Infinity : x)),
  'next to nothing': tone.map((x) => 1e-7 * x),
  'far over full scale': tone.map((x) => 1e4 * x),
  'half a square': tone.map((x) => Math.sign(x)),
  babble: babble(),
  'a loop of drums': added(
    new Float32Array(RATE),
    drum(),
    new Float32Array([...new Float32Array(RATE / 2), ...drum()]),
  ),
};

const energy = (x: Float32Array): number => x.reduce((sum, v) => sum + (Number.isFinite(v) ? v * v : 0), 0);

function checkFinite(sound: Float32Array, root: number | null): void {
  const tracks = analyseTracks([sound], RATE, { root });
  const { channels, f0, ratios, frames, sustain } = tracks;
  expect(frames).toBeGreaterThan(0);
  expect(f0.length).toBe(frames);
  expect([...f0, ...ratios].every((x) => Number.isFinite(x) && x > 0)).toBe(true);
  for (const { levels, noise, phases } of channels)
    expect([levels, noise, phases].every((row) => row.every((x) => Number.isFinite(x)))).toBe(true);
  expect(sustain.from).toBeLessThanOrEqual(sustain.to);
  expect(sustain.to).toBeLessThan(frames);
  const made = synthesise(tracks, { sampleRate: RATE })[0]!;
  expect(made.every((x) => Number.isFinite(x))).toBe(true);
  expect(energy(made)).toBeLessThan(2 * energy(sound) + 1e-9);
  const held = synthesise(tracks, { sampleRate: RATE, seconds: 0.6, holdSeconds: 0.5 })[0]!;
  expect(held.every((x) => Number.isFinite(x))).toBe(true);
}

describe.each(Object.entries(SOUNDS))('%s', (_, sound) => {
  it.each([57, null])('with root %s', (root) => checkFinite(sound, root));
});

it.each([21, 108, -40, 200, NaN])('a tone, and a babble, whose root is said to be %s', (root) => {
  checkFinite(tone, root);
  checkFinite(SOUNDS['babble']!, root);
});

it('leaves the channels as they are', () => {
  const before = tone.slice();
  analyseTracks([tone], RATE, { root: 57 });
  expect(tone).toEqual(before);
});

it('takes no channel for silence', () => {
  expect(
    synthesise(analyseTracks([], RATE, { root: 60 }), { sampleRate: RATE })[0]!.every((x) => x === 0),
  ).toBe(true);
});
