/** Files of the user: what a run writes is checked as a set before any work. */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimOutputs } from '../../src/cli/outputs.js';
import { sourceNames } from '../../src/cli/paths.js';
import { blendNames } from '../../src/cli/plan.js';
import { AlloyError } from '../../src/errors.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'alloy-outputs-'))));
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

const file = (name: string, text = name): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const planned = (inputs: readonly string[]): string[] =>
  blendNames(sourceNames(inputs)).map(({ fileName }) => fileName);
const claim = (inputs: readonly string[], out = folder) => claimOutputs(out, planned(inputs), inputs);

/** What refuses, with everything in the folder as it was. */
function refusal(inputs: readonly string[], out = folder): AlloyError {
  const before = readdirSync(folder, { recursive: true }).sort();
  try {
    claim(inputs, out);
  } catch (error) {
    expect(error).toBeInstanceOf(AlloyError);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    return error as AlloyError;
  }
  throw new Error('it was not refused');
}

describe('an input is never written over', () => {
  const cases: [string, (input: string) => string][] = [
    ['as it was given', (input) => input],
    ['by a relative path', (input) => relative(process.cwd(), input)],
    ['through a folder and back', (input) => join(folder, 'x', '..', basename(input))],
    [
      'by a hard link',
      (input) => {
        linkSync(input, join(folder, 'other.wav'));
        return join(folder, 'other.wav');
      },
    ],
    [
      'by a symbolic link',
      (input) => {
        symlinkSync(input, join(folder, 'link.wav'));
        return join(folder, 'link.wav');
      },
    ],
  ];
  for (const [how, given] of cases) {
    it(how, () => {
      const guitar = file('guitar.wav');
      const result = file('recon_guitar.wav');
      const input = given(result);
      const error = refusal([guitar, input]);
      expect(error.code).toBe('unwritable');
      expect(error.message).toContain('recon_guitar.wav');
      expect(error.message).toContain(input);
      expect(readFileSync(result, 'utf8')).toBe('recon_guitar.wav');
    });
  }
  it('nor through the file that a result is written to first', () => {
    const part = file('recon_guitar.wav.part');
    expect(refusal([file('guitar.wav'), part]).message).toContain(part);
  });
  it('nor when the folder of results is a link to that of the inputs', () => {
    const inputs = [file('guitar.wav'), file('interp_guitar_X_flute.wav'), file('flute.wav')];
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
      expect(refusal(inputs, link).message).toContain(inputs[1]!);
    } finally {
      rmSync(link);
    }
  });
});

describe('what cannot be written', () => {
  it('is refused where a folder is in the way', () => {
    mkdirSync(join(folder, 'interp_a_X_b.wav'));
    expect(refusal([file('a.wav'), file('b.wav')]).message).toMatch(/interp_a_X_b\.wav.*folder/);
  });
  it('is refused where the folder of results is a file, or lies below one', () => {
    const inputs = [file('a.wav'), file('b.wav')];
    for (const out of [inputs[0]!, join(inputs[0]!, 'deep', 'er')]) {
      const error = refusal(inputs, out);
      expect(error.code).toBe('unwritable');
      expect(error.message).toContain(out);
    }
  });
  it('is refused where the path is too long for the system', () => {
    const deep = join(folder, ...Array.from({ length: 40 }, () => 'd'.repeat(120)));
    expect(refusal([file('a.wav'), file('b.wav')], deep).message).toContain('too long');
  });
  it.skipIf(process.getuid?.() === 0)('is refused where the folder is not the user’s', () => {
    const inputs = [file('a.wav'), file('b.wav')];
    chmodSync(folder, 0o555);
    expect(refusal(inputs).message).toContain('not yours');
  });
  it.skipIf(!existsSync('/proc/self'))('is refused where the system lets nobody make files', () => {
    expect(refusal([file('a.wav'), file('b.wav')], '/proc/alloy').message).toContain('/proc/alloy');
  });
});

describe('what can be written', () => {
  it('leaves nothing behind but the folder, and that only while something comes of it', () => {
    const inputs = [file('a.wav'), file('b.wav')];
    const out = join(folder, 'new', 'folder');
    const { paths, release } = claim(inputs, out);
    expect(paths.map((path) => basename(path))).toEqual(['recon_a.wav', 'recon_b.wav', 'interp_a_X_b.wav']);
    expect(readdirSync(out)).toEqual([]);
    release();
    expect(existsSync(join(folder, 'new'))).toBe(false);
    const again = claim(inputs, out);
    writeFileSync(again.paths[0]!, 'sound');
    again.release();
    expect(readdirSync(out)).toEqual(['recon_a.wav']);
  });
  it('keeps the results of an earlier run until there are new ones', () => {
    const inputs = [file('a.wav'), file('b.wav')];
    file('recon_a.wav', 'of an earlier run');
    claim(inputs);
    expect(readFileSync(join(folder, 'recon_a.wav'), 'utf8')).toBe('of an earlier run');
  });
});

describe('names of results', () => {
  const LONGEST = 255;
  const bytes = (name: string) => Buffer.byteLength(`${name}.part`);

  for (const letter of ['a', 'é', '二', '🎹']) {
    it(`fit into a file name however long the sounds’ names are (${letter})`, () => {
      const stem = letter.repeat(250);
      const inputs = ['A3', 'E4', 'A3'].map((note, i) => `${i}/${stem} ${note}.wav`);
      const names = planned(inputs);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const name of names) expect(bytes(name)).toBeLessThanOrEqual(LONGEST);
      expect(names[0]).toMatch(/A3\.wav$/);
      expect(names[1]).toMatch(/E4\.wav$/);
    });
  }
  it('can be written, the longest of them too', () => {
    const inputs = ['A3', 'E4'].map((note) => `${'Velvet Rooms – '.repeat(14)}${note}.wav`);
    const { paths } = claim(inputs, join(folder, 'out'));
    for (const path of paths) writeFileSync(path, '');
    expect(readdirSync(join(folder, 'out')).length).toBe(3);
  });
  it('are told apart where pairs would share one', () => {
    const names = planned(['a.wav', 'b_X_c.wav', 'a_X_b.wav', 'c.wav']);
    expect(new Set(names).size).toBe(names.length);
  });
  it('are told apart where only case or the form of an accent differs', () => {
    const names = planned(['\u00e9.wav', 'e\u0301.wav', '\u00c9.wav']);
    expect(new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size).toBe(names.length);
  });
});
