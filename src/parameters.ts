/**
 * Declares every parameter of the player: one table, from which AudioParams, knobs, plugin parameters and preset
 * validation derive. Ids never change.
 */
import type { QuarterNotes } from './units.js';

export type ParameterUnit =
  'none' | 'seconds' | 'decibels' | 'semitones' | 'cents' | 'hertz' | 'percent' | 'octaves';
/** How a knob maps its travel to the value: evenly, or evenly in the logarithm. */
export type ParameterCurve = 'linear' | 'exponential';
/** What belongs together on a face. */
export type ParameterGroup =
  | 'level'
  | 'envelope'
  | 'pitch'
  | 'voices'
  | 'mix'
  | 'mixCurve'
  | 'live'
  | 'filter'
  | 'lfo1'
  | 'lfo2'
  | 'midi'
  | 'drive'
  | 'eq'
  | 'chorus'
  | 'delay'
  | 'reverb';

export interface Parameter {
  readonly id: string;
  readonly title: string;
  readonly group: ParameterGroup;
  readonly unit: ParameterUnit;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly curve: ParameterCurve;
  /** Whole numbers only. */
  readonly integer?: boolean;
  /** What each whole number from 0 stands for, in plain ids; min is 0 and max the last of them. */
  readonly choices?: readonly string[];
}

type Row<Id extends string> = Parameter & { readonly id: Id };

/** Lowest, highest and first value. */
type Range = readonly [min: number, max: number, initial: number];

/** An even knob; percent unless it says otherwise. */
function even<const Id extends string>(
  group: ParameterGroup,
  id: Id,
  title: string,
  [min, max, initial]: Range,
  unit: ParameterUnit = 'percent',
): Row<Id> {
  return { id, title, group, unit, min, max, default: initial, curve: 'linear' };
}

/** A knob even in the logarithm: times and frequencies. */
function log<const Id extends string>(
  group: ParameterGroup,
  id: Id,
  title: string,
  [min, max, initial]: Range,
  unit: ParameterUnit = 'seconds',
): Row<Id> {
  return { id, title, group, unit, min, max, default: initial, curve: 'exponential' };
}

function whole<const Id extends string>(
  group: ParameterGroup,
  id: Id,
  title: string,
  range: Range,
  unit: ParameterUnit = 'none',
): Row<Id> {
  return { ...even(group, id, title, range, unit), integer: true };
}

/** A choice of several values, the first by default. */
function choice<const Id extends string>(
  group: ParameterGroup,
  id: Id,
  title: string,
  choices: readonly string[],
): Row<Id> {
  return { ...even(group, id, title, [0, choices.length - 1, 0], 'none'), integer: true, choices };
}

/** Quarter notes of the note values that an oscillator can follow. */
const NOTE_VALUES = { '1/1': 4, '1/2': 2, '1/4': 1, '1/8': 1 / 2, '1/16': 1 / 4, '1/32': 1 / 8 } as const;
/** Dotted, plain, triplet. */
const LENGTHS = { '.': 3 / 2, '': 1, T: 2 / 3 } as const;

const SYNC_LENGTHS: readonly (readonly [name: string, length: QuarterNotes])[] = Object.entries(NOTE_VALUES)
  .flatMap(([note, quarters]) =>
    Object.entries(LENGTHS).map(([mark, share]) => [note + mark, quarters * share] as const),
  )
  .sort(([, a], [, b]) => b - a);

/** Values of `lfo1Sync`, `lfo2Sync` and `delaySync`: off, then note values from the longest to the shortest; `.` dotted, `T` triplet. */
export const LFO_SYNCS: readonly string[] = ['off', ...SYNC_LENGTHS.map(([name]) => name)];

/** Length of an oscillator's cycle, or of a delay, for a value of its `sync`; 0: it follows no tempo. */
export function syncLength(value: number): QuarterNotes {
  return SYNC_LENGTHS[value - 1]?.[1] ?? 0;
}

/**
 * A low-frequency oscillator begins with each note, and reaches its depth after the delay; synchronised, it has its place in
 * the song while a host's transport plays.
 */
