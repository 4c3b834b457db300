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

/** What is written into dist/: devDependencies all the same, as whoever installs Alloy gets them in there. */
const BUNDLED = [
  '@echogarden/speex-resampler-wasm',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-core',
  'cli-progress',
  'commander',
  'env-paths',
  'fast-png',
  'fflate',
  'fft.js',
  'idb',
  'lit',
  'minimp3-wasm',
  'modern-tar',
  'opus-decoder',
  'pitchy',
  'standardized-audio-context',
  'stb-vorbis',
  'tinyglobby',
  '@webaudiomodules/sdk',
  'ws',
];

/** Path in the lock of what a package at `path` gets when it imports `name`, as Node looks for it. */
function lockedAt(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder}${folder && '/'}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (folder === '') return null;
  }
}

/** Paths in the lock of packages and all that they depend on. */
function withDependencies(packages, names) {
  const found = new Set();
  const visit = (path) => {
    if (path === null || found.has(path)) return;
    found.add(path);
    for (const name of Object.keys(packages[path].dependencies ?? {})) visit(lockedAt(packages, path, name));
  };
  for (const name of names) visit(lockedAt(packages, '', name));
  return found;
}

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
  const bundled = withDependencies(lock.packages, BUNDLED);
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, peer }]) => {
      const name = path.slice('node_modules/'.length);
      return (
        path !== '' && ((!dev && !devOptional && !peer) || bundled.has(path) || Object.hasOwn(WRITERS, name))
      );
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
