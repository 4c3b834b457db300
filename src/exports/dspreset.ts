/** Exports Decent Sampler presets: XML that maps WAV files, with a knob for the mix that the modulation wheel turns. */
import { placeWeights } from '../timbre/heard-mix.js';
import type { Decibels, Velocity } from '../units.js';
import { releaseWith } from './envelope.js';
import { fileName } from './names.js';
import {
  exportSamples,
  notice,
  textFile,
  wavTexts,
  type ExportFile,
  type ExportJob,
  type PlacedSample,
} from './job.js';
import { controllerAt, type ExportPlan } from './plan.js';
import { velocityLayers } from './velocity-layers.js';
import { writeWav } from './wav.js';
import { element, xmlFile } from './xml.js';

const MIX_CC = 1;
/** With full tracking the player's gain is velocity / 127. */
const OWN_EXPONENT = 1;
/** A falling segment reaches −60 dB at this share of its time. */
const SIXTY_DECIBELS_AT = 0.985;
/** A segment that falls by e^−4.1 and then to zero begins with 36.2 dB in its time. */
const FIRST_SLOPE: Decibels = 36.2;

/** A natural decay is written out into the samples: the player has no hold, and its decay is not straight in decibels. */
export async function* dspresetFiles(job: ExportJob): AsyncGenerator<ExportFile> {
  const { plan } = job;
  const { input, options, places } = plan;
  const name = fileName(input.name);
  const info = wavTexts(input);
  const made: PlacedSample[] = [];
  for await (const placed of exportSamples(job, 'samples')) {
    const { planned, name: stem, sample } = placed;
    const facts = {
      sampleRate: sample.sampleRate,
      bits: options.bits,
      root: planned.root,
      loop: sample.loop,
      keys: null,
      info,
    };
    yield { path: `${name}/Samples/${stem}.wav`, bytes: writeWav(sample.frames, facts) };
    // what is written out need not stay in memory
    made.push({ ...placed, sample: { ...sample, frames: new Float32Array(0) } });
  }
  const groups = places.map((_, place) => groupsOf(plan, made, place)).flat();
  const root = element('DecentSampler', { minVersion: '1.11.0' }, [
    ...(places.length > 1 ? [face(plan)] : []),
    element('groups', groupsAttributes(plan), groups),
    ...effects(plan),
    ...(places.length > 1 ? [wheel()] : []),
    ...tags(plan),
  ]);
  yield textFile(`${name}/${name}.dspreset`, xmlFile(root, notice(input)));
  yield textFile(`${name}/LICENCE.txt`, notice(input));
}

function groupsAttributes(plan: ExportPlan): Record<string, string | number> {
  const { envelope, volume, velocityExponent, input } = plan;
  return {
    volume: `${round(volume, 2)}dB`,
    attack: round(envelope.attack, 4),
    attackCurve: 0,
    decay: envelope.decayRate > 0 ? round(FIRST_SLOPE / envelope.decayRate, 4) : 0,
    decayCurve: 100,
    sustain: round(envelope.sustain, 4),
    release: releaseSeconds(envelope.release),
    releaseCurve: 100,
    ampVelTrack: velocityExponent === 0 ? 0 : 1,
    ...(input.parameters.pan === 0 ? {} : { pan: round(input.parameters.pan, 1) }),
  };
}

/** Groups of a mix, one for each range of velocities. */
function groupsOf(plan: ExportPlan, made: readonly PlacedSample[], place: number): string[] {
  const { velocityExponent } = plan;
  const own = made.filter((placed) => placed.place === place);
  const tag = plan.places.length > 1 ? mixTag(place) : undefined;
  return velocityLayers(velocityExponent, velocityExponent === 0 ? 0 : OWN_EXPONENT).map(
    ({ low, high, volume }) =>
      element(
        'group',
        { tags: tag, volume: `${round(volume, 2)}dB` },
        own.flatMap((placed) => samplesOf(plan, placed, low, high)),
      ),
  );
}

