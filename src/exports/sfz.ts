/** Exports SFZ: a text that maps WAV files, with envelope, velocity, natural decay and a morph by controllers. */
import type { ParameterValues } from '../parameters.js';
import { fileName, mixTitle } from './names.js';
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
import { releaseWith } from './envelope.js';
import { controllerAt, type ExportPlan, type KeyRange } from './plan.js';
import { decayByEnvelope } from './samples.js';
import { writeWav } from './wav.js';

/** Controllers of the mix, x and y: the modulation wheel, and the first that has no meaning of its own. */
const MIX_CC = 1;
const MIX_Y_CC = 16;
/** What a decay or a release falls in the time that it is given, in sfizz and in ARIA: e^−9. */
const SEGMENT_DECIBELS = (9 * 20) / Math.LN10;
/** Velocities between which the curve is a straight line: within 0.1 dB of a power. */
const CURVE_POINTS = [1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 34, 44, 56, 70, 86, 104, 127] as const;
/** A release of 0 fades by another law in sfizz. */
const SHORTEST_RELEASE = 0.001;

export async function* sfzFiles(job: ExportJob): AsyncGenerator<ExportFile> {
  const { plan } = job;
  const { input, options } = plan;
  const name = fileName(input.name);
  const info = wavTexts(input);
  const groups = plan.places.map((): string[] => []);
  for await (const made of exportSamples(job, decayByEnvelope(plan))) {
    const { planned, place, name: stem, sample } = made;
    const facts = {
      sampleRate: sample.sampleRate,
      bits: options.bits,
      root: planned.root,
      loop: sample.loop,
      keys: null,
      info,
    };
    yield { path: `${name}/samples/${stem}.wav`, bytes: writeWav(sample.frames, facts) };
    groups[place]!.push(...regionsOf(plan, made));
  }
  const text = [head(plan), ...groups.map((regions, place) => group(plan, place, regions))].join('\n');
  yield textFile(`${name}/${name}.sfz`, text);
  yield textFile(`${name}/LICENCE.txt`, notice(input));
}

