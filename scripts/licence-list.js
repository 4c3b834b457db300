/** Which packages ship, and under which licences they may: read from package-lock.json, and back from THIRD_PARTY.md. */
import satisfies from 'spdx-satisfies';

/** Licences that ask for a notice at most. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'Zlib',
];

/** Packages that are no dependency of the built page, but write code of their own into it. */
export const WRITERS = {
  '@webaudiomodules/sdk': 'the class that the plugin extends',
  assemblyscript: 'its standard library, in the wasm kernels',
  'workbox-core': 'service worker',
  'workbox-precaching': 'service worker',
  'workbox-routing': 'service worker',
  'workbox-strategies': 'service worker',
  'workbox-window': 'registers the service worker',
  vite: 'loading of chunks and workers',
};

/** Whether an SPDX expression leaves the choice of a permissive licence. No expression at all does not. */
export function isPermissive(expression) {
  try {
    return satisfies(expression, PERMISSIVE);
  } catch {
    return false;
  }
}

/**
 * `{ name, version, licence, path }` of each package that whoever installs Alloy gets, or that writes into what is
 * built; `licence` is null where its own package.json does not say.
 */
export function shippedPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => {
      const name = path.slice('node_modules/'.length);
      return path !== '' && (dev !== true || Object.hasOwn(WRITERS, name));
    })
    .map(([path, { version, license = null }]) => {
      return { path, name: path.split('node_modules/').pop(), version, licence: license };
    });
}

/** `{ name, version, licence }` of the packages in THIRD_PARTY.md's table. */
export function listedPackages(markdown) {
  const rows = markdown.matchAll(/^\| (\S+) +\| (\d\S*) +\| (\S[^|]*?) +\|/gm);
  return [...rows].map(([, name, version, licence]) => ({ name, version, licence }));
}
