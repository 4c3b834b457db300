/**
 * `npm run bench`: every figure in one run, so that ratios compare like with like.
 * `npm run bench -- generator player` runs some parts only.
 */
import { availableParallelism, cpus } from 'node:os';
import { benchAir } from './air.js';
import { benchConditioning } from './conditioning.js';
import { benchDocument } from './document.js';
import { benchEmbed } from './embed.js';
import { benchFirstKey } from './first-key.js';
import { benchLibrary } from './library.js';
import { benchLive } from './live/live.js';
import { benchGenerator } from './generator.js';
import { benchNsynth } from './nsynth.js';
import { benchPage } from './page.js';
import { benchPlayer } from './player.js';
import { printTable, type Row } from './row.js';
import { benchSize } from './size.js';
import { benchFactoryLevels } from './factory-levels.js';
import { benchSounds } from './sounds.js';
import { benchWebgpu } from './webgpu.js';

const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  generator: async () => [...(await benchGenerator()), ...(await benchNsynth())],
  'first-key': benchFirstKey,
  air: benchAir,
  conditioning: benchConditioning,
  document: benchDocument,
  page: benchPage,
  webgpu: benchWebgpu,
  player: benchPlayer,
  size: benchSize,
  embed: benchEmbed,
  library: benchLibrary,
  live: () => benchLive(),
  sounds: benchSounds,
};
/** Parts of the parts, for who wants no more. */
const smaller: Readonly<Record<string, () => Promise<Row[]>>> = {
  nsynth: benchNsynth,
  levels: () => benchFactoryLevels(),
};
const all = { ...parts, ...smaller };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in all));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(all).join(', ')}.`);
  process.exit(2);
}

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.version}\n`,
);
const rows: Row[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  console.error(`${name} …`);
  rows.push(...(await all[name]!()));
}
printTable(rows);
process.exit(0);
