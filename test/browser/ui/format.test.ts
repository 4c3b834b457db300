/** Tests how numbers, notes and files are written. */
import { expect, it } from 'vitest';
import { PARAMETERS, parameter } from '../../../src/parameters.js';
import {
  fileName,
  fromTravel,
  noteName,
  parameterText,
  parseNote,
  parseParameter,
  toTravel,
} from '../../../ui/format.js';

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

it('reads what it writes, units optional', () => {
  const [attack, gain] = [parameter('attack'), parameter('gain')];
  expect(parseParameter(attack, parameterText(attack, 0.25))).toBeCloseTo(0.25);
  expect(parseParameter(gain, parameterText(gain, -6))).toBe(-6);
  expect(parseParameter(attack, '0,5')).toBe(0.5);
  expect(parseParameter(attack, 'soon')).toBeNull();
});

it('names files as file systems like them', () => {
  expect(fileName('Nylon guitar × a/b:c.wav', 'Hybrid')).toBe('Nylon guitar × a b c (hybrid).wav');
  expect(fileName('???', 'Original')).toBe('alloy (original).wav');
});