function head(plan: ExportPlan): string {
  const { input, envelope, volume, places, plane, velocityExponent } = plan;
  const { parameters } = input;
  const mixX = Math.min(places.at(-1)!.x, Math.max(places[0]!.x, input.mix.x));
  const lines = [
    ...notice(input)
      .trimEnd()
      .split('\n')
      .map((line) => `// ${oneLine(line)}`.trimEnd()),
    '',
    '<control>',
    ...(places.length > 1 ? [`set_cc${MIX_CC}=${controllerAt(mixX)}`, `label_cc${MIX_CC}=Mix`] : []),
    ...(plane ? [`set_cc${MIX_Y_CC}=${controllerAt(input.mix.y)}`, `label_cc${MIX_Y_CC}=Mix downward`] : []),
    '',
    '<global>',
    `volume=${fixed(volume, 2)}`,
    `pan=${fixed(parameters.pan, 1)}`,
    `bend_up=${fixed(parameters.bendRange * 100, 0)}`,
    `bend_down=${fixed(-parameters.bendRange * 100, 0)}`,
    ...(parameters.mode === 0 ? [] : ['polyphony=1']),
    ...velocityCurve(velocityExponent),
    `ampeg_attack=${fixed(envelope.attack, 4)}`,
    ...(envelope.decayRate > 0
      ? [
          `ampeg_decay=${fixed(SEGMENT_DECIBELS / envelope.decayRate, 4)}`,
          `ampeg_sustain=${fixed(100 * envelope.sustain, 2)}`,
        ]
      : ['ampeg_sustain=100']),
    `ampeg_release=${release(envelope.release)}`,
    ...filter(parameters),
    ...(places.length > 1 ? ['xf_cccurve=gain'] : []),
    ...(places.length > 1
      ? [`// The mix stands at ${mixTitle({ x: mixX, y: input.mix.y }, plane)} at first.`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function group(plan: ExportPlan, place: number, regions: readonly string[]): string {
  const { places, plane } = plan;
  if (places.length === 1) return `<group>\n${regions.join('\n')}\n`;
  const { x, y } = places[place]!;
  const line = places.filter((other) => other.y === y).map((other) => other.x);
  const lines = [...new Set(places.map((other) => other.y))];
  const fades = [...fade(line, x, MIX_CC), ...(plane ? fade(lines, y, MIX_Y_CC) : [])];
  return `<group> // mix ${mixTitle(places[place]!, plane)}\n${fades.join(' ')}\n${regions.join('\n')}\n`;
}

/** A triangle between the neighbours of a place: those of all places add up to 1. */
function fade(stops: readonly number[], at: number, controller: number): string[] {
  const before = stops.filter((stop) => stop < at).at(-1);
  const after = stops.find((stop) => stop > at);
  const opcodes: string[] = [];
  if (before !== undefined) {
    opcodes.push(
      `xfin_locc${controller}=${controllerAt(before)}`,
      `xfin_hicc${controller}=${controllerAt(at)}`,
    );
  }
  if (after !== undefined) {
    opcodes.push(
      `xfout_locc${controller}=${controllerAt(at)}`,
      `xfout_hicc${controller}=${controllerAt(after)}`,
    );
  }
  return opcodes;
}

/** Regions of a sample: one a range, or where it decays one a key, as its loop is reached sooner and its decay is faster on higher keys. */
function regionsOf(plan: ExportPlan, { planned, name, sample }: PlacedSample): string[] {
  const { loop, decay, cents } = sample;
  const ranges = decay ? planned.ranges.flatMap(eachKey) : planned.ranges;
  return ranges.map(({ low, high, cents: own }) => {
    const opcodes = [
      `sample=samples/${name}.wav`,
      `lokey=${low}`,
      `hikey=${high}`,
      `pitch_keycenter=${planned.root}`,
      ...tuned(own + cents),
      ...(loop
        ? ['loop_mode=loop_continuous', `loop_start=${loop.start}`, `loop_end=${loop.end - 1}`]
        : ['loop_mode=no_loop']),
    ];
    if (decay) {
      const speed = 2 ** ((low - planned.root + (own + cents) / 100) / 12);
      const rate = decay.rate * speed;
      opcodes.push(
        `ampeg_hold=${fixed(Math.max(0, decay.hold / speed - plan.envelope.attack), 4)}`,
        `ampeg_decay=${fixed(SEGMENT_DECIBELS / rate, 4)}`,
        'ampeg_sustain=0',
        `ampeg_release=${release(releaseWith(plan.envelope.release, rate))}`,
      );
    }
    return `<region> ${opcodes.join(' ')}`;
  });
}

function eachKey({ low, high, cents }: KeyRange): KeyRange[] {
  return Array.from({ length: high - low + 1 }, (_, i) => ({ low: low + i, high: low + i, cents }));
}

function tuned(cents: number): string[] {
  const semitones = Math.round(cents / 100);
  const rest = cents - 100 * semitones;
  return [
    ...(semitones === 0 ? [] : [`transpose=${semitones}`]),
    ...(Math.abs(rest) < 0.005 ? [] : [`tune=${fixed(rest, 2)}`]),
  ];
}

function release(seconds: number): string {
  return fixed(Math.max(SHORTEST_RELEASE, (seconds * SEGMENT_DECIBELS) / 60), 4);
}

function velocityCurve(exponent: number): string[] {
  if (exponent === 0) return ['amp_veltrack=0'];
  return CURVE_POINTS.map(
    (velocity) => `amp_velcurve_${velocity}=${((velocity / 127) ** exponent).toPrecision(5)}`,
  );
}

const FILTERS = ['', 'lpf_2p', 'bpf_2p', 'hpf_2p', 'brf_2p'] as const;

function filter(parameters: ParameterValues): string[] {
  const { filterType, filterCutoff, filterResonance, filterKeyTracking, filterVelocity, filterEnvelope } =
    parameters;
  if (filterType === 0) return [];
  const depth = filterEnvelope * 1200;
  return [
    `fil_type=${FILTERS[filterType]!}`,
    `cutoff=${fixed(filterCutoff, 1)}`,
    // from Q 0.707 at 0 % to Q 20 at 100 %
    `resonance=${fixed((20 * Math.log10(20 * Math.SQRT2) * filterResonance) / 100, 2)}`,
    `fil_keytrack=${fixed(filterKeyTracking, 0)}`,
    'fil_keycenter=60',
    ...(filterVelocity === 0 ? [] : [`fil_veltrack=${fixed(filterVelocity * 1200, 0)}`]),
    ...(depth === 0
      ? []
      : [
          `fileg_depth=${fixed(depth, 0)}`,
          `fileg_attack=${fixed(parameters.filterAttack, 4)}`,
          `fileg_decay=${fixed(parameters.filterDecay, 4)}`,
          `fileg_sustain=${fixed(parameters.filterSustain, 1)}`,
          `fileg_release=${fixed(parameters.filterRelease, 4)}`,
        ]),
  ];
}

function fixed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
