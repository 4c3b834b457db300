/** Tests pitch detection on synthetic and recorded notes. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { downmix } from '../../src/audio/downmix.js';
import { detectPitch, type PitchEstimate } from '../../src/audio/pitch.js';
import { prepareSource } from '../../src/audio/source.js';
import { midiToHertz } from '../../src/units.js';
import { fileBytes, sound } from './fixtures.js';
import { noise } from './signals.js';

const RATE = 16000;
const SECONDS = 0.6;
const NOTES = Array.from({ length: 25 }, (_, i) => 24 + 3 * i); // C1 to C7

interface Tone {
  /** Amplitude of harmonic k, from 1. */
  readonly harmonic: (k: number) => number;
  readonly vibratoCents?: number;
  readonly noise?: number;
}

/** Harmonics below half the rate, each with a phase of its own, at RMS 0.2. */
function tone(midi: number, { harmonic, vibratoCents = 0, noise: level = 0 }: Tone): Float32Array {
  const hertz = midiToHertz(midi);
  const samples = new Float64Array(SECONDS * RATE);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    for (let k = 1; k * hertz < 0.47 * RATE && k <= 40; k++)
      samples[i]! += harmonic(k) * Math.sin(k * phase + k * k);
    const bend = 2 ** ((vibratoCents / 1200) * Math.sin((2 * Math.PI * 5.5 * i) / RATE));
    phase += (2 * Math.PI * hertz * bend) / RATE;
  }
  const gain = 0.2 / Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  const hiss = noise(samples.length, 0.2 * Math.sqrt(3) * level);
  return Float32Array.from(samples, (x, i) => x * gain + hiss[i]!);
}

function cents(estimate: PitchEstimate | null, midi: number): number {
  return estimate ? 100 * (estimate.midi - midi) : NaN;
}

const tones: Record<string, Tone> = {
  sine: { harmonic: (k) => Number(k === 1) },
  saw: { harmonic: (k) => 1 / k },
  square: { harmonic: (k) => (k % 2) / k },
  'a strong octave': { harmonic: (k) => (k === 2 ? 3 : 1 / k) },
  vibrato: { harmonic: (k) => 1 / k, vibratoCents: 40 },
  noisy: { harmonic: (k) => 1 / k, noise: 0.3 },
};

describe('synthetic tones, every third semitone from C1 to C7', () => {
  it.each(Object.keys(tones))('%s', (name) => {
    const errors = NOTES.map((midi) => cents(detectPitch(tone(midi, tones[name]!), RATE), midi));
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(10);
  });

  it('without their fundamental, as long as three harmonics are left', () => {
    const notes = NOTES.filter((midi) => 4 * midiToHertz(midi) < 0.47 * RATE);
    expect(notes.length).toBe(24);
    const errors = notes.map((midi) =>
      cents(detectPitch(tone(midi, { harmonic: (k) => (k > 1 ? 1 / k : 0) }), RATE), midi),
    );
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(10);
  });

  it('at 44.1 kHz and 48 kHz as well', () => {
    for (const [rate, hertz] of [
      [44100, 32.7],
      [48000, 2093],
    ] as const) {
      const samples = Float32Array.from({ length: rate / 2 }, (_, i) =>
        Math.sin((2 * Math.PI * hertz * i) / rate),
      );
      expect(Math.abs(cents(detectPitch(samples, rate), 69 + 12 * Math.log2(hertz / 440)))).toBeLessThan(5);
    }
  });
});

describe('the track', () => {
  it('comes to an end where silence follows a high note', () => {
    const samples = tone(102, tones['sine']!);
    samples.fill(0, samples.length / 2);
    expect(Math.abs(cents(detectPitch(samples, RATE), 102))).toBeLessThan(10);
  });

  it('follows a vibrato, 10 ms a value', () => {
    const { deviation, hop } = detectPitch(tone(69, tones['vibrato']!), RATE)!;
    expect([hop, deviation.length]).toEqual([160, 60]);
    const middle = deviation.subarray(5, -5);
    expect(Math.max(...middle)).toBeGreaterThan(0.3);
    expect(Math.min(...middle)).toBeLessThan(-0.3);
    expect(Math.max(...middle)).toBeLessThan(0.45);
  });

  it('is still for a steady tone', () => {
    for (const value of detectPitch(tone(60, tones['saw']!), RATE)!.deviation.subarray(5, -5)) {
      expect(Math.abs(value)).toBeLessThan(0.03);
    }
  });
});

describe('no pitch', () => {
  it.each([1, 2, 3, 4])('in noise %i', (seed) =>
    expect(detectPitch(noise(RATE, 0.5, seed), RATE)).toBeNull(),
  );
  it('in silence and in nothing', () => {
    expect(detectPitch(new Float32Array(RATE), RATE)).toBeNull();
    expect(detectPitch(new Float32Array(0), RATE)).toBeNull();
  });
  it.each(['drum-snare', 'drum-hi-hat'])('in a %s', async (name) => {
    const source = await prepareSource(await sound(`${name}.ogg`), name, {
      sampleRate: RATE,
      seconds: 2,
      peak: 0.9,
    });
    expect(source.pitch).toBeNull();
  });
});

describe('real notes', async () => {
  it.each([
    ['note-piano-c1', 24],
    ['note-bass-g1', 31],
    ['note-cello-c2', 36],
    ['note-guitar-c3', 48],
    ['note-marimba-c5', 72],
    ['note-oboe-c6', 84],
    ['note-flute-c7', 96],
  ])('%s', async (name, midi) => {
    const { channels, sampleRate } = await decodeAudio(await sound(`${name}.ogg`), name);
    expect(Math.abs(cents(detectPitch(downmix(channels).samples, sampleRate), midi))).toBeLessThan(15);
  });

  const index = new URL('../../presets/sources/index.json', import.meta.url);
  const sources = JSON.parse(await readFile(index, 'utf8')) as {
    file?: string;
    sound?: string;
    rootMidi: number;
    family: string;
  }[];
  const tuned = sources.filter(({ family }) => family !== 'noise');
  it.each(tuned)('factory source $id', async ({ file, sound: name, rootMidi, family }) => {
    const options = { sampleRate: RATE, seconds: 4, peak: 0.9 };
    const bytes = file
      ? await fileBytes(`presets/sources/${file}`)
      : new TextEncoder().encode(JSON.stringify({ format: 'alloy-sound', sound: name })).slice().buffer;
    const { pitch } = await prepareSource(bytes, name ?? file!, options);
    expect(Math.abs(cents(pitch, rootMidi))).toBeLessThan(15);
    // partials of bells and skins are no harmonics
    expect(pitch!.confidence).toBeGreaterThan(['bell', 'drum'].includes(family) ? 0.5 : 0.8);
  });
});
