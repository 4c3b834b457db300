/** What is built once a run and used by several files of tests. */
import { get } from 'node:http';
import { inject } from 'vitest';
import type { SharedName } from './makers.js';

/**
 * Folder of something built from the source of the moment: made when the first test of a run asks, then the same for
 * all, to be read only. See makers.ts for what there is.
 * @throws Error with what the build said.
 */
export function shared(name: SharedName): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(inject('sharedBuilds') + name, (response) => {
      let words = '';
      response.on('data', (data: Buffer) => (words += data.toString()));
      response.on('error', reject);
      response.on('end', () => (response.statusCode === 200 ? resolve(words) : reject(new Error(words))));
    });
    asked.on('error', reject);
  });
}
