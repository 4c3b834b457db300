/** Tests the `alloy` command as a process. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlendReport } from '../../src/cli/blend.js';
import { shared } from '../support/shared.js';

const sources = fileURLToPath(new URL('../../presets/sources/', import.meta.url));
const guitar = join(sources, 'nylon-guitar-c4.flac');
const flute = join(sources, 'flute-c5.flac');

/** Path of the command's main module. */
let command: string;
beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
});

function alloy(...args: string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

/** The 16-bit samples of a WAV that must be mono, at that rate, and exactly as long as it says. */
function readWav(path: string, rate = 48_000): Int16Array {
  const bytes = readFileSync(path);
  expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect(bytes.readUInt16LE(20)).toBe(1);
  expect(bytes.readUInt16LE(22)).toBe(1);
  expect(bytes.readUInt32LE(24)).toBe(rate);
  expect(bytes.readUInt16LE(34)).toBe(16);
  expect(bytes.length).toBe(44 + bytes.readUInt32LE(40));
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
}

const rms = (samples: Int16Array) =>
  Math.sqrt(samples.reduce((sum, s) => sum + (s / 32768) ** 2, 0) / samples.length);

describe('alloy blend', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'alloy-cli-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes the same files live: at 48 kHz, at a key that is asked for, above what a model reaches', () => {
    const names = [
      'recon_nylon-guitar-c4.wav',
      'recon_flute-c5.wav',
      'interp_nylon-guitar-c4_X_flute-c5.wav',
    ];
    const make = (...more: string[]): BlendReport => {
      const out = join(folder, 'live');
      const run = alloy(
        'blend',
        guitar,
        flute,
        '--out',
        out,
        '--seconds',
        '1',
        '--engine',
        'live',
        '--json',
        ...more,
      );
      expect(run.status).toBe(0);
      expect(readdirSync(out).sort()).toEqual([...names].sort());
      return JSON.parse(run.stdout) as BlendReport;
    };
    const own = make();
    expect(own.model).toBe('live');
    expect(own.files.map(({ root }) => Math.round(root))).toEqual([60, 72, 66]);
    const before = own.files.map(({ path }) => readWav(path, 48_000));
    for (const samples of before) {
      expect(samples).toHaveLength(48_000);
      expect(20 * Math.log10(rms(samples))).toBeGreaterThan(-40);
    }
    const moved = make('--key', 'A3');
    expect(moved.files.map(({ root }) => root)).toEqual([57, 57, 57]);
    for (const { path } of moved.files) {
      const samples = Float64Array.from(readWav(path, 48_000).subarray(12_000, 36_000));
      const at = (hertz: number): number => {
        let [re, im] = [0, 0];
        samples.forEach((x, n) => {
          re += x * Math.cos((2 * Math.PI * hertz * n) / 48_000);
          im += x * Math.sin((2 * Math.PI * hertz * n) / 48_000);
        });
        return Math.hypot(re, im);
      };
      expect(at(220)).toBeGreaterThan(10 * at(261.6));
    }
    const refused = alloy('blend', guitar, flute, '--out', join(folder, 'no'), '--key', 'A3');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--engine live');
  });

  it('writes reconstructions and the blend, and prints one JSON object', () => {
    const out = join(folder, 'json');
    const args = ['blend', guitar, flute, '--out', out, '--seconds', '0.5', '--seed', '3', '--json'];
    const run = alloy(...args);
    expect(run.stderr).not.toMatch(/error/i);
    expect(run.status).toBe(0);
    const report = JSON.parse(run.stdout) as BlendReport;
    expect(report.model).toBe('instruments');
    expect(report.realTimeFactor).toBeGreaterThan(0);
    expect(Object.values(report.seconds).every((s) => s > 0)).toBe(true);
    expect(
      report.files.map(({ kind, samples, seed, complete }) => ({ kind, samples, seed, complete })),
    ).toEqual(
      ['reconstruction', 'reconstruction', 'interpolation'].map((kind) => ({
        kind,
        samples: 24_000,
        seed: 3,
        complete: true,
      })),
    );
    expect(report.files[0]!.root).toBeCloseTo(60, 0);
    expect(report.files[1]!.root).toBeCloseTo(72, 0);
    expect(report.files[2]!.root).toBe(66);
    expect(readdirSync(out).sort()).toEqual([
      'interp_nylon-guitar-c4_X_flute-c5.wav',
      'recon_flute-c5.wav',
      'recon_nylon-guitar-c4.wav',
    ]);
    for (const file of report.files) {
      const samples = readWav(file.path);
      expect(samples.length).toBe(24_000);
      expect(rms(samples)).toBeGreaterThan(0.01);
    }
    expect(report.sampleRate).toBe(48_000);
  });

  it('with --rate native writes what the model makes; with air that is what lies below it', () => {
    const run = (name: string, ...more: string[]): Int16Array => {
      const out = join(folder, name);
      const args = [
        'blend',
        guitar,
        flute,
        '--out',
        out,
        '--seconds',
        '0.3',
        '--seed',
        '3',
        '--quiet',
        ...more,
      ];
      expect(alloy(...args).status).toBe(0);
      return readWav(join(out, 'recon_flute-c5.wav'), more.length > 0 ? 16_000 : 48_000);
    };
    const native = run('native', '--rate', 'native');
    const full = run('full');
    expect([native.length, full.length]).toEqual([4800, 14_400]);
    // every third sample: the crossover is far above most of a flute
    const thirds = native.map((_, i) => full[3 * i]!);
    const off = native.map((x, i) => x - thirds[i]!);
    expect(rms(off)).toBeLessThan(0.2 * rms(native));
    expect(alloy('blend', guitar, flute, '--out', folder, '--rate', '44100').status).toBe(2);
  });

  it('gives equal bytes for equal seeds, and other ones for another', () => {
    const blend = (out: string, seed: string) => {
      const folderOut = join(folder, out);
      const args = [
        guitar,
        flute,
        '--out',
        folderOut,
        '--seconds',
        '0.2',
        '--seed',
        seed,
        '--backend',
        'wasm',
      ];
      expect(alloy('blend', ...args, '--quiet', '--jobs', out === 'one' ? '1' : '2').status).toBe(0);
      return readFileSync(join(folderOut, 'interp_nylon-guitar-c4_X_flute-c5.wav'));
    };
    const first = blend('one', '5');
    expect(blend('two', '5').equals(first)).toBe(true);
    expect(blend('three', '6').equals(first)).toBe(false);
  });

  it('saves what exists on Ctrl-C', async () => {
    const out = join(folder, 'interrupted');
    const child = spawn(process.execPath, [command, 'blend', guitar, flute, '--out', out, '--seconds', '30']);
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      if (/^10 %/m.test(stderr)) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(stderr).toContain('being saved');
    expect(code).toBe(130);
    const files = readdirSync(out);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const samples = readWav(join(out, file));
      expect(samples.length).toBeGreaterThan(0);
      expect(samples.length).toBeLessThan(30 * 48_000);
    }
  });

  it('ends with 2 and one line for bad arguments and bad input', () => {
    const noise = join(folder, 'notes.txt');
    writeFileSync(noise, 'these are not sounds\n'.repeat(100));
    const out = ['--out', join(folder, 'none')];
    const cases: [string[], RegExp][] = [
      [[], /Usage/],
      [['blend', guitar, ...out], /two or more/],
      [['blend', guitar, flute], /--out/],
      [['blend', guitar, flute, ...out, '--mix', '2'], /from 0 to 1/],
      [['blend', guitar, flute, ...out, '--backend', 'abacus'], /abacus.*wasm/],
      [['blend', guitar, flute, ...out, '--model', 'trombones'], /“trombones”/],
      [['blend', guitar, join(folder, 'gone.wav'), ...out], /gone\.wav.*no such file/],
      [['blend', guitar, noise, ...out], /notes\.txt/],
    ];
    for (const [args, line] of cases) {
      const { status, stderr, stdout } = alloy(...args);
      expect(status, args.join(' ')).toBe(2);
      expect(stderr).toMatch(line);
      expect(stdout).toBe('');
      if (args.length > 0) expect(stderr.trim().split('\n').length, stderr).toBe(1);
    }
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('says of a folder in the place of a file that it is one', () => {
    const out = ['--out', join(folder, 'from-a-folder')];
    const song = join(folder, 'song.mid');
    const note = '4d54726b0000000c00903c4010803c4000ff2f00';
    writeFileSync(song, Buffer.from(`4d54686400000006000000010060${note}`, 'hex'));
    const commands = [
      ['play', folder, song, ...out],
      ['play', flute, folder, ...out],
      ['show', folder],
      ['link', folder],
      ['export', folder, '--format', 'sfz', ...out],
      ['plan', flute, '--pairs', folder, ...out],
      ['plan', '--input-list', folder, ...out],
      ['blend', '--input-list', folder, ...out],
      ['render', folder, ...out],
      ['status', folder, '--plan', folder],
    ];
    for (const args of commands) {
      const { status, stderr } = alloy(...args);
      expect(status, args.join(' ')).toBe(2);
      expect(stderr, args.join(' ')).toMatch(/it is a folder\.\n$/);
    }
  });

  it('has a help worth reading', () => {
    const { status, stdout } = alloy('blend', '--help');
    expect(status).toBe(0);
    for (const text of ['recon_<a>.wav', 'interp_<a>_X_<b>.wav', '--temperature', 'Examples:']) {
      expect(stdout).toContain(text);
    }
  });
});
