/** Describes the player's parameters as Web Audio Modules want them: ranges, normalised scale, printed values. [page] */
import type { WamParameterInfo, WamParameterInfoMap, WamParameterType } from '@webaudiomodules/api';
import {
  clampParameter,
  denormalizeParameter,
  normalExponent,
  normalizeParameter,
  parameter,
  PARAMETERS,
  type Parameter,
  type ParameterId,
} from '../parameters.js';
import { ENGLISH_UNITS, parameterText } from '../../ui/format.js';

function typeOf({ choices, integer }: Parameter): WamParameterType {
  return choices ? 'choice' : integer ? 'int' : 'float';
}

/** One parameter. Unlike the sdk's, it prints values that are no choices, and clamps. [page] */
export class ParameterInfo implements WamParameterInfo {
  readonly id: ParameterId;
  readonly label: string;
  readonly type: WamParameterType;
  readonly defaultValue: number;
  readonly minValue: number;
  readonly maxValue: number;
  /** 1 where only whole numbers count, else 0. */
  readonly discreteStep: number;
  readonly exponent: number;
  readonly choices: string[];
  readonly units: string;

  constructor(id: ParameterId) {
    const declared = parameter(id);
    this.id = id;
    this.label = declared.title;
    this.type = typeOf(declared);
    this.defaultValue = declared.default;
    this.minValue = declared.min;
    this.maxValue = declared.max;
    this.discreteStep = declared.integer ? 1 : 0;
    this.exponent = normalExponent(id);
    this.choices = [...(declared.choices ?? [])];
    this.units = declared.unit === 'none' ? '' : ENGLISH_UNITS[declared.unit].trim();
  }

  /** 0 to 1. */
  normalize(value: number): number {
    return normalizeParameter(this.id, clampParameter(this.id, value));
  }

  /** The nearest value that it can have. */
  denormalize(valueNorm: number): number {
    return clampParameter(this.id, denormalizeParameter(this.id, valueNorm));
  }

  /** "−6.0 dB", "250 ms", "lowpass". */
  valueString(value: number): string {
    const clamped = clampParameter(this.id, value);
    return this.choices[clamped] ?? parameterText(parameter(this.id), clamped);
  }
}

/** Infos of the parameters that are asked for, of all without any; ids that there are not are left out. */
export function parameterInfos(ids: readonly unknown[]): WamParameterInfoMap {
  const known = PARAMETERS.map(({ id }) => id);
  const asked = ids.length === 0 ? known : known.filter((id) => ids.includes(id));
  return Object.fromEntries(asked.map((id) => [id, new ParameterInfo(id)]));
}