function samplesOf(
  plan: ExportPlan,
  { planned, name, sample }: PlacedSample,
  low: Velocity,
  high: Velocity,
): string[] {
  const { loop, cents, writtenDecay } = sample;
  // a release of samples that die away by themselves is over sooner
  const release =
    writtenDecay > 0 ? releaseSeconds(releaseWith(plan.envelope.release, writtenDecay)) : undefined;
  return planned.ranges.map((range) =>
    element('sample', {
      path: `Samples/${name}.wav`,
      rootNote: planned.root,
      loNote: range.low,
      hiNote: range.high,
      loVel: low,
      hiVel: high,
      tuning: round((range.cents + cents) / 100, 5),
      release,
      ...(loop
        ? { loopEnabled: 'true', loopStart: loop.start, loopEnd: loop.end - 1, loopCrossfade: 0 }
        : { loopEnabled: 'false' }),
    }),
  );
}

/** The player's release time for one that is at −60 dB after so many seconds. */
function releaseSeconds(seconds: number): number {
  return round(seconds / SIXTY_DECIBELS_AT, 4);
}

function mixTag(place: number): string {
  return `mix${place}`;
}

/** A knob for the mix: it stands where the mix stands, and sets the volumes of the groups. */
function face({ places, input }: ExportPlan): string {
  const stops = places.map(({ x }) => controllerAt(x));
  const value = Math.min(stops.at(-1)!, Math.max(stops[0]!, controllerAt(input.mix.x)));
  const knob = element(
    'labeled-knob',
    {
      x: 361,
      y: 120,
      width: 90,
      textSize: 16,
      label: 'Mix',
      type: 'float',
      minValue: 0,
      maxValue: 127,
      value,
    },
    places.map((_, place) =>
      element('binding', {
        type: 'amp',
        level: 'tag',
        identifier: mixTag(place),
        parameter: 'TAG_VOLUME',
        translation: 'table',
        translationTable: triangle(stops, place),
      }),
    ),
  );
  return element('ui', { width: 812, height: 375 }, [element('tab', { name: 'main' }, [knob])]);
}

/** Full at its own stop, nothing at its neighbours': all of them add up to 1. */
function triangle(stops: readonly number[], place: number): string {
  const points = stops.map((stop, i) => `${stop},${i === place ? 1 : 0}`);
  if (stops[0]! > 0) points.unshift(`0,${place === 0 ? 1 : 0}`);
  if (stops.at(-1)! < 127) points.push(`127,${place === stops.length - 1 ? 1 : 0}`);
  return points.join(';');
}

function wheel(): string {
  const binding = element('binding', {
    type: 'control',
    level: 'ui',
    position: 0,
    parameter: 'VALUE',
    translation: 'linear',
    translationOutputMin: 0,
    translationOutputMax: 127,
  });
  return element('midi', {}, [element('cc', { number: MIX_CC }, [binding])]);
}

/** The volume of each mix before the knob is read. */
function tags({ places, input }: ExportPlan): string[] {
  if (places.length < 2) return [];
  const weights = placeWeights(places, { x: input.mix.x, y: places[0]!.y });
  return [
    element(
      'tags',
      {},
      weights.map((volume, place) => element('tag', { name: mixTag(place), volume: round(volume, 4) })),
    ),
  ];
}

/** Only a low-pass: one for all notes, without key tracking and envelope. */
function effects({ input: { parameters } }: ExportPlan): string[] {
  const { filterType, filterCutoff, filterResonance } = parameters;
  if (filterType !== 1) return [];
  const resonance = Math.SQRT1_2 * (20 * Math.SQRT2) ** (filterResonance / 100);
  return [
    element('effects', {}, [
      element('effect', {
        type: 'lowpass',
        frequency: round(filterCutoff, 1),
        resonance: round(Math.min(5, resonance), 3),
      }),
    ]),
  ];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
