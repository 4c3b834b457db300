/** Tests detail: what is measured is imposed, finer than the band envelope does; what has none sounds as it did; a false pitch is none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AIR_FLOOR, AIR_WIDTH } from '../../src/audio/air/bands.js';
import { encodeSample } from '../../src/audio/mulaw.js';
import type { SignalConfig } from '../../src/model/manifest.js';
import { decodeDetailCode, encodeDetailCode } from '../../src/document/detail-code.js';
import { RenderEngine } from '../../src/render/engine.js';
import { bothHalves, detailConfigs, measureDetail } from '../../src/render/detail.js';
import { Synthesis } from '../../src/render/synthesis.js';
import { sourceLoudness } from '../../src/render/level.js';
import { blend } from '../../src/timbre/blend.js';
import { DETAIL_BANDS, type Embedding } from '../../src/timbre/embedding.js';
import { midiToHertz } from '../../src/units.js';
import { kindDistance } from '../../bench/quality/measures.js';
import { noise } from '../audio/signals.js';

const RATE = 16_000;
const NO_AIR = { frames: 1, values: new Float32Array(AIR_WIDTH).fill(AIR_FLOOR) };

let engine: RenderEngine;
beforeAll(
  async () => (engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm', workers: 1 })),
);
afterAll(() => engine.close());

/** Three hits of noise, each through another band. */
function hits(): Float32Array {
  const output = new Float32Array(RATE / 2);
  const hiss = noise(output.length, 0.5, 7);
  for (const [hit, hertz] of [400, 2_500, 5_500].entries()) {
    for (let n = 0; n < 2_400; n++) {
      const at = hit * 2_500 + 300 + n;
      output[at] = hiss[at]! * Math.exp(-n / 400) * Math.sin((2 * Math.PI * hertz * n) / RATE);
    }
  }
  return output;
}

/** What the synthesis makes of codes of white noise, for a source with or without its detail. */
function synthesised(source: Float32Array, withDetail: boolean, block = source.length): Float32Array {
  const { manifest } = engine.info;
  const signal: SignalConfig = manifest.signal;
  const detail = measureDetail(source, manifest)!;
  const codes = Uint8Array.from(noise(source.length, 0.4, 3), encodeSample);
  const synthesis = new Synthesis({
    ...{ signal, sampleRate: RATE, rootMidi: null, length: source.length },
    loudness: sourceLoudness(source, signal, null),
    detail: withDetail ? { track: detail, ...detailConfigs(manifest)! } : null,
  });
  const output: number[] = [];
  for (let at = 0; at < codes.length; at += block)
    output.push(...synthesis.process(codes.subarray(at, at + block)));
  return Float32Array.from(output);
}

