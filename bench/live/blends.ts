/** Measures morphs between all pairs of the bundled sounds: order, evenness, level, ends, crest. */
import { soundDistance } from '../../src/audio/partials/distance.js';
import { morph } from '../../src/audio/partials/morph.js';
import { synthesise } from '../../src/audio/partials/synthesis.js';
import { transpose } from '../../src/audio/partials/transpose.js';
import type { Row } from '../row.js';
import { limited, storedTracks } from './figures.js';
import { bundledSounds } from './material.js';
import { crests, medianOf, rankCorrelation } from './measures.js';

const MIXES = [0, 0.25, 0.5, 0.75, 1];
const RATE = 48_000;
const SECONDS = 1.6;
/** ALLOY_LIVE_EVERY=5 measures a fifth of the pairs. */
const EVERY = Number(process.env['ALLOY_LIVE_EVERY'] ?? 1);
/** Every pair meets at the key of its first sound. The level is that of this stretch. */
const LEVEL_FROM = 0.3;
const LEVEL_TO = 1.3;

interface Blend {
  readonly ranks: number;
  readonly step: number;
  readonly dip: number;
  readonly crest: number;
}

export async function benchBlends(): Promise<Row[]> {
  const sounds = await bundledSounds();
  const tracks = sounds.map(storedTracks);
  const ends = sounds.map((sound, i) => {
    const seconds = sound.channels[0]!.length / sound.sampleRate;
    const made = synthesise(tracks[i]!, { sampleRate: sound.sampleRate, seconds })[0]!;
    return soundDistance(made, sound.channels[0]!, sound.sampleRate).all;
  });
  const blends: Blend[] = [];
  for (let a = 0; a < sounds.length; a++)
    for (let b = a + 1; b < sounds.length; b++) {
      if ((a + b) % EVERY !== 0) continue;
      const to = transpose(tracks[b]!, sounds[a]!.root! - sounds[b]!.root!);
      const steps = MIXES.map(
        (mix) =>
          synthesise(morph([tracks[a]!, to], [1 - mix, mix]), { sampleRate: RATE, seconds: SECONDS })[0]!,
      );
      blends.push(measured(steps));
    }
  const worst = (of: (blend: Blend) => number): string => Math.min(...blends.map(of)).toFixed(2);
  const ranks = medianOf(blends.map(({ ranks }) => ranks));
  const dip = medianOf(blends.map(({ dip }) => dip));
  return [
    {
      figure: `blends, ranks (${blends.length} pairs; least ${worst(({ ranks }) => ranks)})`,
      asked: '≥ 0.99',
      measured: ranks.toFixed(2),
      ok: ranks >= 0.99,
    },
    limited(
      'blends, largest step ÷ mean',
      blends.map(({ step }) => step),
      1.4,
    ),
    {
      figure: `blends, dip, dB (least ${worst(({ dip }) => dip)})`,
      asked: '≥ −0.5',
      measured: dip.toFixed(2),
      ok: dip >= -0.5,
    },
    limited('blends, ends against the recordings (15), dB', ends, 1.2),
    limited(
      'blends, crest beside the line between the ends, dB',
      blends.map(({ crest }) => crest),
      1,
    ),
  ];
}

function measured(steps: readonly Float32Array[]): Blend {
  const first = steps.map((x) => soundDistance(x, steps[0]!, RATE).all);
  const last = steps.map((x) => soundDistance(x, steps.at(-1)!, RATE).all);
  const jumps = steps.slice(1).map((x, i) => soundDistance(steps[i]!, x, RATE).all);
  const levels = steps.map(levelOf);
  const line = (values: readonly number[], mix: number): number =>
    values[0]! + mix * (values.at(-1)! - values[0]!);
  const crest = steps.map((x) => medianOf(crests(x, RATE).filter((c) => c !== null)));
  return {
    ranks: Math.min(rankCorrelation(MIXES, first), -rankCorrelation(MIXES, last)),
    step: (Math.max(...jumps) * jumps.length) / jumps.reduce((a, b) => a + b, 0),
    dip: Math.min(...levels.map((level, i) => level - line(levels, MIXES[i]!))),
    crest: medianOf(crest.slice(1, -1).map((c, i) => Math.abs(c - line(crest, MIXES[i + 1]!)))),
  };
}

function levelOf(samples: Float32Array): number {
  const part = samples.subarray(LEVEL_FROM * RATE, LEVEL_TO * RATE);
  return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length + 1e-12);
}
