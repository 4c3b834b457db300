import { describe, expect, it } from 'vitest';
import { parseKeyboardMap, parseScale, parseTuning } from '../../../src/midi/tuning/scala.js';
import { hertzToMidi } from '../../../src/units.js';

const PYTHAGOREAN = `! pyth.scl
!
A Pythagorean pentatonic, with all ways to write a pitch
 5
!
 9/8   second
 407.820 cents
 3/2
 905.865
 2
`;
const EQUAL = `! 12.scl\n\n12\n${Array.from({ length: 12 }, (_, i) => `${(i + 1) * 100}.`).join('\n')}\n`;
const kbm = (size: number, ...rest: readonly (number | string)[]) =>
  `! a mapping\n${[size, ...rest].join('\n! between\n')}\n`;

describe('a scale', () => {
  it('has cents and ratios, comments and remarks', () => {
    const { description, cents } = parseScale(PYTHAGOREAN);
    expect(description).toBe('A Pythagorean pentatonic, with all ways to write a pitch');
    const expected = [203.91, 407.82, 701.955, 905.865, 1200];
    cents.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 3));
  });

  it('of twelve equal steps is what every keyboard has', () => {
    parseTuning(EQUAL).forEach((pitch, key) => expect(pitch).toBeCloseTo(key, 9));
    parseTuning(EQUAL.replaceAll('\n', '\r\n')).forEach((pitch, key) => expect(pitch).toBeCloseTo(key, 9));
  });

  it('without a mapping begins on middle C, one degree a key, up and down', () => {
    const tuning = parseTuning(PYTHAGOREAN);
    const expected = {
      60: 60,
      61: 62.0391,
      62: 64.0782,
      63: 67.01955,
      65: 72,
      66: 74.0391,
      59: 57.05865,
      55: 48,
    };
    for (const [key, pitch] of Object.entries(expected)) expect(tuning[Number(key)]).toBeCloseTo(pitch, 4);
  });

  it.each(['', 'a\nb\nc', 'a\n0\n', 'a\n3\n100.\n200.\n', 'a\n1\n-3/2\n', 'a\n1\nx\n', 'a\n1\n3/0\n'])(
    '%j is none',
    (text) =>
      expect(() => parseTuning(text)).toThrow(expect.objectContaining({ code: 'bad-argument' }) as Error),
  );
});

describe('a keyboard mapping', () => {
  it('tunes one key to a frequency and the others by it', () => {
    const tuning = parseTuning(EQUAL, kbm(0, 0, 127, 60, 69, 432, 12));
    expect(tuning[69]).toBeCloseTo(hertzToMidi(432), 9);
    expect(tuning[60]).toBeCloseTo(hertzToMidi(432) - 9, 9);
  });

  it('leaves out keys, goes round, and leaves others alone', () => {
    const white = [0, 'x', 1, 'x', 2, 3, 'x', 4, 'x', 5, 'x', 6];
    const seven = 'seven\n7\n200.\n400.\n500.\n700.\n900.\n1100.\n1200.\n';
    const tuning = parseTuning(seven, kbm(12, 36, 96, 60, 60, 261.6255653, 7, ...white));
    for (const key of [60, 62, 64, 65, 67, 69, 71, 72, 48, 50, 84]) expect(tuning[key]).toBeCloseTo(key, 6);
    for (const key of [61, 63, 66, 49]) expect(tuning[key]).toBeNaN();
    expect(tuning[35]).toBe(35);
    expect(tuning[97]).toBe(97);
    expect(parseKeyboardMap(kbm(3, 0, 127, 60, 60, 262, 7, 0)).degrees).toEqual([0, null, null]);
  });

  it.each(['', kbm(0, 0, 127), kbm(0, 0, 200, 60, 69, 440, 12), kbm(0, 0, 127, 60, 69, 0, 12)])(
    '%j is none',
    (text) =>
      expect(() => parseTuning(EQUAL, text)).toThrow(
        expect.objectContaining({ code: 'bad-argument' }) as Error,
      ),
  );

  it('cannot be tuned by a silent key', () => {
    expect(() => parseTuning(EQUAL, kbm(2, 0, 127, 60, 61, 440, 12, 0, 'x'))).toThrow(/no degree/);
  });
});