function lfo<const Id extends 'lfo1' | 'lfo2'>(id: Id, title: string, rate: number) {
  return [
    log(id, `${id}Rate`, `${title} rate`, [0.02, 40, rate], 'hertz'),
    choice(id, `${id}Shape`, `${title} shape`, ['sine', 'triangle', 'saw', 'square', 'random']),
    even(id, `${id}Delay`, `${title} delay`, [0, 8, 0], 'seconds'),
    even(id, `${id}Pitch`, `${title} to pitch`, [-1200, 1200, 0], 'cents'),
    even(id, `${id}Mix`, `${title} to mix`, [-100, 100, 0]),
    even(id, `${id}Cutoff`, `${title} to cutoff`, [-4, 4, 0], 'octaves'),
    // Down from full level, and back.
    even(id, `${id}Level`, `${title} to level`, [0, 24, 0], 'decibels'),
    // A cycle is so long, at the tempo of the host's transport, and the rate does not count.
    choice(id, `${id}Sync`, `${title} sync`, LFO_SYNCS),
  ] as const;
}

/** A curve that each note's mix goes along, drawn by points as far apart as each other. */
const mixCurve = [1, 2, 3, 4, 5, 6, 7, 8].map((n) =>
  even('mixCurve', `mixCurve${n}`, `Morph curve ${n}`, [-100, 100, 0]),
) as Row<`mixCurve${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`>[];

/** Values of the parameter `mpe`. */
export const MPE_ZONES = ['off', 'lower', 'upper'] as const;

/**
 * Curves, −100 to 100 %: above 0 a segment goes most of its way early, at 0 it is a straight line, below 0 it
 * goes most of its way late. A release curve of 100 % is an exponential fall by 60 dB in the release time.
 */
