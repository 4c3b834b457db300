/** The command and its user's files: what it says of the sounds, what it refuses before any work, and how it says so. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '../../src/audio/wav.js';
import type { BlendReport } from '../../src/cli/blend.js';
import { parseTimes } from '../../src/cli/options.js';
import { chosenPart } from '../../src/cli/sources.js';
import type { ErrorMessage } from '../../src/errors.js';
import { shared } from '../support/shared.js';

const RATE = 16000;

let folder: string;
/** Path of the command's main module. */
let command: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alloy-inputs-'));
  command = join(await shared('node'), 'node/alloy.js');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function blend(...args: string[]) {
  const run = spawnSync(process.execPath, [command, 'blend', ...args], { encoding: 'utf8' });
  return { ...run, lines: run.stderr.trim().split('\n') };
}

/** A sawtooth-like tone with an attack and a decay. */
function tone(hertz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const t = i / RATE;
    let value = 0;
    for (let k = 1; k * hertz < 6000; k++) value += Math.sin(2 * Math.PI * k * hertz * t) / k;
    return 0.3 * value * Math.min(1, t / 0.005) * Math.exp(-t);
  });
}

function wav(path: string, ...parts: Float32Array[]): string {
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  writeFileSync(join(folder, path), new Uint8Array(encodeWav(samples, RATE)));
  return join(folder, path);
}

const FAST = ['--seconds', '0.2', '--backend', 'wasm', '--jobs', '1'];

describe('alloy blend --json', () => {
  it('tells of each sound its length, its root, where that comes from, and what was done to it', () => {
    const two = wav('two notes.wav', tone(440, 1), new Float32Array(RATE / 2), tone(146.83, 1.5));
    const noise = wav(
      'wind.wav',
      Float32Array.from({ length: RATE }, (_, i) => Math.sin(i * i * 12.9898)),
    );
    const out = join(folder, 'told');
    const args = [two, noise, '--out', out, ...FAST, '--start', '1.5,0', '--json', '--quiet'];
    const { status, stdout, stderr } = blend(...args);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const { sources } = JSON.parse(stdout) as BlendReport;
    expect(sources.map(({ path }) => path)).toEqual([two, noise]);
    expect(sources[0]).toMatchObject({ rootFrom: 'heard' });
    expect(sources[0]!.seconds).toBeCloseTo(1.5, 6);
    expect(sources[0]!.root).toBeCloseTo(50, 0);
    expect(sources[0]!.confidence).toBeGreaterThan(0.5);
    expect(sources[1]).toMatchObject({ seconds: 1, root: 60, rootFrom: 'assumed', confidence: 0 });
    expect(sources[1]!.notices.join(' ')).toMatch(/wind\.wav.*C4/);
  });

  it('takes patterns and a list, tells events line by line, and its files begin and end softly', () => {
    mkdirSync(join(folder, 'many'));
    const cut = Float32Array.from({ length: RATE }, (_, i) => 0.5 * Math.cos(i / 9));
    wav('many/one.wav', cut);
    wav('many/two.wav', tone(220, 0.5));
    const three = wav('three.wav', tone(330, 0.5));
    const out = join(folder, 'listed');
    const args = ['blend', join(folder, 'many/*.wav'), '--input-list', '-', '--out', out, ...FAST];
    const input = `${three}\n`;
    const run = spawnSync(process.execPath, [command, ...args, '--start', '0.1', '--json-lines', '-q'], {
      ...{ encoding: 'utf8', input },
    });
    expect(run.stderr).toBe('');
    const events = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; progress?: number } & BlendReport);
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['say', 'progress', 'end']));
    const told = events.flatMap(({ progress }) => progress ?? []);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    const { sources, files } = events.at(-1)!;
    expect(sources.map(({ path }) => path.split(/[\\/]/).at(-1))).toEqual([
      'one.wav',
      'two.wav',
      'three.wav',
    ]);
    expect(files).toHaveLength(6);
    for (const { path } of files) {
      const samples = new Int16Array(Uint8Array.from(readFileSync(path).subarray(44)).buffer);
      expect(Math.abs(samples[0]!), path).toBeLessThan(4);
      expect(Math.abs(samples.at(-1)!), path).toBeLessThan(4);
    }
  });

  it('says that a root was given by the user', () => {
    const a = wav('a.wav', tone(220, 0.5));
    const b = wav('b.wav', tone(330, 0.5));
    const { stdout } = blend(a, b, '--out', join(folder, 'given'), ...FAST, '--root', 'D4', '--json', '-q');
    const { sources } = JSON.parse(stdout) as BlendReport;
    for (const source of sources) expect(source).toMatchObject({ root: 62, rootFrom: 'user', confidence: 1 });
  });

  it('prints the error on stdout, with exit code 2, whatever is wrong', () => {
    const good = wav('good.wav', tone(220, 0.5));
    const text = join(folder, 'text.wav');
    writeFileSync(text, 'no sound at all');
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const out = ['--out', join(folder, 'never')];
    const cases: [string[], Partial<ErrorMessage>][] = [
      [[good, text, ...out], { code: 'not-a-sound', subject: text }],
      [[good, empty, ...out], { code: 'unreadable', subject: empty }],
      [[good, folder, ...out], { code: 'bad-argument', subject: folder }],
      [[good, ...out], { code: 'bad-argument', subject: 'sound' }],
      [[good, good, ...out, '--mix', '7'], { code: 'bad-argument', subject: '--mix' }],
      [
        [good, good, ...out, '--engine', 'live', '--rate', 'native'],
        { code: 'bad-argument', subject: '--rate' },
      ],
      [[good, good, ...out, '--loud'], { code: 'bad-argument', subject: '--loud' }],
      [[good, good, ...out, '--start', '9'], { code: 'bad-argument', subject: good }],
      [[good, good, ...out, '--start', '0,0,0'], { code: 'bad-argument', subject: '--start' }],
      [[good, good, '--out', join(good, 'x')], { code: 'unwritable', subject: join(good, 'x') }],
    ];
    for (const [args, expected] of cases) {
      const { status, stdout, lines } = blend(...args, '--json');
      const { error } = JSON.parse(stdout) as { error: ErrorMessage };
      expect(error, args.join(' ')).toMatchObject(expected);
      expect(lines.length, lines.join('\n')).toBe(1);
      expect(lines[0]).toContain(error.message);
      expect(status).toBe(2);
    }
    expect(readdirSync(folder)).not.toContain('never');
  });
});

