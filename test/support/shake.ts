/**
 * Shakes the order in which things arrive in the browser's tests, to find those that pass by luck: a Vite plugin and the
 * setting that its setup file reads. On with `ALLOY_SHAKE=<number>`: another number, another order.
 */
import type { Connect, Plugin } from 'vite';

/** What the tests are shaken with; null: not at all. */
export const SEED = seedOf(process.env['ALLOY_SHAKE']);

/** @throws Error where it is no whole number: another order could not be had again. */
function seedOf(text: string | undefined): number | null {
  if (!text) return null;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`ALLOY_SHAKE is “${text}”: give a whole number, such as 7.`);
  return Number(text);
}

/** Where the page learns the number. */
const ADDRESS = '/@alloy-shake';

/** Run before each file of tests in a browser: it shakes frames and workers. */
export const SHAKEN_PAGE = 'test/support/shaken-page.ts';

/** Of this many answers one is late. */
const LATE_ONE_IN = 3;
/** Milliseconds: about what a connection over the air takes. */
const LATEST = 150;

/** A number in [0, 1) of a text, the same each time (FNV-1a, then an avalanche). */
function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** Vite's plugin: a third of what is asked for comes late, each time by another while. */
export function shake(seed: number): Plugin {
  let asked = 0;
  const late: Connect.NextHandleFunction = (request, response, next) => {
    if (request.url === ADDRESS) return void response.end(String(seed));
    const chance = chanceOf(`${seed} ${asked++} ${request.url}`);
    if (chance * LATE_ONE_IN >= 1) return next();
    setTimeout(next, chance * LATE_ONE_IN * LATEST);
  };
  return {
    name: 'alloy-shake',
    apply: 'serve',
    configureServer: ({ middlewares }) => void middlewares.use(late),
  };
}
