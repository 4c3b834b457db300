/** The types of `<alloy-instrument>` in templates of Vue, by vue-tsc, and in JSX of Solid, as the package has them. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { shared } from '../support/shared.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A project with the package's types, in here, where Vue and Solid are found. */
async function createProject(): Promise<string> {
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build/templates-'));
  writeFileSync(join(folder, 'package.json'), '{}'); // or the name would be this folder's own package, with whatever is in dist/
  const installed = join(folder, 'node_modules/alloy-instrument');
  cpSync(join(await shared('types'), 'types'), join(installed, 'dist/types'), { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
  return folder;
}

it('pages of Vue and of Solid are told what the tag takes and fires, and of what it does not', async () => {
  const folder = await createProject();
  try {
    const command = join(root, 'node_modules/vue-tsc/bin/vue-tsc.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
