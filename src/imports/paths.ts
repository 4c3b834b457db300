/** Finds the samples that a map names among the files that came with it. */
import type { PackFiles } from './pack.js';

/** Paths as maps write them, to paths of files. */
export class SamplePaths {
  readonly #byName: ReadonlyMap<string, string>;

  constructor({ paths }: PackFiles) {
    this.#byName = new Map(paths.map((path) => [bare(path), path]));
  }

  /**
   * The file of a path that a map names, whatever its slashes and the case of its letters; null where there is none, and for a
   * path that leads out of the folder.
   * @param folder of the map; '' at the top.
   */
  find(folder: string, path: string): string | null {
    const parts = folder === '' ? [] : folder.split('/');
    for (const part of path.replace(/\\/g, '/').split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.pop() === undefined) return null;
    }
    return this.#byName.get(bare(parts.join('/'))) ?? null;
  }
}

/** Maps may have lost blanks that follow each other. */
function bare(path: string): string {
  return path.normalize('NFC').replace(/\s+/g, ' ').toLowerCase();
}

/** The folder of a file; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
