/** Computes the equalizer's response as it is drawn: RBJ's formulas, as the player's filters have them. */
import { parameter, type ParameterId } from '../../src/parameters.js';
import type { Decibels, Hertz } from '../../src/units.js';

type Band = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

/** Low shelf of the slope of a Butterworth filter; the high one is its mirror. */
function shelf(a: number, turn: number, high: boolean): Band {
  const sign = high ? -1 : 1;
  const cos = sign * Math.cos(turn);
  const root = 2 * Math.sqrt(a) * (Math.sin(turn) / Math.SQRT2);
  return [
    a * (a + 1 - (a - 1) * cos + root),
    sign * 2 * a * (a - 1 - (a + 1) * cos),
    a * (a + 1 - (a - 1) * cos - root),
    a + 1 + (a - 1) * cos + root,
    sign * -2 * (a - 1 + (a + 1) * cos),
    a + 1 + (a - 1) * cos - root,
  ];
}

function bell(a: number, turn: number, q: number): Band {
  const alpha = Math.sin(turn) / (2 * q);
  const cos = Math.cos(turn);
  return [1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a];
}

function gainOf([b0, b1, b2, a0, a1, a2]: Band, turn: number): Decibels {
  const size = (x: number, y: number, z: number): number => {
    const real = x + y * Math.cos(turn) + z * Math.cos(2 * turn);
    const imaginary = y * Math.sin(turn) + z * Math.sin(2 * turn);
    return real * real + imaginary * imaginary;
  };
  return 10 * Math.log10(size(b0, b1, b2) / size(a0, a1, a2));
}

/** Gain of all three bands together at a frequency below half the rate. What is missing among the values is at its default. */
export function equalizerResponse(
  values: Readonly<Partial<Record<string, number>>>,
  hertz: Hertz,
  rate: Hertz = 48_000,
): Decibels {
  const value = (id: ParameterId): number => values[id] ?? parameter(id).default;
  const amplitude = (id: ParameterId): number => 10 ** (value(id) / 40);
  const turnOf = (frequency: Hertz): number => (2 * Math.PI * Math.min(frequency, 0.48 * rate)) / rate;
  const turn = (2 * Math.PI * hertz) / rate;
  return (
    gainOf(shelf(amplitude('eqLow'), turnOf(value('eqLowFrequency')), false), turn) +
    gainOf(bell(amplitude('eqMid'), turnOf(value('eqMidFrequency')), value('eqMidQ')), turn) +
    gainOf(shelf(amplitude('eqHigh'), turnOf(value('eqHighFrequency')), true), turn)
  );
}
