/** Reads values of parameters as people type them. */
import type { Parameter, ParameterUnit } from '../src/parameters.js';

/** How many of a parameter's unit one of a typed unit is; in small letters, in English and in the words of other languages. */
const UNITS: Readonly<Record<ParameterUnit, Readonly<Record<string, number>>>> = {
  none: {},
  seconds: { s: 1, sec: 1, 秒: 1, ms: 0.001, 毫秒: 0.001 },
  decibels: { db: 1, 分贝: 1 },
  semitones: { st: 1, 半音: 1, ct: 0.01, 音分: 0.01, oct: 12, 八度: 12 },
  cents: { ct: 1, 音分: 1, st: 100, 半音: 100 },
  hertz: { hz: 1, 赫兹: 1, khz: 1000, 千赫: 1000, k: 1000 },
  percent: { '%': 1 },
  octaves: { oct: 1, 八度: 1, st: 1 / 12, 半音: 1 / 12 },
};

/** Of values below a second, milliseconds are shown. */
function factorsWithout({ unit }: Pick<Parameter, 'unit'>, shown: number): readonly [number, ...number[]] {
  if (unit !== 'seconds') return [1];
  return shown < 1 ? [0.001, 1] : [1, 0.001];
}

/**
 * Reads "250 ms", "0,25 s", "2 kHz", "−6". A number alone has the unit that is shown, unless only the other one of the unit's
 * makes it a value that the parameter has: 333 at "1.20 s" is 333 ms.
 * @param shown the value that stands there.
 * @returns null for what is no number, or has a unit that is not the parameter's.
 */
export function parseTyped(
  parameter: Pick<Parameter, 'unit' | 'min' | 'max'>,
  text: string,
  shown: number,
): number | null {
  const match = /^\s*([−+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*([\p{L}%]*)\s*$/u.exec(text);
  if (!match) return null;
  const value = Number(match[1]!.replace('−', '-').replace(',', '.'));
  const typed = match[2]!.toLowerCase();
  if (typed !== '') {
    const factor = UNITS[parameter.unit][typed];
    return factor === undefined ? null : value * factor;
  }
  const factors = factorsWithout(parameter, shown);
  const { min, max } = parameter;
  const factor = factors.find((one) => value * one >= min && value * one <= max) ?? factors[0];
  return value * factor;
}
