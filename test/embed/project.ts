/** Packs Alloy as `npm pack` does and installs the tarball in a project of its own, once a run. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A project of somebody who installed Alloy. React, bundlers and types are found above it, in Alloy's own node_modules. */
export interface Project {
  readonly folder: string;
  /** The package in its node_modules. */
  readonly installed: string;
  readonly tarball: string;
  readonly tarballBytes: number;
  remove(): void;
}

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', [...args], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32', // npm is a .cmd there
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export function createProject(): Project {
  const folder = join(root, 'build/embed');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const name = npm(['pack', '--silent', '--pack-destination', folder], root).trim().split('\n').at(-1)!;
  const tarball = join(folder, name);
  writeFileSync(join(folder, 'package.json'), '{ "name": "embedder", "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'tsconfig.json'), '{}\n'); // bundlers look for one upwards: Alloy's own has its sources for the package
  const flags = ['--offline', '--omit=optional', '--ignore-scripts', '--no-package-lock', '--silent'];
  npm(['install', ...flags, tarball], folder);
  cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
  return {
    folder,
    installed: join(folder, 'node_modules/alloy-instrument'),
    tarball,
    tarballBytes: statSync(tarball).size,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
