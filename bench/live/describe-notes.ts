/**
 * Describes the training notes of the live engine's network, by what ships:
 *
 *     node --import tsx bench/live/describe-notes.ts FOLDER
 *
 * FOLDER/index.json lists notes ({ file, key }); each FOLDER/file (float32, little endian, 48 kHz) becomes FOLDER/file.rows: a description
 * (src/audio/partials/envelope.ts) every 20 ms, float32. Those that are there already are left: start it again, it goes on.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeHarmonics } from '../../src/audio/partials/analyse.js';

const RATE = 48_000;
/** Frames of 5 ms between two descriptions. */
const STEP = 4;

const folder = process.argv[2];
if (!folder) {
  console.error('Which folder?');
  process.exit(2);
}
const notes = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
  file: string;
  key: number;
}[];
for (const [i, { file, key }] of notes.entries()) {
  const to = join(folder, `${file}.rows`);
  if (existsSync(to)) continue;
  const bytes = await readFile(join(folder, file));
  const samples = new Float32Array(new Uint8Array(bytes).buffer);
  await writeFile(`${to}.part`, describeHarmonics(samples, RATE, key, STEP));
  await rename(`${to}.part`, to);
  if (i % 100 === 99) console.log(`${i + 1} of ${notes.length}`);
}
