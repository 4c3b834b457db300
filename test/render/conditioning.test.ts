/** Tests conditioned notes of the shipped model against the bounds of docs/decisions/sample-conditioning.md. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import {
  conditionZone,
  ZONE_LOUDNESS,
  type ConditionedZone,
} from '../../src/audio/conditioning/condition-zone.js';
import { noteLoudness } from '../../src/audio/k-weighting.js';
import { detectPitch } from '../../src/audio/pitch.js';
import { prepareSource } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';
import type { RenderNote } from '../../src/render/notes.js';
import { held, level, quantile, ripple, seam, sweep } from '../audio/conditioning/measures.js';
import { RATE } from '../audio/conditioning/tones.js';
import { plainRig, RATE as PLAYER_RATE } from '../worklets/rig.js';

const sounds = new URL('../../presets/sources/', import.meta.url);
/** Two that sustain, two that decay, and one of each, with mixes between them. */
const plans = [
  { name: 'held', sources: ['flute-c5', 'clarinet-d4'], rootMidi: 60, mixes: [0, 0.5, 1], seconds: 2 },
  // one of five layers changes where the others are alike
  {
    name: 'five',
    sources: ['flute-c5', 'clarinet-d4'],
    rootMidi: 72,
    mixes: [0, 0.25, 0.5, 0.75, 1],
    seconds: 4,
  },
  { name: 'struck', sources: ['celesta-c5', 'grand-piano-c4'], rootMidi: 64, mixes: [0, 1], seconds: 1 },
  { name: 'mixed', sources: ['nylon-guitar-c4', 'flute-c5'], rootMidi: 66, mixes: [0, 0.5, 1], seconds: 4 },
] as const;

const SWEEP_SECONDS = 6;

const keyZones = new Map<string, ConditionedZone>();
const raws = new Map<string, readonly Float32Array[]>();
/** Of each raw note: what it was expected to have before its first sample, and what it has. */
const loudnesses = new Map<string, { expected: number; raw: number }[]>();

beforeAll(async () => {
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const { sampleRate, signal, generation } = engine.info.manifest;
  for (const { name, sources, rootMidi, mixes, seconds } of plans) {
    for (const source of sources) {
      const file = await readFile(new URL(`${source}.flac`, sounds));
      const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
      const prepared = await prepareSource(bytes, source, { sampleRate, seconds, peak: signal.peak });
      await engine.addSource(source, prepared.samples, prepared.pitch!.midi, prepared.pitch);
    }
    const notes = mixes.map((mix): RenderNote => {
      const weights = sources.map((source, i) => ({ source, weight: i === 0 ? 1 - mix : mix }));
      return { id: `${name} ${mix}`, weights, rootMidi, seconds, seed: 1, ...generation };
    });
    const expected = new Map<string, number>();
    const rendered = await engine.render(notes, {
      onAudio: (id, _start, _samples, loudness) => expected.set(id, loudness),
    });
    const layers = rendered.map((note) => note.samples);
    raws.set(name, layers);
    loudnesses.set(
      name,
      rendered.map(({ id, samples }) => ({
        expected: expected.get(id)!,
        raw: noteLoudness(samples, sampleRate),
      })),
    );
    keyZones.set(name, conditionZone(layers, { rootMidi, sampleRate, pitched: true }));
  }
  await engine.close();
});

describe.each(plans)('$name notes', ({ name, rootMidi }) => {
  it('are within 3 cents of their root', () => {
    const keyZone = keyZones.get(name)!;
    for (const layer of keyZone.layers.keys()) {
      const samples = keyZone.loop ? held(keyZone, layer, 4) : keyZone.layers[layer]!;
      expect(100 * Math.abs(detectPitch(samples, RATE)!.midi - rootMidi)).toBeLessThan(3);
    }
  });

  it('are as loud as expected before they were made, within 2 dB, wherever that is', () => {
    const all = loudnesses.get(name)!;
    for (const { expected, raw } of all) expect(Math.abs(raw - expected)).toBeLessThan(2);
    expect(Math.max(...all.map(({ raw }) => raw))).toBeGreaterThan(ZONE_LOUDNESS + 2); // else it says nothing
  });

  it('are equally loud, within 0.5 dB', () => {
    const { layers, loop } = keyZones.get(name)!;
    for (const layer of layers) {
      const loudness = noteLoudness(layer.subarray(0, loop?.end ?? layer.length), RATE);
      expect(Math.abs(loudness - ZONE_LOUDNESS)).toBeLessThan(0.5);
    }
  });
});

