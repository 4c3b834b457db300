/** `node --import tsx bench/live/main.ts [part …]`: measures the live tracks; without names, every part. */
import { printTable } from '../row.js';
import { benchLive, LIVE_PARTS } from './live.js';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in LIVE_PARTS));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are: ${Object.keys(LIVE_PARTS).join(', ')}.`);
  process.exit(2);
}
printTable(await benchLive(asked));
