/** Lists the input files of a command that takes many: arguments, patterns, a list of paths. [Node] */
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AlloyError } from '../errors.js';
import { fileBytes } from './file-bytes.js';

/**
 * Paths of a list: a line each; empty ones are left out. A line is a path as it stands, as `find` writes it and `xargs -d '\n'` and
 * `rsync --files-from` read it: names may begin and end with blanks. Where there is no such file, blanks around it are of the list.
 */
function listed(content: string): string[] {
  return content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => (!existsSync(line) && existsSync(line.trim()) ? line.trim() : line));
}

/**
 * All inputs in the order given; those of a pattern by name.
 * @param list the file of a list of paths, or - for stdin.
 * @param each 'once', or as often as it was given.
 * @throws AlloyError 'bad-argument' where nothing was given or a pattern fits nothing, 'unreadable'.
 */
export async function inputPaths(
  patterns: readonly string[],
  list: string | undefined,
  each: 'once' | 'as-given',
): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) found.push(...(await fitting(pattern)));
  if (list === '-') found.push(...listed(await text(process.stdin)));
  else if (list !== undefined) found.push(...listed(new TextDecoder().decode(fileBytes(list))));
  const paths = each === 'once' ? [...new Set(found)] : found;
  if (paths.length === 0) {
    const message = 'No sounds were given: name sound files, a pattern of them, or a list with --input-list.';
    throw new AlloyError('bad-argument', 'sound', message);
  }
  return paths;
}

/** A path that is there is one, whatever signs are in it. */
async function fitting(pattern: string): Promise<string[]> {
  if (existsSync(pattern) || !isDynamicPattern(pattern)) return [pattern];
  const names = await glob(pattern.replaceAll('\\', '/'), { expandDirectories: false });
  if (names.length === 0)
    throw new AlloyError('bad-argument', pattern, `No file fits the pattern “${pattern}”.`);
  return names.sort();
}
