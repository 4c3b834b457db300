/** The shipped model on the sounds that ship with it, rendered and listened to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { measureBandEnvelope } from '../../src/audio/band-envelope/analyser.js';
import { DECODE_TABLE } from '../../src/audio/mulaw.js';
import { detectPitch } from '../../src/audio/pitch.js';
import { prepareSource, type PreparedSource } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';
import { midiToHertz } from '../../src/units.js';
import type { RenderedNote, RenderNote } from '../../src/render/notes.js';

const sounds = new URL('../../presets/sources/', import.meta.url);
/** One note's noise says little: a trumpet's error is 2.5 to 7 dB, as the seed has it. */
const SEEDS = [1, 2, 3, 4, 5, 6];
const SECONDS = 1;
const names = ['grand-piano-c4', 'trumpet-g4'] as const;

let engine: RenderEngine;
const sources = new Map<string, PreparedSource>();
let notes: Map<string, RenderedNote>;

function level(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

beforeAll(async () => {
  engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const { sampleRate, signal, generation } = engine.info.manifest;
  const asked: RenderNote[] = [];
  for (const name of names) {
    const file = await readFile(new URL(`${name}.flac`, sounds));
    const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const source = await prepareSource(bytes, name, { sampleRate, seconds: 0.75, peak: signal.peak });
    sources.set(name, source);
    await engine.addSource(name, source.samples, source.pitch!.midi, source.pitch);
    for (const seed of SEEDS) {
      asked.push({
        id: `${name} seed ${seed}`,
        weights: [{ source: name, weight: 1 }],
        rootMidi: source.pitch!.midi,
        seconds: SECONDS,
        seed,
        temperature: generation.temperature,
      });
    }
    for (const transpose of [0, 5]) {
      asked.push({
        id: `${name} ${transpose}`,
        weights: [{ source: name, weight: 1 }],
        rootMidi: source.pitch!.midi + transpose,
        seconds: SECONDS,
        seed: 1,
        temperature: generation.temperature,
      });
    }
  }
  const weights = names.map((source) => ({ source, weight: 1 }));
  asked.push({ id: 'hybrid', weights, rootMidi: 62, seconds: SECONDS, seed: 1, temperature: 0.85 });
  notes = new Map((await engine.render(asked)).map((note) => [note.id, note]));
});

afterAll(() => engine.close());

describe.each(['grand-piano-c4 0', 'grand-piano-c4 5', 'trumpet-g4 0', 'trumpet-g4 5', 'hybrid'])(
  '%s',
  (id) => {
    it('sounds at its pitch, within 15 cents', () => {
      const { samples, rootMidi } = notes.get(id)!;
      const found = detectPitch(samples.subarray(0, 11200), 16000);
      expect(found).not.toBeNull();
      expect(Math.abs(found!.midi - rootMidi)).toBeLessThan(0.15);
    });

    it('does not click: no step is larger than its loudest stretch explains', () => {
      const { samples } = notes.get(id)!;
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(peak).toBeGreaterThan(0.1);
      expect(peak).toBeLessThan(1.4); // nothing is bent: who plays it scales it whole
      const quiet = samples.subarray(13000); // after the sound: fades, then nothing
      const step = quiet.reduce((most, x, i) => Math.max(most, Math.abs(x - (quiet[i - 1] ?? x))), 0);
      expect(step).toBeLessThan(0.02);
    });

    it('rests after its source has ended', () => {
      expect(
        notes
          .get(id)!
          .samples.slice(14000)
          .every((x) => Math.abs(x) < 1e-4),
      ).toBe(true);
    });
  },
);

describe.each(['grand-piano-c4 0', 'grand-piano-c4 5', 'trumpet-g4 0', 'trumpet-g4 5'])('%s', (id) => {
  it('is as loud as its source, all along', () => {
    const { samples } = notes.get(id)!;
    const source = sources.get(id.split(' ')[0]!)!.samples;
    for (let at = 0; at + 2048 <= 10240; at += 2048) {
      const [is, was] = [samples, source].map((of) => level(of.subarray(at, at + 2048))) as [number, number];
      expect(Math.abs(is - was)).toBeLessThan(3);
    }
  });
});

describe.each([
  ['electric-piano-c4', 60],
  ['cello-c3', 72],
  ['marimba-c4', 60],
] as const)('a long note of %s at %i', (name, rootMidi) => {
  it('stays around zero: what lies beside it leaves no room for the sound', async () => {
    const { sampleRate, signal, generation } = engine.info.manifest;
    const file = await readFile(new URL(`${name}.flac`, sounds));
    const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const source = await prepareSource(bytes, name, { sampleRate, seconds: 3, peak: signal.peak });
    await engine.addSource(name, source.samples, source.pitch!.midi, source.pitch);
    const weights = [{ source: name, weight: 1 }];
    const [note] = await engine.render([{ id: name, weights, rootMidi, seconds: 3, seed: 1, ...generation }]);
    const coded = Float32Array.from(note!.codes, (code) => DECODE_TABLE[code]!);
    for (let at = 0; at + 1600 <= coded.length; at += 1600) {
      const mean = coded.subarray(at, at + 1600).reduce((sum, x) => sum + x, 0) / 1600;
      expect(Math.abs(mean)).toBeLessThan(0.1); // of an RMS of 0.2
    }
  });
});

describe.each(names)('the reconstruction of %s', (name) => {
  it('has the band envelope of its source, between the harmonics too', () => {
    const bandEnvelope = engine.info.manifest.colour!;
    const source = sources.get(name)!;
    const hertz = midiToHertz(source.pitch!.midi);
    const measured = (samples: Float32Array): Float32Array =>
      measureBandEnvelope(samples.subarray(0, 10240), [hertz], bandEnvelope, 16000).values.subarray(
        4 * 2 * bandEnvelope.bands,
        -4 * 2 * bandEnvelope.bands,
      );
    const was = measured(source.samples);
    const errors = SEEDS.flatMap((seed) =>
      [...measured(notes.get(`${name} seed ${seed}`)!.samples)].map((value, i) => Math.abs(value - was[i]!)),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(4.5); // dB
  });
});
