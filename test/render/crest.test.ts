/** The reconstructions of all sounds that ship, beside their sources: as peaky as these, moment by moment, and nothing bent. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { prepareSource } from '../../src/audio/source.js';
import { RenderEngine } from '../../src/render/engine.js';

const sounds = new URL('../../presets/sources/', import.meta.url);
const SECONDS = 1.5;
const WINDOW = 1600;
/** Windows this far below the loudest do not count. */
const HEARD_DB = 50;
/** What most windows keep, and what a single one may be off by: noise has peaks of its own. */
const MOST_DB = 1.5;
const SINGLE_DB = 3;

interface Pair {
  readonly id: string;
  readonly source: Float32Array;
  readonly made: Float32Array;
}

interface BundledSound {
  readonly id: string;
  /** Left out: a sound of Alloy's own. */
  readonly file?: string;
}

let pairs: Pair[] = [];

beforeAll(async () => {
  const index = JSON.parse(await readFile(new URL('index.json', sounds), 'utf8')) as BundledSound[];
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const { sampleRate, signal, generation } = engine.info.manifest;
  const sources = new Map<string, Float32Array>();
  const notes = [];
  for (const { id, file } of index) {
    if (file === undefined) continue;
    const bytes = new Uint8Array(await readFile(new URL(file, sounds)));
    const source = await prepareSource(bytes.buffer, id, { sampleRate, seconds: SECONDS, peak: signal.peak });
    sources.set(id, source.samples);
    await engine.addSource(id, source.samples, source.pitch!.midi, source.pitch);
    const weights = [{ source: id, weight: 1 }];
    notes.push({ id, weights, rootMidi: source.pitch!.midi, seconds: SECONDS, seed: 1, ...generation });
  }
  const rendered = await engine.render(notes);
  pairs = rendered.map(({ id, samples }) => ({ id, source: sources.get(id)!, made: samples }));
  await engine.close();
});

interface Moment {
  readonly level: number;
  readonly crest: number;
}

function moments(samples: Float32Array): Moment[] {
  return Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, i) => {
    const window = samples.subarray(i * WINDOW, (i + 1) * WINDOW);
    const level = 10 * Math.log10(window.reduce((sum, x) => sum + x * x, 1e-12) / WINDOW);
    const peak = window.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-6);
    return { level, crest: 20 * Math.log10(peak) - level };
  });
}

function errors({ source, made }: Pair): number[] {
  const [was, is] = [moments(source), moments(made)];
  const loudest = Math.max(...was.map(({ level }) => level));
  return was.flatMap(({ level, crest }, i) => (level > loudest - HEARD_DB ? [is[i]!.crest - crest] : []));
}

describe('the reconstructions of the bundled sounds', () => {
  it('have the crest factor of their sources, in windows of 100 ms', () => {
    const all = pairs.flatMap(errors).map(Math.abs);
    expect(pairs.length).toBe(15);
    expect(all.length).toBeGreaterThan(180);
    expect(Math.max(...all)).toBeLessThan(SINGLE_DB);
    expect(all.filter((error) => error > MOST_DB).length).toBeLessThan(0.03 * all.length);
  });

  it('are not bent: as few samples near the peak as in the source', () => {
    for (const { id, source, made } of pairs) {
      const near = (samples: Float32Array): number => {
        const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        return samples.filter((x) => Math.abs(x) > 0.95 * peak).length / samples.length;
      };
      expect(near(made), id).toBeLessThan(near(source) + 0.01);
    }
  });

  it('peak within 1.5 dB of their sources', () => {
    for (const { id, made } of pairs) {
      const peak = made.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(Math.abs(20 * Math.log10(peak / 0.9)), id).toBeLessThan(1.5);
    }
  });
});
