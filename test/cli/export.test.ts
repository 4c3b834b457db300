/** Tests `alloy export`: what it writes, says and refuses, with nothing half-written. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportReport } from '../../src/cli/export.js';
import { writeInstrumentFile } from '../../src/document/file/write.js';
import type { ErrorMessage } from '../../src/errors.js';
import { smallInstrument } from '../document/file/instruments.js';
import { shared } from '../support/shared.js';

const folder = mkdtempSync(join(tmpdir(), 'alloy-export-'));
const path = join(folder, 'small.alloy');
let command: string;

beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  writeFileSync(path, writeInstrumentFile(smallInstrument()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function alloy(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

const FORMATS = {
  sfz: '.sfz',
  sf2: '.sf2',
  dspreset: '.dspreset',
  multisample: '.multisample',
  smplr: '.json',
  wav: '.wav',
};

describe('alloy export', () => {
  it.each(Object.entries(FORMATS))('writes %s', (format, ending) => {
    const out = join(folder, format);
    const { status, stdout, stderr } = alloy(
      'export',
      path,
      '--format',
      format,
      '--out',
      out,
      '--json',
      '-q',
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as ExportReport;
    for (const made of report.paths) expect(existsSync(made)).toBe(true);
    const all = readdirSync(out, { recursive: true, encoding: 'utf8' });
    expect(all.some((name) => name.endsWith(ending))).toBe(true);
    expect(all.some((name) => name.includes('.alloy-export'))).toBe(false);
  });

  it('packs a folder into one zip, at a rate and depth', () => {
    const out = join(folder, 'zipped');
    const args = [
      'export',
      path,
      '--format',
      'sfz',
      '--out',
      out,
      '--zip',
      '--rate',
      '48000',
      '--bits',
      '24',
    ];
    const { status, stdout } = alloy(...args);
    expect(status).toBe(0);
    const entries = unzipSync(new Uint8Array(readFileSync(stdout.trim())));
    const wave = Object.keys(entries).find((name) => name.endsWith('.wav'))!;
    const header = Buffer.from(entries[wave]!);
    expect([header.readUInt32LE(24), header.readUInt16LE(34)]).toEqual([48000, 24]);
  });

  it('replaces an export with --force alone', () => {
    const out = join(folder, 'again');
    const args = ['export', path, '--format', 'multisample', '--out', out];
    expect(alloy(...args).status).toBe(0);
    const before = readdirSync(out);
    const second = alloy(...args);
    expect(second.status).toBe(2);
    expect(second.stderr).toMatch(/^alloy: “.*” is there already: --force replaces it.*\n$/);
    expect(alloy(...args, '--force').status).toBe(0);
    expect(readdirSync(out)).toEqual(before);
  });

  it.each([
    [['--format', 'mp3'], /mp3/],
    [['--format', 'sf2', '--bits', '24'], /16 bits/],
    [['--format', 'sfz', '--rate', '96000'], /96000/],
  ])('refuses %s in one line, with nothing left behind', (args, message) => {
    const out = join(folder, 'refused');
    const { status, stdout, stderr } = alloy('export', path, '--out', out, '--json', '-q', ...args);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect((JSON.parse(stdout) as { error: ErrorMessage }).error.message).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });
});
