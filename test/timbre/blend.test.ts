/** Tests blending of embeddings, track by track. */
import { describe, expect, it } from 'vitest';
import { AlloyError } from '../../src/errors.js';
import { blend } from '../../src/timbre/blend.js';
import type { Embedding, HarmonicTrack } from '../../src/timbre/embedding.js';
import { packEmbedding, unpackEmbedding } from '../../src/timbre/packing.js';
import { uniforms } from '../generator/models.js';

interface Parts {
  readonly seed?: number;
  readonly frames?: number;
  readonly levels?: readonly number[] | null;
  readonly rootMidi?: number | null;
  readonly deviation?: readonly number[];
}

function embedding({
  seed = 1,
  frames = 3,
  levels = [-20, -30],
  rootMidi = 60,
  deviation = [],
}: Parts): Embedding {
  return {
    timbre: { frames, channels: 2, hop: 512, values: uniforms(frames * 2, seed) },
    loudness: levels && { hop: 128, silence: -100, levels: Float32Array.from(levels) },
    pitch: rootMidi === null ? null : { rootMidi, hop: 512, deviation: Float32Array.from(deviation) },
  };
}

function harmonics(frames: number, count: number, seed: number, hold = 1): HarmonicTrack {
  const [levels, rests, phases] = [1, 2, 3].map((n) => uniforms(frames * count, 10 * seed + n));
  return { frames, count, hop: 256, levels: levels!, rests: rests!, phases: phases!, hold };
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
}

describe('blend', () => {
  const a = embedding({ seed: 1, frames: 3 });
  const b = embedding({ seed: 2, frames: 5 });

  it('is the source itself at a weight of 1, to the bit', () => {
    expect(blend([a, b], [1, 0])).toEqual(a);
    expect(blend([a, b], [0, 0.3])).toEqual(b);
    expect(blend([a], [7])).toEqual(a);
  });

  it('is linear in timbre, and holds the last frame of the shorter', () => {
    const { timbre } = blend([a, b], [1, 3]);
    expect(timbre).toMatchObject({ frames: 5, channels: 2, hop: 512 });
    const expected = Array.from({ length: 10 }, (_, i) => {
      const held = Math.min(i >> 1, 2) * 2 + (i & 1);
      return 0.25 * a.timbre.values[held]! + 0.75 * b.timbre.values[i]!;
    });
    expectClose(timbre.values, expected);
  });

  it('depends on the ratios of the weights only', () => {
    expect(blend([a, b], [2, 6]).timbre.values).toEqual(blend([a, b], [0.25, 0.75]).timbre.values);
  });

  it('of harmonics means levels, takes phases from the largest share, and shares how far they hold', () => {
    const [few, many] = [harmonics(2, 2, 1), harmonics(3, 4, 2, 0.5)];
    const blended = blend(
      [{ ...a, harmonics: few }, { ...b, harmonics: many }, embedding({ rootMidi: null })],
      [1, 2, 1],
    ).harmonics!;
    expect(blended).toMatchObject({ frames: 3, count: 4, hop: 256, hold: 0.25 + 0.25 });
    expect(blended.phases).toEqual(many.phases);
    expect(blended.levels[5]).toBeCloseTo((few.levels[3]! + 2 * many.levels[5]!) / 3, 5);
    expect(blended.levels[9]).toBeCloseTo((few.levels[3]! + 2 * many.levels[9]!) / 3, 5); // held
    expect(blended.levels[3]).toBeCloseTo(many.levels[3]!, 5); // the other one has no fourth
  });

  it('blends four', () => {
    const four = [1, 2, 3, 4].map((seed) => embedding({ seed }));
    const { timbre } = blend(four, [1, 1, 1, 1]);
    const mean = (i: number): number => four.reduce((sum, e) => sum + e.timbre.values[i]! / 4, 0);
    expectClose(timbre.values, [0, 1, 2, 3, 4, 5].map(mean));
  });

  it('is linear in dB, the shorter track going on in silence', () => {
    const long = embedding({ levels: [-10, -20, -30, -100] });
    const short = embedding({ levels: [-30, -10] });
    // Third value: silence counts as 40 dB below the other. Fourth: both are silent.
    expectClose(blend([long, short], [1, 1]).loudness!.levels, [-20, -15, -50, -100]);
  });

  it('blends the unweighted levels in the same way, where all have them', () => {
    const withUnweighted = (unweighted: readonly number[]): Embedding => {
      const whole = embedding({});
      return { ...whole, loudness: { ...whole.loudness!, unweighted: Float32Array.from(unweighted) } };
    };
    const both = blend([withUnweighted([-20, -20]), withUnweighted([-10])], [1, 1]).loudness!;
    expectClose(both.unweighted!, [-15, -40]);
    expect(blend([withUnweighted([-20]), embedding({})], [1, 1]).loudness!.unweighted).toBeUndefined();
  });

  it('keeps a track that all lack away, and refuses one that some lack', () => {
    const none = embedding({ levels: null });
    expect(blend([none, none], [1, 1]).loudness).toBeNull();
    expect(() => blend([a, none], [1, 1])).toThrowError(/one model/);
  });

  it('interpolates the roots and blends the deviations', () => {
    const low = embedding({ rootMidi: 50, deviation: [1, 1] });
    const high = embedding({ rootMidi: 62, deviation: [0.2, 0.4, 0.8] });
    const { pitch } = blend([low, high], [1, 3]);
    expect(pitch!.rootMidi).toBeCloseTo(59, 9);
    expectClose(pitch!.deviation, [0.4, 0.55, 0.6]);
  });

  it('takes the pitch of those that have one', () => {
    const drum = embedding({ rootMidi: null });
    expect(blend([drum, a], [9, 1]).pitch!.rootMidi).toBe(60);
    expect(blend([drum, drum], [9, 1]).pitch).toBeNull();
  });

  it.each([
    ['no weights', [], []],
    ['fewer weights than sources', [a, b], [1]],
    ['weights of 0', [a, b], [0, 0]],
    ['a negative weight', [a, b], [2, -1]],
    ['a weight that is no number', [a, b], [NaN, 1]],
    ['timbres of different models', [a, { ...b, timbre: { ...b.timbre, channels: 1 } }], [1, 1]],
  ])('refuses %s', (_, embeddings, weights) => {
    expect(() => blend(embeddings, weights)).toThrowError(AlloyError);
  });
});

