/** Tests every command where nobody reads what it prints: it ends in silence, with the exit code of its work, and nothing is half-written. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shared } from '../support/shared.js';

const flute = fileURLToPath(new URL('../../presets/sources/flute-c5.flac', import.meta.url));
const guitar = fileURLToPath(new URL('../../presets/sources/nylon-guitar-c4.flac', import.meta.url));

let command: string;
let folder: string;
let plan: string;
beforeAll(async () => {
  command = join(await shared('node'), 'node/alloy.js');
  folder = mkdtempSync(join(tmpdir(), 'alloy-closed-'));
  plan = join(folder, 'plan.ndjson');
  const args = ['--pairs', 'none', '--keys', 'C5..E5/1', '--seconds', '0.1', '--out', plan, '--quiet'];
  expect(spawnSync(process.execPath, [command, 'plan', flute, ...args]).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Output = 'stdout' | 'stderr';

/** Runs a command whose outputs are pipes, of which some have no reader from the beginning. */
function unread(closed: readonly Output[], args: readonly string[]) {
  const child = spawn(process.execPath, [command, ...args]);
  const texts = { stdout: '', stderr: '' };
  for (const output of ['stdout', 'stderr'] as const) {
    if (closed.includes(output)) child[output].destroy();
    else child[output].on('data', (data: Buffer) => (texts[output] += data.toString()));
  }
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, ...texts })),
  );
}

const ONE: readonly Output[] = ['stdout', 'stderr'];

/** Names of all commands, as the list has them. */
function commands(): string[] {
  const { stdout } = spawnSync(process.execPath, [command, '--help'], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, name]) => name!);
}

describe('without a reader', () => {
  it.each(ONE)('of %s, the help of every command ends in silence', async (closed) => {
    const names = commands();
    expect(names.length).toBeGreaterThanOrEqual(13);
    for (const name of ['', ...names]) {
      const { status, stdout, stderr } = await unread([closed], [...(name ? [name] : []), '--help']);
      expect(status, name).toBe(0);
      expect(stderr, name).toBe('');
      if (closed === 'stderr') expect(stdout, name).toContain('Usage: alloy');
    }
  });

  it('of stdout, a refusal of every command is one line on stderr, and of both its exit code alone', async () => {
    for (const name of commands()) {
      const told = await unread(['stdout'], [name, '--json-lines', '--no-such-option']);
      expect(told.status, name).toBe(2);
      expect(told.stderr, name).toMatch(/^alloy: [^\n]+\n$/);
      const { status } = await unread(['stdout', 'stderr'], [name, '--json', '--no-such-option']);
      expect(status, name).toBe(2);
    }
  });

  it.each(ONE)('of %s, a library that is not whole has its exit code', async (closed) => {
    const { status, stderr } = await unread([closed], ['status', folder, '--plan', plan, '--json']);
    expect(status).toBe(3);
    expect(stderr).toBe('');
  });

  it('of stdout, work ends as by Ctrl-C: what was made is whole, and goes on', async () => {
    const out = join(folder, 'notes');
    const args = ['render', plan, '--out', out, '--jobs', '1'];
    const { status, stderr } = await unread(['stdout'], [...args, '--json-lines', '--quiet']);
    expect(status).toBe(75);
    expect(stderr).toBe('');
    expect(readdirSync(join(out, 'parts')).filter((name) => name.endsWith('.part'))).toEqual([]);
    const again = spawnSync(process.execPath, [command, ...args, '--json', '-q'], { encoding: 'utf8' });
    expect(JSON.parse(again.stdout)).toMatchObject({ notes: 5, failed: [] });
    expect(again.status).toBe(0);
  });

  it('of stderr, work goes on to its end', async () => {
    const out = join(folder, 'hybrids');
    const args = ['blend', guitar, flute, '--out', out, '--engine', 'live', '--seconds', '0.2', '--json'];
    const { status, stdout } = await unread(['stderr'], args);
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { files: unknown[] }).files).toHaveLength(3);
  });
});

describe.skipIf(process.platform === 'win32')('in a shell', () => {
  it('a pipe whose reader has ended is no error', () => {
    // a pipe with a name has its reader for as long as 4 is open
    const script = `mkfifo pipe; exec 4<>pipe 5>pipe 4>&-; "$@" >&5; echo "ended with $?" >&2`;
    const args = ['-c', script, 'sh', process.execPath, command, 'blend', '--help'];
    const { stderr } = spawnSync('sh', args, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('ended with 0\n');
  });

  it.skipIf(!existsSync('/dev/full'))('an output that is full is told in one line', () => {
    const script = `"$@" > /dev/full`;
    const args = ['-c', script, 'sh', process.execPath, command, 'status', folder, '--plan', plan, '--json'];
    const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toBe('alloy: Nothing can be written to the output: there is no room left on its disk.\n');
  });
});
