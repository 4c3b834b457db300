/** Tests Scala scales and keyboard mappings. */
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

describe('lines of a scale', () => {
  const scale = (...pitches: string[]): string =>
    ['! a', 'Name', ` ${pitches.length}`, '!', ...pitches].join('\n');
  const read = (line: string): number => parseScale(scale(line, '2/1')).cents[0]!;
  const FIFTH = 1200 * Math.log2(1.5);

  it.each([
    ['3/2!fifth', FIFTH],
    ['3/2 ! fifth', FIFTH],
    ['3/2fifth', FIFTH],
    [' 3/2\tperfect', FIFTH],
    ['3 / 2', FIFTH],
    ['701.955!fifth', 701.955],
    ['701.955cents', 701.955],
    ['700.', 700],
    ['.5', 0.5],
    ['-5.0 below', -5],
    ['2(octave)', 1200],
    ['2!', 1200],
  ])('%s', (line, cents) => expect(read(line)).toBeCloseTo(cents, 9));

  it.each(['0', '-2', '3/0', '0/2', '-3/2', '3/-2', '1,5', '3/2/1', '7.0.1', 'fifth', '/2', '3/x'])(
    '%s is an error that names the line',
    (line) => expect(() => read(line)).toThrow(/Line 5 of the scale/),
  );

  it('are as many as it says, blank lines and comments apart', () => {
    expect(parseScale('N\n\n2\n\n!x\n9/8\n!y\n\n2/1\n\n! end\nmade by hand').cents).toHaveLength(2);
    expect(() => parseScale('N\n3\n9/8\n2/1')).toThrow(/3 notes \(line 2\) and has 2/);
    expect(() => parseScale('N\n1\n9/8\n2/1')).toThrow(/1 notes \(line 2\) and has 2/);
  });
});

describe('lines of a mapping', () => {
  const twelve = (octave: number, ...degrees: (number | string)[]): string =>
    [degrees.length, 0, 127, 60, 60, 261.6255653, octave, ...degrees].join('\n');
  const EQUAL_TWELVE = ['N', '12', ...Array.from({ length: 12 }, (_, i) => `${100 * (i + 1)}.0`)].join('\n');
  const white = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

  it('with a formal octave of degree 0 keep rising, by the octave of the scale', () => {
    const tuned = parseTuning(EQUAL_TWELVE, twelve(0, ...white));
    for (let key = 0; key < 128; key++) expect(tuned[key]).toBeCloseTo(key, 6);
    const tritave = ['N', '3', '500.0', '1000.0', '3/1'].join('\n');
    const thirds = parseTuning(tritave, twelve(0, 0, 1, 2));
    expect(thirds[63]! - thirds[60]!).toBeCloseTo(12 * Math.log2(3), 9);
  });

  it('leave unmapped keys out, wherever an x is, and take what follows for a comment', () => {
    const tuned = parseTuning(
      EQUAL_TWELVE,
      twelve(12, '0 !c', 'x', '2d', 'X!', 4, 5, 'x', 7, 'x', 9, 'x', 11),
    );
    expect(tuned[61]).toBeNaN();
    expect(tuned[62]).toBeCloseTo(62, 6);
    expect(tuned[63]).toBeNaN();
  });

  it.each([
    [0, '-1', 1],
    [1, '128', 2],
    [2, '200', 3],
    [3, '128', 4],
    [4, '-1', 5],
    [5, '0', 6],
    [5, '-440', 6],
    [6, 'x', 7],
    [3, '60.5', 4],
  ])('that are out of range are named (line %i is %s)', (index, value, line) => {
    const head = ['0', '0', '127', '60', '69', '440.0', '0'];
    expect(() => parseTuning(EQUAL_TWELVE, head.with(index, value).join('\n'))).toThrow(
      new RegExp(`Line ${line} of the keyboard mapping`),
    );
  });
});
