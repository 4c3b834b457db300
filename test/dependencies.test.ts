/** What Alloy stands on: pinned, whole for every platform, under licences that may ship and are written down. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPermissive, listedPackages, shippedPackages } from '../scripts/licence-list.js';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

type Versions = Readonly<Record<string, string>>;
interface Locked {
  readonly version: string;
  readonly dependencies?: Versions;
  readonly optionalDependencies?: Versions;
}
const lock = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };

/** Whether a package at this path would find that one, as Node looks for it. */
function finds(path: string, name: string): boolean {
  const folders = path.split('/node_modules/');
  return folders.some((_, depth) => {
    const folder = folders.slice(0, folders.length - depth).join('/node_modules/');
    return `${folder}/node_modules/${name}` in lock.packages;
  });
}

describe('the dependencies', () => {
  it('are pinned to one version each', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      read('package.json'),
    ) as Readonly<Record<string, Versions>>;
    const all = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies });
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('are locked with what other platforms need, too', () => {
    const wanted = Object.entries(lock.packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => [path, name] as const),
    );
    expect(wanted.length).toBeGreaterThan(500);
    expect(
      wanted.filter(([path, name]) => !(`node_modules/${name}` in lock.packages) && !finds(path, name)),
    ).toEqual([]);
  });
});

describe('the licences', () => {
  const shipped = shippedPackages(lock);

  it.each(['GPL-3.0-only', 'LGPL-2.1-or-later', 'AGPL-3.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE', null])(
    'of %s do not ship',
    (licence) => expect(isPermissive(licence)).toBe(false),
  );

  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-or-later)'])('of %s do', (licence) =>
    expect(isPermissive(licence)).toBe(true),
  );

  it('of what ships are permissive', () => {
    expect(shipped.length).toBeGreaterThan(40);
    expect(shipped.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  });

  it('are written down: npm run licences', () => {
    const lines = (
      packages: readonly { name: string | undefined; version: string; licence: string | null }[],
    ) => packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`).sort();
    expect(lines(listedPackages(read('THIRD_PARTY.md')))).toEqual(lines(shipped));
  });
});
