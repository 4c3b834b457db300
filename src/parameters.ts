/**
 * THE parameter table: every number that a player can turn. AudioParams, knobs, plugin parameters and
 * preset validation derive from it. Ids never change.
 */

export type ParameterUnit = 'none' | 'seconds' | 'decibels' | 'semitones' | 'cents' | 'hertz' | 'percent';
/** How a knob maps its travel to the value: evenly, or evenly in the logarithm. */
export type ParameterCurve = 'linear' | 'exponential';

export interface Parameter {
  readonly id: string;
  readonly title: string;
  readonly unit: ParameterUnit;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly curve: ParameterCurve;
}

export const PARAMETERS = [
  { id: 'gain', title: 'Gain', unit: 'decibels', min: -60, max: 12, default: -6, curve: 'linear' },
  {
    id: 'attack',
    title: 'Attack',
    unit: 'seconds',
    min: 0.001,
    max: 4,
    default: 0.002,
    curve: 'exponential',
  },
  { id: 'decay', title: 'Decay', unit: 'seconds', min: 0.001, max: 8, default: 0.5, curve: 'exponential' },
  { id: 'sustain', title: 'Sustain', unit: 'percent', min: 0, max: 100, default: 100, curve: 'linear' },
  {
    id: 'release',
    title: 'Release',
    unit: 'seconds',
    min: 0.005,
    max: 8,
    default: 0.25,
    curve: 'exponential',
  },
  { id: 'bendRange', title: 'Bend range', unit: 'semitones', min: 0, max: 24, default: 2, curve: 'linear' },
  { id: 'tune', title: 'Tune', unit: 'cents', min: -100, max: 100, default: 0, curve: 'linear' },
  {
    id: 'velocityAmount',
    title: 'Velocity',
    unit: 'percent',
    min: 0,
    max: 100,
    default: 60,
    curve: 'linear',
  },
] as const satisfies readonly Parameter[];

export type ParameterId = (typeof PARAMETERS)[number]['id'];
export type ParameterValues = Readonly<Record<ParameterId, number>>;

export function parameter(id: ParameterId): Parameter {
  return PARAMETERS.find((p) => p.id === id)!;
}

/** Clamps a value to its parameter's range; not-a-number gives the default. */
export function clampParameter(id: ParameterId, value: number): number {
  const { min, max, default: fallback } = parameter(id);
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
}

export function defaultParameters(): ParameterValues {
  return Object.fromEntries(PARAMETERS.map((p) => [p.id, p.default])) as unknown as ParameterValues;
}
