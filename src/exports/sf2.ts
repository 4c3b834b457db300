/** Exports SoundFont 2: a preset for each mix, and one in which the modulation wheel morphs between them. */
import { releaseWith } from './envelope.js';
import { asciiText, fileName } from './names.js';
import {
  exportSamples,
  notice,
  oneLine,
  textFile,
  type ExportFile,
  type ExportJob,
  type PlacedSample,
} from './job.js';
import { bakedPlan, presentPlace, type ExportPlan, type KeyRange } from './plan.js';
import { quantise } from './pcm.js';
import { decayByEnvelope } from './samples.js';
import {
  writeSoundFont,
  type SoundFontModulator,
  type SoundFontPreset,
  type SoundFontZone,
} from './soundfont.js';

/** Numbers of generators, SoundFont 2.01, 8.1.2. */
const FILTER_CUTOFF = 8;
const FILTER_Q = 9;
const VIBRATO_BY_LFO = 6;
const PAN = 17;
const ATTACK = 34;
const HOLD = 35;
const DECAY = 36;
const SUSTAIN = 37;
const RELEASE = 38;
const KEY_TO_HOLD = 39;
const KEY_TO_DECAY = 40;
const ATTENUATION = 48;
const COARSE_TUNE = 51;
const FINE_TUNE = 52;
const SAMPLE_MODES = 54;

/** Sources of modulators: velocity and CC 1, concave, downward where the higher value is the louder. */
const VELOCITY_CONCAVE = 0x0502;
const VELOCITY_LINEAR = 0x0102;
const WHEEL_UP = 0x0481;
const WHEEL_DOWN = 0x0581;
const WHEEL_LINEAR = 0x0081;
/** Amount of a concave source, in centibels, with which the gain is the value itself: half of what its definition has as full. */
const LINEAR_GAIN = 480;

/** What a decay or release falls in the time that it is given, in dB, as FluidSynth and SpessaSynth read it; the text says 100. */
const SEGMENT_DECIBELS = 96;
const SILENT_SUSTAIN = 1000;
const SHORTEST = -12000;
/** 102 s: more than readers take. */
const LONGEST = 8000;
const MIDDLE_KEY = 60;
/** Number and value. */
type Generator = readonly [generator: number, value: number];

/** Bytes of a name. */
const NAME_BYTES = 20;
/** Of " morph". */
const LONGEST_SUFFIX = 6;

export async function* sf2Files(job: ExportJob): AsyncGenerator<ExportFile> {
  const plan = bakedPlan(job.plan);
  const { input, places } = plan;
  const made: PlacedSample[] = [];
  const samples: { name: string; frames: Int32Array; facts: PlacedSample }[] = [];
  for await (const placed of exportSamples({ ...job, plan }, decayByEnvelope(plan))) {
    made.push(placed);
    samples.push({ name: placed.name, frames: quantise(placed.sample.frames, 16), facts: placed });
  }
  const instruments = places.map((_, place) => zonesOf(plan, made, place, []));
  const presets = presetsOf(plan);
  if (places.length > 1) {
    instruments.push(morphZones(plan, made));
    presets.push({ name: nameWith(input.name, ' morph'), instrument: places.length });
  }
  const bytes = writeSoundFont({
    texts: {
      INAM: told(input.name),
      IENG: told(input.author),
      ICOP: told(input.licence),
      ICMT: told(input.tags.join(', ')),
      ISFT: 'Alloy',
    },
    samples: samples.map(({ name, frames, facts: { sample, planned } }) => {
      const { sampleRate, loop } = sample;
      return { name: name.slice(-NAME_BYTES), frames, sampleRate, loop, root: planned.root };
    }),
    instruments: instruments.map((zones, i) => ({
      name: presets.find((p) => p.instrument === i)!.name,
      zones,
    })),
    presets,
  });
  yield { path: `${fileName(input.name)}.sf2`, bytes };
  yield textFile(`${fileName(input.name)} LICENCE.txt`, notice(input));
}

/** The format has ASCII; some readers take UTF-8, others show it letter by letter. */
function told(text: string): string {
  return asciiText(oneLine(text));
}

/** The mix that the instrument stands at comes first: it is what plays before a program is chosen. */
function presetsOf(plan: ExportPlan): SoundFontPreset[] {
  const { places, input } = plan;
  const present = presentPlace(plan);
  const order = [present, ...places.keys()].filter((place, i) => i === 0 || place !== present);
  return order.map((place) => ({
    name: nameWith(input.name, places.length > 1 ? ` ${Math.round(places[place]!.x * 100)}%` : ''),
    instrument: place,
  }));
}

/** A name of 20 letters of ASCII, which is all that the format has. */
function nameWith(name: string, suffix: string): string {
  const plain = asciiText(oneLine(name))
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
  const short = (plain || 'Alloy').slice(0, NAME_BYTES - LONGEST_SUFFIX).replace(/[^a-z0-9)\]]+$/i, '');
  return `${short}${suffix}`;
}

