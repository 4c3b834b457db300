/** Packs of sounds in memory, for tests. */
import { zipSync } from 'fflate';
import { encodeWav } from '../../src/audio/wav.js';
import type { PackFiles } from '../../src/imports/pack.js';

export type Contents = Readonly<Record<string, Uint8Array | string>>;

const bytesOf = (content: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  (typeof content === 'string' ? new TextEncoder().encode(content) : content) as Uint8Array<ArrayBuffer>;

export function filesOf(contents: Contents): PackFiles {
  return {
    paths: Object.keys(contents),
    read: (path) =>
      Object.hasOwn(contents, path)
        ? Promise.resolve(bytesOf(contents[path]!).slice())
        : Promise.reject(new Error(`There is no ${path}.`)),
  };
}

export function zipOf(contents: Contents): Uint8Array<ArrayBuffer> {
  const members = Object.fromEntries(Object.entries(contents).map(([path, one]) => [path, bytesOf(one)]));
  return zipSync(members, { level: 1 }) as Uint8Array<ArrayBuffer>;
}

/** A sine, 16 bits, at 16 kHz. */
export function sine(hertz: number, frames = 1600): Uint8Array<ArrayBuffer> {
  const step = (2 * Math.PI * hertz) / 16_000;
  return new Uint8Array(
    encodeWav(
      Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin(step * i)),
      16_000,
    ),
  );
}