export const PARAMETERS = [
  // New instruments begin at 0 dB; saved ones keep the value that they were saved with (−6 dB at first).
  even('level', 'gain', 'Gain', [-60, 12, 0], 'decibels'),
  even('level', 'pan', 'Pan', [-100, 100, 0]),
  // Velocity sensitivity of the level, and the velocity curve: soft playing louder (+) or softer (−).
  even('level', 'velocityAmount', 'Velocity', [0, 100, 60]),
  even('level', 'velocityCurve', 'Velocity curve', [-100, 100, 0]),

  log('envelope', 'attack', 'Attack', [0.001, 4, 0.002]),
  log('envelope', 'decay', 'Decay', [0.001, 8, 0.5]),
  even('envelope', 'sustain', 'Sustain', [0, 100, 100]),
  log('envelope', 'release', 'Release', [0.005, 8, 0.25]),
  even('envelope', 'attackCurve', 'Attack curve', [-100, 100, 20]),
  // Of decay and release.
  even('envelope', 'releaseCurve', 'Release curve', [-100, 100, 100]),
  // Share of its natural decay that a struck sound keeps while it is held: at 0 it is held level.
  even('envelope', 'ownDecay', 'Natural decay', [0, 100, 100]),

  even('pitch', 'bendRange', 'Bend range', [0, 24, 2], 'semitones'),
  even('pitch', 'tune', 'Tune', [-100, 100, 0], 'cents'),
  // Of notes that begin.
  whole('pitch', 'transpose', 'Transpose', [-36, 36, 0], 'semitones'),
  // Time to glide from the last note; the minimum means none.
  log('pitch', 'glide', 'Glide', [0.001, 5, 0.001]),

  choice('voices', 'mode', 'Mode', ['poly', 'mono', 'legato']),
  whole('voices', 'voices', 'Voices', [1, 256, 64]),
  // Voices per note, detune of the outermost ones, and stereo spread.
  whole('voices', 'unison', 'Unison', [1, 8, 1]),
  even('voices', 'unisonDetune', 'Unison detune', [0, 100, 12], 'cents'),
  even('voices', 'unisonSpread', 'Unison spread', [0, 100, 60]),
  // What is played where both are there: rendered zones, or the live engine.
  choice('voices', 'live', 'Engine', ['rendered', 'live']),

  // Mix position between the sources, and how far each modulation moves it to the right.
  even('mix', 'mix', 'Mix', [0, 100, 50]),
  even('mix', 'mixY', 'Mix, downward', [0, 100, 0]),
  even('mix', 'mixWheel', 'Wheel to mix', [-100, 100, 50]),
  even('mix', 'mixSlide', 'Slide to mix', [-100, 100, 50]),
  even('mix', 'mixPressure', 'Pressure to mix', [-100, 100, 0]),
  even('mix', 'mixVelocity', 'Velocity to mix', [-100, 100, 0]),
  even('mix', 'mixKey', 'Key to mix', [-100, 100, 0]),

  // How far each point moves the mix to the right.
  ...mixCurve,
  // From the first point to the last.
  log('mixCurve', 'mixCurveTime', 'Morph curve time', [0.05, 30, 2]),
  // Stays at the last point; goes on to the first, as far as between two others, and again; goes back, and again.
  choice('mixCurve', 'mixCurveEnd', 'Morph curve end', ['hold', 'repeat', 'return']),

  choice('filter', 'filterType', 'Filter', ['off', 'lowpass', 'bandpass', 'highpass', 'notch']),
  log('filter', 'filterCutoff', 'Cutoff', [20, 20000, 20000], 'hertz'),
  even('filter', 'filterResonance', 'Resonance', [0, 100, 0]),
  even('filter', 'filterKeyTracking', 'Key tracking', [-100, 200, 0]),
  even('filter', 'filterEnvelope', 'Envelope to cutoff', [-8, 8, 0], 'octaves'),
  even('filter', 'filterVelocity', 'Velocity to cutoff', [-8, 8, 0], 'octaves'),
  log('filter', 'filterAttack', 'Filter attack', [0.001, 4, 0.002]),
  log('filter', 'filterDecay', 'Filter decay', [0.001, 8, 0.6]),
  even('filter', 'filterSustain', 'Filter sustain', [0, 100, 30]),
  log('filter', 'filterRelease', 'Filter release', [0.005, 8, 0.3]),

  ...lfo('lfo1', 'LFO 1', 5),
  ...lfo('lfo2', 'LFO 2', 0.5),

  // A zone of all channels: the first is the whole zone's, or the last; each other channel plays one note.
  choice('midi', 'mpe', 'MPE', MPE_ZONES),
  even('midi', 'mpeBendRange', 'MPE bend range', [0, 96, 48], 'semitones'),

  // Of the live engine alone: rendered zones have been made already. Partials against noise: at an end, one of them is left.
  even('live', 'liveBalance', 'Partials to noise', [-100, 100, 0]),
  // An octave; the level is kept.
  even('live', 'liveTilt', 'Brightness', [-6, 6, 0], 'decibels'),
  // Spreads partials, or draws them together; the fundamental stays.
  even('live', 'liveStretch', 'Inharmonicity', [-100, 100, 0]),
  // How far the mix of the onset, and of the level over time, is moved from the mix that the body has.
  even('live', 'liveOnset', 'Onset mix', [-100, 100, 0]),
  even('live', 'liveEnvelope', 'Envelope mix', [-100, 100, 0]),
  // How far the ends of the mix go beyond the sources: at 100 % as far as from the middle to a source.
  even('live', 'liveBeyond', 'Beyond the sources', [0, 100, 0]),
  // Through the sound, without a change of pitch; below 0 backwards.
  even('live', 'liveSpeed', 'Speed', [-200, 200, 100]),
  choice('live', 'liveFreeze', 'Freeze', ['off', 'on']),

  // Effects behind the voices, in this order; each is off at 0. Drive into a soft clipper, as loud as before.
  even('drive', 'drive', 'Drive', [0, 100, 0]),
  // Even harmonics.
  even('drive', 'driveWarmth', 'Drive warmth', [0, 100, 30]),
  log('drive', 'driveTone', 'Drive tone', [500, 20000, 20000], 'hertz'),

  even('eq', 'eqLow', 'EQ low', [-15, 15, 0], 'decibels'),
  log('eq', 'eqLowFrequency', 'EQ low frequency', [30, 600, 120], 'hertz'),
  even('eq', 'eqMid', 'EQ mid', [-15, 15, 0], 'decibels'),
  log('eq', 'eqMidFrequency', 'EQ mid frequency', [100, 10000, 1000], 'hertz'),
  log('eq', 'eqMidQ', 'EQ mid Q', [0.3, 8, 0.8], 'none'),
  even('eq', 'eqHigh', 'EQ high', [-15, 15, 0], 'decibels'),
  log('eq', 'eqHighFrequency', 'EQ high frequency', [1000, 16000, 5000], 'hertz'),

  even('chorus', 'chorusMix', 'Chorus', [0, 100, 0]),
  log('chorus', 'chorusRate', 'Chorus rate', [0.05, 8, 0.6], 'hertz'),
  even('chorus', 'chorusDepth', 'Chorus depth', [0, 100, 45]),

  // Up to 50 % the dry sound stays as it is, beyond it the wet one; so with the reverb.
  even('delay', 'delayMix', 'Delay', [0, 100, 0]),
  log('delay', 'delayTime', 'Delay time', [0.02, 2, 0.35]),
  // At the tempo of the host's transport, and the time does not count; what is longer than 4 s is halved.
  choice('delay', 'delaySync', 'Delay sync', LFO_SYNCS),
  even('delay', 'delayFeedback', 'Delay feedback', [0, 95, 40]),
  log('delay', 'delayTone', 'Delay tone', [500, 20000, 6000], 'hertz'),
  choice('delay', 'delayPingPong', 'Ping-pong', ['off', 'on']),

  even('reverb', 'reverbMix', 'Reverb', [0, 100, 0]),
  even('reverb', 'reverbSize', 'Reverb size', [0, 100, 50]),
  // To −60 dB, below the frequency of damping; there it takes half as long.
  log('reverb', 'reverbDecay', 'Reverb decay', [0.2, 20, 2]),
  log('reverb', 'reverbDamping', 'Reverb damping', [1000, 20000, 6000], 'hertz'),
  even('reverb', 'reverbPreDelay', 'Pre-delay', [0, 0.25, 0.01], 'seconds'),
] as const;