/**
 * Two or three mixes by the wheel. The gains of three are (1 − x)², 2x(1 − x) and x², which add up to 1: modulators of a zone are
 * multiplied, and a factor of 2 is two zones, as attenuation is not the same in all readers.
 */
function morphZones(plan: ExportPlan, made: readonly PlacedSample[]): SoundFontZone[] {
  const last = plan.places.length - 1;
  const up = (power: number): SoundFontModulator => ({
    source: WHEEL_UP,
    destination: ATTENUATION,
    amount: power * LINEAR_GAIN,
  });
  const down = (power: number): SoundFontModulator => ({
    source: WHEEL_DOWN,
    destination: ATTENUATION,
    amount: power * LINEAR_GAIN,
  });
  if (last === 1) return [...zonesOf(plan, made, 0, [up(1)]), ...zonesOf(plan, made, 1, [down(1)])];
  const middle = zonesOf(plan, made, Math.round(last / 2), [up(1), down(1)]);
  return [...zonesOf(plan, made, 0, [up(2)]), ...middle, ...middle, ...zonesOf(plan, made, last, [down(2)])];
}

function zonesOf(
  plan: ExportPlan,
  made: readonly PlacedSample[],
  place: number,
  own: readonly SoundFontModulator[],
): SoundFontZone[] {
  const modulators = [
    {
      source: VELOCITY_CONCAVE,
      destination: ATTENUATION,
      amount: Math.round(LINEAR_GAIN * plan.velocityExponent),
    },
    // defaults that Alloy has not: velocity closes a filter, the wheel makes a vibrato
    { source: VELOCITY_LINEAR, destination: FILTER_CUTOFF, amount: 0 },
    { source: WHEEL_LINEAR, destination: VIBRATO_BY_LFO, amount: 0 },
    ...own,
  ];
  return made.flatMap((placed, index) =>
    placed.place !== place
      ? []
      : placed.planned.ranges.map((range): SoundFontZone => ({
          low: range.low,
          high: range.high,
          generators: generatorsOf(plan, placed, range),
          modulators,
          sample: index,
        })),
  );
}

function generatorsOf(plan: ExportPlan, placed: PlacedSample, range: KeyRange): Generator[] {
  const { sample } = placed;
  const { envelope, input } = plan;
  const cents = Math.round(range.cents + sample.cents);
  const semitones = Math.round(cents / 100);
  const tuning: Generator[] = [
    [COARSE_TUNE, semitones],
    [FINE_TUNE, cents - 100 * semitones],
  ];
  const pan: Generator[] = [[PAN, Math.round(input.parameters.pan * 5)]];
  return [
    ...pan.filter(([, value]) => value !== 0),
    ...filter(plan),
    [ATTACK, timecents(envelope.attack)],
    ...stages(plan, placed, range),
    ...tuning.filter(([, value]) => value !== 0),
    [SAMPLE_MODES, sample.loop ? 1 : 0],
  ];
}

/** Hold, decay, sustain, release: of a natural decay, which follows the key as the samples do, or of the envelope. */
function stages(plan: ExportPlan, { sample, planned }: PlacedSample, range: KeyRange): Generator[] {
  const { envelope } = plan;
  const { decay } = sample;
  if (decay) {
    const shift = 100 * (planned.root - MIDDLE_KEY) - range.cents;
    return [
      [HOLD, timecents(Math.max(0.001, decay.hold - envelope.attack)) + Math.round(shift)],
      [DECAY, Math.min(LONGEST, timecents(SEGMENT_DECIBELS / decay.rate) + Math.round(shift))],
      [SUSTAIN, SILENT_SUSTAIN],
      [RELEASE, release(releaseWith(envelope.release, decay.rate))],
      [KEY_TO_HOLD, 100],
      [KEY_TO_DECAY, 100],
    ];
  }
  const held: Generator[] =
    envelope.decayRate > 0
      ? [
          [DECAY, timecents(SEGMENT_DECIBELS / envelope.decayRate)],
          [
            SUSTAIN,
            envelope.sustain > 0
              ? Math.min(SILENT_SUSTAIN, Math.round(-200 * Math.log10(envelope.sustain)))
              : SILENT_SUSTAIN,
          ],
        ]
      : [];
  return [...held, [RELEASE, release(envelope.release)]];
}

/** Only a low-pass: the format has no other. */
function filter({ input: { parameters } }: ExportPlan): Generator[] {
  const { filterType, filterCutoff, filterResonance } = parameters;
  if (filterType !== 1) return [];
  const cents = Math.round(1200 * Math.log2(filterCutoff / 440) + 6900);
  const q = (200 * Math.log10(20 * Math.SQRT2) * filterResonance) / 100;
  return [
    [FILTER_CUTOFF, Math.min(13500, Math.max(1500, cents))],
    [FILTER_Q, Math.round(q)],
  ];
}

function release(seconds: number): number {
  return timecents((SEGMENT_DECIBELS / 60) * seconds);
}

function timecents(seconds: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, Math.round(1200 * Math.log2(seconds))));
}