it('struck notes do not loop', () => {
  expect(keyZones.get('struck')!.loop).toBeNull();
});

describe('notes of one that decays and one that sustains', () => {
  /** Levels over a quarter of a second, in dB over those of the second quarter. */
  const contour = (samples: Float32Array, seconds: number): number[] =>
    Array.from({ length: 4 * seconds }, (_, i) => {
      const at = (i * RATE) / 4;
      return level(samples, at, at + RATE / 4) - level(samples, RATE / 4, RATE / 2);
    });
  /** The sources were let go after 2.75 s. */
  const quarters = 10;

  it('keep the course of their level for as long as they were played', () => {
    const keyZone = keyZones.get('mixed')!;
    for (const [layer, raw] of raws.get('mixed')!.entries()) {
      const [own, conditioned] = [contour(raw, 3), contour(held(keyZone, layer, 3), 3)];
      for (let i = 0; i < quarters; i++) expect(Math.abs(conditioned[i]! - own[i]!)).toBeLessThan(2);
    }
  });

  it('are held where they have come to, and end where they decay to nothing', () => {
    const keyZone = keyZones.get('mixed')!;
    const [guitar, between, flute] = keyZone.layers.map((_, layer) => contour(held(keyZone, layer, 10), 10));
    const raw = raws.get('mixed')!.map((samples) => contour(samples, 4));
    for (const [layer, long] of [between!, flute!].entries()) {
      for (const late of long.slice(12))
        expect(Math.abs(late - raw[layer + 1]![quarters - 1]!)).toBeLessThan(2.5);
    }
    for (const late of guitar!.slice(16)) expect(late).toBeLessThan(-60);
  });
});

describe('held notes', () => {
  it.each(['held', 'five'])('go round without click, ripple or jump: %s', (name) => {
    const keyZone = keyZones.get(name)!;
    const { start, end } = keyZone.loop!;
    for (const layer of keyZone.layers.keys()) {
      const { jump, elsewhere, click } = seam(keyZone, layer);
      expect(click).toBeLessThan(1.1);
      expect(jump).toBeLessThan(2 * quantile(elsewhere, 0.9));
      // what goes round is no livelier than one round of it
      const long = held(keyZone, layer, 8);
      expect(ripple(long, start, 8 * RATE)).toBeLessThan(ripple(long, start, end) + 1);
    }
  });

  it('morph by plain weights with no hole and no harmonic lost', () => {
    const keyZone = keyZones.get('held')!;
    const { dip, harmonics } = sweep(keyZone, 60, keyZone.loop!.start, 8 * RATE);
    expect(dip).toBeGreaterThan(-2);
    expect(quantile(harmonics, 0.02)).toBeGreaterThan(-2);
  });

  it.each([53, 60, 66])('played at key %i go from one sound to the other by hand within 2 dB', (key) => {
    const { layers, loop } = keyZones.get('held')!;
    const play = (mix: (seconds: number) => number): Float32Array => {
      const rig = plainRig().set('gain', -6).set('mix', mix(0));
      layers.forEach((samples, i) => rig.layer(i, 60, samples, { x: i / (layers.length - 1), loop }));
      rig.midi([0x90, key, 127]).render(0.5);
      const heard = new Float32Array(SWEEP_SECONDS * PLAYER_RATE);
      // A hand's mix comes sixty times a second.
      for (let frame = 0; frame < 60 * SWEEP_SECONDS; frame++) {
        heard.set(rig.set('mix', mix(frame / 60)).render(1 / 60), (frame * PLAYER_RATE) / 60);
      }
      return heard;
    };
    const still = layers.map((_, i) => play(() => (100 * i) / (layers.length - 1)));
    const swept = play((seconds) => (100 * seconds) / SWEEP_SECONDS);
    const window = PLAYER_RATE / 10;
    for (let from = 0; from + window <= swept.length; from += window / 2) {
      const place = ((from + window / 2) / swept.length) * (layers.length - 1);
      const left = Math.min(layers.length - 2, Math.floor(place));
      const own = (samples: Float32Array): number => 10 ** (level(samples, from, from + window) / 20);
      const line = own(still[left]!) * (1 - (place - left)) + own(still[left + 1]!) * (place - left);
      expect(Math.abs(20 * Math.log10(own(swept) / line))).toBeLessThan(2);
    }
  });
});
