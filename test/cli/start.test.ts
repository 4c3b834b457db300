/** Tests what the command loads before it knows what was asked for, and that its list of commands says what they say themselves. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { shared } from '../support/shared.js';

/** Bytes of JavaScript before help is printed: commander is 40 KB of them. */
const MOST_BYTES = 64_000;

/** What every command has, so that scripts need not know which is which. */
const REPORTS = ['--json', '--json-lines', '--quiet'];
/** Commands that take any number of sounds. */
const LISTS = new Set(['blend', 'make', 'plan']);

let node: string;
beforeAll(async () => {
  node = join(await shared('node'), 'node');
});

/** Scripts that a script brings along before it runs, itself the first. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const code = readFileSync(join(node, name), 'utf8');
  for (const [, path] of code.matchAll(/(?:^|[;}\n])(?:import|export)[^;()]*?["'](\.\/[^"']+)["']/g))
    withImports(basename(path!), found);
  return found;
}

function help(...args: string[]): string {
  const run = spawnSync(process.execPath, [join(node, 'alloy.js'), ...args], {
    encoding: 'utf8',
  });
  expect(run.status).toBe(0);
  return run.stdout;
}

describe('the command', () => {
  it('starts with little', () => {
    const scripts = [...withImports('alloy.js')];
    expect(scripts.length).toBeGreaterThan(2);
    const bytes = scripts.reduce((sum, name) => sum + readFileSync(join(node, name)).length, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('lists every command as it describes itself, with its arguments and the exit codes', () => {
    const list = help('--help');
    const commands = [...list.matchAll(/^ {2}([a-z-]+) \[options\] ?(.*?) {2,}(\S.*)$/gm)];
    expect(commands.length).toBeGreaterThanOrEqual(13);
    for (const [, name, takes, summary] of commands) {
      const own = help(name!, '--help').replace(/\s+/g, ' '); // however its lines are broken
      expect(own).toContain(`Usage: alloy ${name!} [options]${takes ? ` ${takes}` : ''}`);
      expect(own).toContain(summary);
      expect(own, name).toContain('Exit codes: 0 done');
      for (const option of [...REPORTS, ...(LISTS.has(name!) ? ['--input-list <file>'] : [])])
        expect(own, name).toContain(option);
    }
    expect(list).toMatch(/^ {2}75 {3}render: ended by SIGTERM/m);
  });
});
