/** Tests how numbers, notes and files are written. */
import { expect, it } from 'vitest';
import { PARAMETERS, parameter } from '../../../src/parameters.js';
import {
  ENGLISH_UNITS,
  fileName,
  fromTravel,
  noteName,
  parameterText,
  parseNote,
  toTravel,
} from '../../../ui/format.js';
import { zhHans } from '../../../ui/strings/zh-hans.js';
import { parseTyped } from '../../../ui/typed-value.js';

it('reads every note that it writes, and others’ spellings', () => {
  for (let midi = 0; midi <= 127; midi++) expect(parseNote(noteName(midi))).toBe(midi);
  expect(['a4', 'Bb3', 'F# 2', '60', 'C-1'].map(parseNote)).toEqual([69, 58, 42, 60, 0]);
  expect(['', 'H2', 'C', '128', 'C12', 'A♯99'].map(parseNote)).toEqual([null, null, null, null, null, null]);
  expect(noteName(68.9, true)).toBe('A4 −10');
});

it('a knob’s travel goes there and back over every parameter', () => {
  for (const one of PARAMETERS) {
    for (const travel of [0, 0.25, 0.5, 1]) {
      expect(toTravel(one, fromTravel(one, travel)), one.id).toBeCloseTo(travel);
    }
    expect(fromTravel(one, -1)).toBeCloseTo(one.min);
    expect(fromTravel(one, 2)).toBeCloseTo(one.max);
  }
});

it('reads every value that it writes, in every language, with its unit and without', () => {
  for (const units of [ENGLISH_UNITS, zhHans.units])
    for (const one of PARAMETERS)
      for (const travel of [0.1, 0.5, 0.9]) {
        const value = fromTravel(one, travel);
        const text = parameterText(one, value, units);
        const tolerance = Math.max(0.02 * Math.abs(value), one.unit === 'seconds' ? 0.001 : 0.5);
        for (const typed of [text, text.replace(/[^−\d.]+$/u, '')])
          expect(Math.abs(parseTyped(one, typed, value)! - value), `${one.id} ${typed}`).toBeLessThanOrEqual(
            tolerance,
          );
      }
});

it('takes a number without a unit in the one that is shown, or in the one that makes it a value of the parameter', () => {
  const [attack, gain, cutoff] = [parameter('attack'), parameter('gain'), parameter('filterCutoff')];
  expect(parseTyped(attack, '333', 0.25)).toBeCloseTo(0.333);
  expect(parseTyped(attack, '2', 1.2)).toBe(2);
  expect(parseTyped(attack, '333', 1.2)).toBeCloseTo(0.333);
  expect(parseTyped(attack, '333 s', 0.25)).toBe(333); // too long, as it says
  expect(parseTyped(attack, '0,5 s', 0.25)).toBe(0.5);
  expect(parseTyped(attack, '1500ms', 2)).toBeCloseTo(1.5);
  expect(parseTyped(gain, '-6', 0)).toBe(-6);
  expect(parseTyped(gain, '.5 dB', 0)).toBe(0.5);
  expect(parseTyped(cutoff, '2.5 kHz', 440)).toBe(2500);
  expect(parseTyped(cutoff, '2k', 440)).toBe(2000);
  for (const [one, text] of [
    [attack, 'soon'],
    [attack, '5 dB'],
    [gain, '1 s'],
    [cutoff, '2 kg'],
    [gain, ''],
  ] as const)
    expect(parseTyped(one, text, 1), text).toBeNull();
});

it('names files as file systems like them', () => {
  expect(fileName('Nylon guitar × a/b:c.wav', 'Hybrid')).toBe('Nylon guitar × a b c (hybrid).wav');
  expect(fileName('???', 'Original')).toBe('alloy (original).wav');
});