describe('blend of colours', () => {
  const withBandEnvelope = (frames: number, level: number): Embedding => ({
    ...embedding({}),
    bandEnvelope: { frames, width: 4, hop: 512, values: new Float32Array(frames * 4).fill(level) },
  });

  it('is linear in dB, and a shorter track holds its last frame', () => {
    const { bandEnvelope } = blend([withBandEnvelope(3, -10), withBandEnvelope(1, -50)], [3, 1]);
    expect(bandEnvelope).toMatchObject({ frames: 3, width: 4, hop: 512 });
    expectClose(bandEnvelope!.values, new Array<number>(12).fill(-20));
  });

  it('refuses colours of different models, and is without where all are without', () => {
    expect(() => blend([withBandEnvelope(3, -10), embedding({})], [1, 1])).toThrowError(AlloyError);
    const other = withBandEnvelope(3, -10);
    const wider = {
      ...other,
      bandEnvelope: { ...other.bandEnvelope!, width: 6, values: new Float32Array(18) },
    };
    expect(() => blend([other, wider], [1, 1])).toThrowError(/one model/);
    expect(blend([embedding({}), embedding({ seed: 2 })], [1, 1]).bandEnvelope).toBeUndefined();
  });
});

describe('packEmbedding', () => {
  it.each([
    embedding({ levels: [-20, -30.5], rootMidi: 60.123456789, deviation: [0.25, -0.1] }),
    embedding({ levels: null, rootMidi: null }),
    embedding({ levels: [], deviation: [] }),
    { ...embedding({}), bandEnvelope: { frames: 2, width: 4, hop: 512, values: uniforms(8, 3) } },
    {
      ...embedding({}),
      loudness: {
        ...embedding({}).loudness!,
        unweighted: Float32Array.from([-1.5, -2]),
        unweightedWindow: 512,
      },
    },
    { ...embedding({}), harmonics: harmonics(2, 3, 1) },
  ])('comes back to the bit', (whole) => {
    expect(unpackEmbedding(packEmbedding(whole))).toEqual(whole);
  });

  it('refuses what is not packed', () => {
    const packed = packEmbedding(embedding({}));
    for (const wrong of [new Float64Array(0), packed.slice(0, -1), packed.slice(1)]) {
      expect(() => unpackEmbedding(wrong)).toThrowError(AlloyError);
    }
  });
});
