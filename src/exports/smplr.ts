/** Exports a preset of smplr, the Web Audio sampler: JSON beside WAV files. */
import { releaseWith } from './envelope.js';
import { fileName } from './names.js';
import {
  exportSamples,
  notice,
  oneLine,
  textFile,
  wavTexts,
  type ExportFile,
  type ExportJob,
  type PlacedSample,
} from './job.js';
import { controllerAt, type ExportPlan } from './plan.js';
import { velocityLayers } from './velocity-layers.js';
import { writeWav } from './wav.js';

const MIX_CC = 1;
/** smplr's own: (velocity / 127)², whatever the preset says. */
const OWN_EXPONENT = 2;
/** Ranges are not rounded, keys may be fractions: a range ends just before the next. */
const JUST_BELOW = 0.999;

interface Region {
  readonly sample: string;
  readonly keyRange: readonly [number, number];
  readonly pitch: number;
  readonly detune: number;
  readonly loop: boolean;
  /** Of samples that die away by themselves: with their decay, a release is over sooner. */
  readonly ampRelease?: number;
  /** Seconds of the sample; the end is the first that is not part of the loop. */
  readonly loopStart?: number;
  readonly loopEnd?: number;
  readonly ccRange?: Readonly<Record<string, readonly [number, number]>>;
}

/** A natural decay is written out into the samples: smplr's envelope is a release. */
export async function* smplrFiles(job: ExportJob): AsyncGenerator<ExportFile> {
  const { plan } = job;
  const { input, options } = plan;
  const name = fileName(input.name);
  const info = wavTexts(input);
  const map: Record<string, string> = {};
  const regions: Region[] = [];
  for await (const made of exportSamples(job, 'samples')) {
    const { planned, name: stem, sample } = made;
    const { sampleRate, loop } = sample;
    const facts = { sampleRate, bits: options.bits, root: planned.root, loop, keys: null, info };
    yield { path: `${name}/samples/${stem}.wav`, bytes: writeWav(sample.frames, facts) };
    map[stem] = stem;
    regions.push(...regionsOf(plan, made));
  }
  const { author, tags, licence } = input;
  const preset = {
    smplr: '1.0',
    meta: {
      name: oneLine(input.name),
      description: `${author ? `By ${oneLine(author)}. ` : ''}Made with Alloy.`,
      ...(tags.length > 0 ? { tags: tags.map(oneLine) } : {}),
      ...(licence ? { license: oneLine(licence) } : {}),
    },
    samples: { baseUrl: './samples', formats: ['wav'], map },
    defaults: { ampRelease: round(plan.envelope.release, 4) },
    groups: velocityLayers(plan.velocityExponent, OWN_EXPONENT).map(({ low, high, volume }) => ({
      velRange: [low, high + JUST_BELOW],
      volume: round(plan.volume + volume, 2),
      regions,
    })),
  };
  yield textFile(`${name}/${name}.json`, `${JSON.stringify(preset)}\n`);
  yield textFile(`${name}/LICENCE.txt`, notice(input));
}

function regionsOf(plan: ExportPlan, { planned, place, name, sample }: PlacedSample): Region[] {
  const { loop, sampleRate, cents } = sample;
  const ccRange = switchRange(plan, place);
  return planned.ranges.map((range) => ({
    sample: name,
    keyRange: [range.low, range.high + JUST_BELOW] as const,
    pitch: planned.root,
    detune: round(range.cents + cents, 2),
    ...(loop
      ? { loop: true, loopStart: loop.start / sampleRate, loopEnd: loop.end / sampleRate }
      : { loop: false }),
    ...(sample.writtenDecay > 0
      ? { ampRelease: round(releaseWith(plan.envelope.release, sample.writtenDecay), 4) }
      : {}),
    ...(ccRange ? { ccRange: { [MIX_CC]: ccRange } } : {}),
  }));
}

/** Values of the wheel at which a note begins with this mix: those nearest to its place. Null: there is one mix. */
function switchRange({ places }: ExportPlan, place: number): readonly [number, number] | null {
  if (places.length < 2) return null;
  const stops = places.map(({ x }) => controllerAt(x));
  const half = (index: number): number => Math.ceil((stops[index - 1]! + stops[index]!) / 2);
  const low = place === 0 ? 0 : half(place);
  return [low, place === places.length - 1 ? 127 : half(place + 1) - 1];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