describe('before any work', () => {
  it('refuses to write a result over a sound that it reads, naming both', () => {
    const guitar = wav('guitar.wav', tone(220, 0.5));
    const own = wav('recon_guitar.wav', tone(110, 0.5));
    const before = readFileSync(own);
    const { status, lines, stdout } = blend(guitar, own, '--out', folder, ...FAST);
    expect(status).toBe(2);
    expect(lines).toEqual([
      `alloy: The result “${own}” would take the place of the sound “${own}”. Choose another --out.`,
    ]);
    expect(stdout).toBe('');
    expect(readFileSync(own).equals(before)).toBe(true);
  });

  it('makes names that fit, of sounds whose names are long', () => {
    const stem =
      'Velvet Rooms Vol 3 - Warm Tape Rhodes - Close Mics + Room - Round Robin 02 - Velocity 097 - Take 14 (consolidated) [24bit 96k]';
    const sounds = [wav(`${stem} A3.wav`, tone(220, 0.5)), wav(`${stem} E4.wav`, tone(329.6, 0.5))];
    const out = join(folder, 'long');
    const { status, stdout } = blend(...sounds, '--out', out, ...FAST, '--json', '--quiet');
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout) as BlendReport;
    expect(files.every(({ complete }) => complete)).toBe(true);
    expect(readdirSync(out).length).toBe(3);
  });

  it('refuses a folder that cannot be written, and leaves no part of a file', () => {
    const a = wav('a.wav', tone(220, 0.5));
    const out = join(folder, 'blocked');
    mkdirSync(join(out, 'interp_a_X_a-2.wav.part'), { recursive: true });
    const { status, lines } = blend(a, a, '--out', out, ...FAST);
    expect(status).toBe(2);
    expect(lines.length).toBe(1);
    expect(lines[0]).toContain('interp_a_X_a-2.wav.part');
    expect(readdirSync(out)).toEqual(['interp_a_X_a-2.wav.part']);
  });
});

describe('the part of a sound', () => {
  const part = (start?: number, end?: number) => {
    const notices: string[] = [];
    return { part: chosenPart('x.wav', 3, start, end, notices), notices };
  };
  it('is all of it, from a start, up to an end, or both', () => {
    expect(part().part).toBeNull();
    expect(part(1).part).toEqual({ start: 1, end: 3 });
    expect(part(undefined, 2).part).toEqual({ start: 0, end: 2 });
    expect(part(1, 2)).toEqual({ part: { start: 1, end: 2 }, notices: [] });
  });
  it('ends with the sound, and says so', () => {
    expect(part(1, 5).part).toEqual({ start: 1, end: 3 });
    expect(part(1, 5).notices.join()).toContain('3.00 s long');
  });
  it('is refused where the sound has none, with its length', () => {
    for (const [start, end] of [
      [3, undefined],
      [2, 1],
      [1, 1],
      [7, 9],
    ] as const) {
      expect(() => part(start, end)).toThrow(/x\.wav.*3\.00 s long/);
    }
  });
  it('is asked for in seconds, one for all or one for each', () => {
    expect(parseTimes('1.7')).toEqual([1.7]);
    expect(parseTimes('1.7, 0')).toEqual([1.7, 0]);
    for (const bad of ['', '-1', 'x', '1,,2', 'Infinity']) expect(() => parseTimes(bad)).toThrow(/seconds/);
  });
});
