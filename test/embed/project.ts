/** A project of somebody who installed Alloy from its tarball. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shared } from '../support/shared.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** React, bundlers and types are found above it, in Alloy's own node_modules. */
export interface Project {
  readonly folder: string;
  /** The package in its node_modules. */
  readonly installed: string;
  readonly tarball: string;
  readonly tarballBytes: number;
  remove(): void;
}

/** A folder with the package as npm unpacks it (it has no dependencies to bring along) and the fixtures. */
export async function createProject(): Promise<Project> {
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build/embed-'));
  const packed = await shared('package');
  const installed = join(folder, 'node_modules/alloy-instrument');
  cpSync(join(packed, 'package'), installed, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "embedder", "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'tsconfig.json'), '{}\n'); // bundlers look for one upwards: Alloy's own has its sources for the package
  cpSync(fileURLToPath(new URL('fixtures', import.meta.url)), folder, { recursive: true });
  const tarball = join(packed, 'package.tgz');
  return {
    folder,
    installed,
    tarball,
    tarballBytes: statSync(tarball).size,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
