/** Tests conversions of units, and the clamping of parameters. */
import { describe, expect, it } from 'vitest';
import { hertzToMidi, midiToHertz } from '../src/units.js';
import { clampParameter, parameter, PARAMETERS } from '../src/parameters.js';

describe('units', () => {
  it('puts A4 at 440 Hz and inverts', () => {
    expect(midiToHertz(69)).toBe(440);
    expect(midiToHertz(60)).toBeCloseTo(261.6256, 3);
    for (const note of [24, 36.5, 69, 108]) expect(hertzToMidi(midiToHertz(note))).toBeCloseTo(note, 10);
  });
});

describe('the parameter table', () => {
  it('has unique ids and defaults in range', () => {
    expect(new Set(PARAMETERS.map((p) => p.id)).size).toBe(PARAMETERS.length);
    for (const p of PARAMETERS) expect(clampParameter(p.id, p.default)).toBe(p.default);
  });
  it('clamps, and takes the default for what is no number', () => {
    expect(clampParameter('gain', 99)).toBe(12);
    expect(clampParameter('gain', NaN)).toBe(0);
  });
  it('counts voices and choices in whole numbers', () => {
    expect(clampParameter('voices', 31.7)).toBe(32);
    for (const p of PARAMETERS) {
      const { choices } = parameter(p.id);
      if (choices) expect([p.min, p.max]).toEqual([0, choices.length - 1]);
    }
    expect(parameter('mode').choices).toEqual(['poly', 'mono', 'legato']);
  });
});