export type ParameterId = (typeof PARAMETERS)[number]['id'];
export type ParameterValues = Readonly<Record<ParameterId, number>>;

const byId = new Map<string, Parameter>(PARAMETERS.map((one) => [one.id, one]));

export function parameter(id: ParameterId): Parameter {
  return byId.get(id)!;
}

/** The nearest value that its parameter can have; not-a-number gives the default. */
export function clampParameter(id: ParameterId, value: number): number {
  const { min, max, default: fallback, integer } = parameter(id);
  if (!Number.isFinite(value)) return fallback;
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
}

export function isParameter(id: unknown): id is ParameterId {
  return typeof id === 'string' && byId.has(id);
}

/**
 * Exponent of a parameter's normalised scale, as Web Audio Modules have it: value = min + (max − min) · x ^ (1.5 ^ exponent).
 * Even in the logarithm is not among these curves: half the way is then the geometric mean of both ends, as on the knob.
 */
export function normalExponent(id: ParameterId): number {
  const { min, max, curve } = parameter(id);
  if (curve === 'linear') return 0;
  const half = (Math.sqrt(min * max) - min) / (max - min);
  return Math.log(Math.log(half) / Math.log(0.5)) / Math.log(1.5);
}

/** The value at a place of the normalised scale, 0 to 1; not rounded. */
export function denormalizeParameter(id: ParameterId, place: number): number {
  const { min, max } = parameter(id);
  const within = Math.min(1, Math.max(0, place));
  return min + (max - min) * within ** (1.5 ** normalExponent(id));
}

/** The inverse: the place of a value on the normalised scale, 0 to 1. */
export function normalizeParameter(id: ParameterId, value: number): number {
  const { min, max } = parameter(id);
  const within = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return within ** (1.5 ** -normalExponent(id));
}

export function defaultParameters(): ParameterValues {
  return Object.fromEntries(PARAMETERS.map((p) => [p.id, p.default])) as unknown as ParameterValues;
}
