/** Chooses which sounds of a library are blended with which. Pure functions. */
import { AlloyError } from '../errors.js';
import type { MidiNote, Seconds } from '../units.js';
import { planRoots, type Plan } from '../render/plan.js';

/** What the notes of one instrument have in common. */
export interface InstrumentSettings {
  readonly keys: Pick<Plan, 'low' | 'high' | 'step'>;
  readonly mixes: number;
  readonly seconds: Seconds;
  readonly seed: number;
  readonly temperature: number;
}

/** An instrument to make, by its sounds' places in the list of sources: two, or one. */
export interface PlannedInstrument extends InstrumentSettings {
  readonly sources: readonly number[];
}

/** Every sound with every other one; one sound by itself. */
export function* allPairs(count: number, settings: InstrumentSettings): Generator<PlannedInstrument> {
  if (count === 1) yield { ...settings, sources: [0] };
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) yield { ...settings, sources: [a, b] };
}

/** Every sound with the one behind it. */
export function* neighbours(count: number, settings: InstrumentSettings): Generator<PlannedInstrument> {
  if (count === 1) yield { ...settings, sources: [0] };
  for (let a = 0; a + 1 < count; a++) yield { ...settings, sources: [a, a + 1] };
}

/** Every sound by itself. */
export function* singles(count: number, settings: InstrumentSettings): Generator<PlannedInstrument> {
  for (let a = 0; a < count; a++) yield { ...settings, sources: [a] };
}

/** The roots that an instrument is rendered at. */
export function rootsOf({ keys }: Pick<InstrumentSettings, 'keys'>): MidiNote[] {
  return planRoots({ ...keys, mixes: 1 });
}

/** Places of the mix; one sound has one. */
export function mixesOf({ sources, mixes }: Pick<PlannedInstrument, 'sources' | 'mixes'>): number[] {
  if (sources.length === 1) return [0];
  return mixes === 1 ? [0.5] : Array.from({ length: mixes }, (_, k) => k / (mixes - 1));
}

/** Columns of a table that may follow its two sounds. */
const COLUMNS = ['a', 'b', 'mixes', 'seconds', 'seed', 'temperature'] as const;
const RANGES: Readonly<Record<string, readonly [number, number, boolean]>> = {
  mixes: [1, 9, true],
  seconds: [0.1, 60, false],
  seed: [0, 4294967295, true],
  temperature: [0, 2, false],
};

/**
 * Pairs of a table: a line each, two sounds with a comma between, as they were given, or by their file's name, with or without ending.
 * A first line `a,b,…` names columns, of which `mixes`, `seconds`, `seed` and `temperature` go before the options; an empty cell leaves the option.
 * @param names of each sound, what it may be called.
 * @throws AlloyError 'bad-argument' that names the line.
 */
export function* tabledPairs(
  path: string,
  text: string,
  names: readonly (readonly string[])[],
  settings: InstrumentSettings,
): Generator<PlannedInstrument> {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const first = cells(lines[0] ?? '').map((cell) => cell.toLowerCase());
  const named = first[0] === 'a' && first[1] === 'b';
  const columns = named ? first : ['a', 'b'];
  const fail = (line: number, why: string): never => {
    throw new AlloyError('bad-argument', path, `“${path}”, line ${line}: ${why}.`);
  };
  const unknown = columns.find((name) => !(COLUMNS as readonly string[]).includes(name));
  if (unknown !== undefined) fail(1, `there is no column “${unknown}”; there are: ${COLUMNS.join(', ')}`);
  for (const [i, line] of lines.entries()) {
    if ((named && i === 0) || line.trim() === '') continue;
    const row = cells(line);
    if (row.length < 2) fail(i + 1, 'it has no two sounds with a comma between');
    if (row.length > columns.length)
      fail(i + 1, `it has ${row.length} cells, and there are ${columns.length} columns`);
    const sources = row.slice(0, 2).map((cell) => {
      const place = names.findIndex((called) => called.includes(cell));
      if (place < 0) fail(i + 1, `“${cell}” is none of the sounds that were given`);
      return place;
    });
    const own: Record<string, number> = {};
    for (const [n, cell] of row.entries()) {
      if (n < 2 || cell === '') continue;
      const [least, most, whole] = RANGES[columns[n]!]!;
      const value = Number(cell);
      if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
        fail(
          i + 1,
          `${columns[n]!} is “${cell}”; it takes ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`,
        );
      own[columns[n]!] = value;
    }
    yield { ...settings, ...own, sources: sources[0] === sources[1] ? [sources[0]!] : sources };
  }
}

/** Cells of a line of a table; quotation marks keep commas. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}