describe('detail', () => {
  it('puts bands and levels of hits back, in blocks of any size', () => {
    const source = hits();
    const [without, fine] = [synthesised(source, false), synthesised(source, true)];
    const [before, after] = [kindDistance(without, source), kindDistance(fine, source)];
    expect(after.melS).toBeLessThan(0.6 * before.melS);
    expect(after.env90).toBeLessThan(0.5 * before.env90);
    expect(after.on50).toBeLessThan(0.9 * before.on50);
    expect(synthesised(source, true, 777)).toEqual(fine);
  });

  it('does nothing to bands where it does not hold', () => {
    const source = hits();
    const { manifest } = engine.info;
    const detail = measureDetail(source, manifest)!;
    expect(detail.slow.length).toBe(Math.ceil(source.length / 512) * DETAIL_BANDS.slow);
    expect(detail.fast.length).toBe(Math.ceil(source.length / 128) * DETAIL_BANDS.fast);
    expect(detail.levels.length).toBe(Math.ceil(source.length / 64));
    expect([...bothHalves(Float32Array.of(1, 2, 3, 4), 2)]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
    expect(measureDetail(source, { ...manifest, signal: { ...manifest.signal, loudness: null } })).toBeNull();
  });

  it('blends in dB, a shorter one silent behind its end; none where a source has none', () => {
    const one = (level: number, frames: number): Embedding => ({
      timbre: { frames: 1, channels: 1, hop: 512, values: new Float32Array(1) },
      loudness: null,
      pitch: null,
      detail: {
        slow: new Float32Array(frames * DETAIL_BANDS.slow).fill(level),
        fast: new Float32Array(4 * frames * DETAIL_BANDS.fast).fill(level),
        levels: new Float32Array(8 * frames).fill(level),
        hold: level === -20 ? 1 : 0.5,
      },
    });
    const { detail } = blend([one(-20, 1), one(-30, 2)], [1, 3]);
    expect(detail!.slow[0]).toBeCloseTo(-27.5, 5);
    expect(detail!.slow).toHaveLength(2 * DETAIL_BANDS.slow);
    expect(detail!.levels[0]).toBeCloseTo(-27.5, 5);
    expect(detail!.levels.at(-1)).toBeCloseTo(0.25 * -70 + 0.75 * -30, 5);
    expect(detail!.hold).toBeCloseTo(0.625, 9);
    const { detail: _own, ...none } = one(-20, 1);
    expect(_own).toBeDefined();
    expect(blend([one(-20, 1), none], [1, 1]).detail).toBeUndefined();
  });

  it('is coded near, or not at all', () => {
    const detail = measureDetail(hits(), engine.info.manifest)!;
    const back = decodeDetailCode(encodeDetailCode(detail, 1e6)!);
    for (const name of ['slow', 'fast', 'levels'] as const) {
      const off =
        back[name].reduce((sum, x, i) => sum + Math.abs(x - detail[name][i]!), 0) / back[name].length;
      expect(off).toBeLessThan(1);
    }
    expect(encodeDetailCode(detail, 20)).toBeNull();
  });
});

describe('a source', () => {
  const tone = (midi: number, hertz = midiToHertz(midi)): Float32Array =>
    Float32Array.from({ length: RATE / 2 }, (_, n) =>
      [1, 2, 3, 4, 5].reduce((sum, k) => sum + (0.2 / k) * Math.sin((2 * Math.PI * k * hertz * n) / RATE), 0),
    );
  const pitchOf = async (
    samples: Float32Array,
    midi: number,
    pitch: Parameters<RenderEngine['addSource']>[3],
    air: typeof NO_AIR | null = NO_AIR,
  ) => (await engine.addSource('x', samples, midi, pitch, air)).pitch;
  const steady = (midi: number) => ({ midi, hop: 512, deviation: new Float32Array(0) });

  it('has no pitch where nothing lies at its harmonics; as former versions encoded it, it has', async () => {
    const sharp = Float32Array.from(
      { length: RATE / 2 },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * 5_589 * n) / RATE),
    );
    expect(await pitchOf(sharp, 79, steady(79))).toBeNull();
    expect(await pitchOf(sharp, 79, steady(79), null)).not.toBeNull();
    expect(await pitchOf(tone(57), 57, steady(57))).not.toBeNull();
  });

  it('of noise gets no pitch from a root that is set by hand, a tone in which none was found does', async () => {
    const hiss = noise(RATE / 2, 0.4, 9);
    for (const midi of [36, 48, 60, 72]) expect(await pitchOf(hiss, midi, undefined)).toBeNull();
    expect(await pitchOf(hits(), 60, undefined)).toBeNull();
    expect(await pitchOf(tone(57), 57, undefined)).not.toBeNull();
    expect(await pitchOf(hiss, 60, undefined, null)).not.toBeNull();
  });

  it('without air is encoded as it was: no detail', async () => {
    const before = await engine.addSource('old', tone(57), 57, steady(57));
    const now = await engine.addSource('new', tone(57), 57, steady(57), NO_AIR);
    expect(before.detail).toBeUndefined();
    expect(now.detail!.hold).toBe(1);
    const { air: _air, detail: _detail, ...rest } = now;
    expect([_air, _detail].every(Boolean)).toBe(true);
    expect(rest).toEqual(before);
  });
});
