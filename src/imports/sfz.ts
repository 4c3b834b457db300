/** Reads the samples of an SFZ: which file plays at which keys, and what its root is. */
import type { MidiNote } from '../units.js';
import {
  badPack,
  MOST_FILES,
  MOST_MAP_BYTES,
  namedKeyOf,
  numberOf,
  readMap,
  rootOf,
  stemOf,
  type MappedSound,
  type PackFiles,
} from './pack.js';
import { folderOf, SamplePaths } from './paths.js';

/** Number of the key c4 in SFZ. */
const C4: MidiNote = 60;
/** Files that include each other. */
const DEEPEST_INCLUDE = 8;
const MOST_INCLUDES = 256;
const MOST_DEFINES = 1024;
/** Times that a line's names are replaced: a name may stand for another. */
const REPLACEMENTS = 4;

const INCLUDE = /^\s*#include\s+"([^"]+)"/;
const DEFINE = /(?<!\S)#define\s+\$(\w+)\s+(\S+)/g;
const HEADER = /<(\w+)>/g;
/** An opcode; its value goes on to the next one, so that names of files may have blanks. Of a line whose blanks are single ones. */
const OPCODE = /(?<!\S)([a-z]\w*)=(.*?)(?= [a-z]\w*=|$)/gi;
/** Those that are heeded; no others are kept. */
const HEEDED: ReadonlySet<string> = new Set(
  (
    'sample default_path key lokey hikey pitch_keycenter transpose tune pitch loop_mode loopmode trigger lovel hivel ' +
    'note_offset octave_offset'
  ).split(' '),
);
/** Names that stand for something, and what they stand for, are no longer than this; lines in which they do, no longer than that. */
const LONGEST_DEFINE = 255;
const LONGEST_LINE = 2 ** 16;

/** Levels that regions inherit from, from the outermost to the innermost. */
const LEVELS = ['global', 'master', 'group', 'region'] as const;
type Level = (typeof LEVELS)[number];
type Opcodes = Readonly<Record<string, string>>;

export interface SfzSounds {
  readonly sounds: MappedSound[];
  /** Paths that it names and that are not there. */
  readonly missing: ReadonlySet<string>;
}

/** The samples that the regions of an SFZ play. @throws AlloyError 'unreadable' for one that is too long or includes itself. */
export async function readSfz(files: PackFiles, path: string): Promise<SfzSounds> {
  const lines = await new Preprocessor(files, path).lines();
  const paths = new SamplePaths(files);
  const sounds: MappedSound[] = [];
  const missing = new Set<string>();
  let control: Opcodes = {};
  const take = (region: Opcodes): void => {
    const sample = region.sample?.trim() ?? '';
    // a generator of the player's own, or what is heard when a key is let go
    if (sample === '' || sample.startsWith('*') || region.trigger === 'release') return;
    const named = (control.default_path ?? '').replace(/\\/g, '/') + sample;
    const found = paths.find(folderOf(path), named);
    if (found === null) missing.add(named);
    else if (sounds.length < 4 * MOST_FILES) sounds.push(soundOf(found, region, control));
  };
  for (const [level, opcodes] of headersOf(lines)) {
    if (level === 'control') control = { ...control, ...opcodes };
    else if (level === 'region') take(opcodes);
  }
  return { sounds, missing };
}

function soundOf(path: string, region: Opcodes, control: Opcodes): MappedSound {
  const shift =
    numberOf(control.note_offset, -127, 127, 0) + 12 * numberOf(control.octave_offset, -10, 10, 0);
  const key = (text: string | undefined): MidiNote | null => {
    const named = namedKeyOf(text, C4);
    return named === null ? null : Math.min(127, Math.max(0, named + shift));
  };
  const own = key(region.key);
  const low = key(region.lokey) ?? own ?? 0;
  const high = key(region.hikey) ?? own ?? 127;
  const center = region.pitch_keycenter === 'sample' ? null : (key(region.pitch_keycenter) ?? own ?? C4);
  const raised =
    numberOf(region.transpose, -127, 127, 0) + numberOf(region.tune ?? region.pitch, -9600, 9600, 0) / 100;
  return {
    id: path,
    name: stemOf(path),
    keys: { low: Math.min(low, high), high: Math.max(low, high) },
    root: center === null ? null : rootOf(center - raised),
    looped: /^loop_(continuous|sustain)$/.test(region.loop_mode ?? region.loopmode ?? ''),
    velocities: {
      low: numberOf(region.lovel, 0, 127, 0),
      high: numberOf(region.hivel, 0, 127, 127),
    },
  };
}

/** Every header with its opcodes; a region has those that it inherits, too. */
function* headersOf(lines: readonly string[]): Generator<[Level | 'control', Opcodes]> {
  const levels: Record<Level, Record<string, string>> = { global: {}, master: {}, group: {}, region: {} };
  let present: string | null = null;
  let control: Record<string, string> = {};
  function* ended(): Generator<[Level | 'control', Opcodes]> {
    if (present === 'control') yield ['control', control];
    if (present === 'region')
      yield ['region', { ...levels.global, ...levels.master, ...levels.group, ...levels.region }];
  }
  for (const line of lines) {
    let at = 0;
    for (const match of line.matchAll(HEADER)) {
      assign(line.slice(at, match.index));
      yield* ended();
      begin(match[1]!.toLowerCase());
      at = match.index + match[0].length;
    }
    assign(line.slice(at));
  }
  yield* ended();

  function begin(header: string): void {
    present = header;
    control = {};
    const level = LEVELS.indexOf(header as Level);
    // what is below begins anew
    if (level >= 0) for (const below of LEVELS.slice(level)) levels[below] = {};
  }
  function assign(text: string): void {
    const into = present === 'control' ? control : levels[present as Level];
    if (!into) return;
    for (const [, name, value] of text.replace(/\s+/g, ' ').trim().matchAll(OPCODE)) {
      if (HEEDED.has(name!.toLowerCase())) into[name!.toLowerCase()] = value!;
    }
  }
}

/** Puts included files in their places, and what names stand for into the lines; takes comments out. */
class Preprocessor {
  readonly #files: PackFiles;
  readonly #path: string;
  readonly #paths: SamplePaths;
  readonly #defines = new Map<string, string>();
  #includes = 0;
  #bytes = 0;

  constructor(files: PackFiles, path: string) {
    this.#files = files;
    this.#path = path;
    this.#paths = new SamplePaths(files);
  }

  async lines(): Promise<string[]> {
    const output: string[] = [];
    await this.#read(this.#path, 0, output);
    return output;
  }

  async #read(path: string, depth: number, output: string[]): Promise<void> {
    if (depth > DEEPEST_INCLUDE || this.#includes++ > MOST_INCLUDES)
      throw badPack(this.#path, 'its files include each other without end');
    const text = await readMap(this.#files, path);
    this.#count(text.length);
    for (const raw of withoutComments(text).split(/\r\n|\r|\n/)) {
      const plain = raw.replace(/(^|\s)\/\/.*$/, '').replace(DEFINE, (_, name: string, value: string) => {
        const short = name.length <= LONGEST_DEFINE && value.length <= LONGEST_DEFINE;
        if (short && this.#defines.size < MOST_DEFINES) this.#defines.set(name, value);
        return '';
      });
      const line = this.#replaced(plain);
      const [, included] = INCLUDE.exec(line) ?? [];
      if (included === undefined) output.push(line);
      else {
        // relative to the first file, as players have it
        const found = this.#paths.find(folderOf(this.#path), included);
        if (found !== null) await this.#read(found, depth + 1, output);
      }
    }
  }

  #replaced(line: string): string {
    let text = line;
    for (let round = 0; round < REPLACEMENTS && text.includes('$') && this.#defines.size > 0; round++) {
      if (text.length > LONGEST_LINE) break;
      const before = text;
      // the longest name that is known: $KEYS is not $KEY and an S
      text = text.replace(/\$(\w{1,255})/g, (whole, name: string) => {
        for (let length = name.length; length > 0; length--) {
          const value = this.#defines.get(name.slice(0, length));
          if (value !== undefined) return value + name.slice(length);
        }
        return whole;
      });
      this.#count(Math.max(0, text.length - before.length));
      if (text === before) break;
    }
    return text;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MOST_MAP_BYTES) throw badPack(this.#path, 'it is too long for a map of keys');
  }
}

/** What stands between slash-star and star-slash is none of it. */
function withoutComments(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const begins = text.indexOf('/*', at);
    const ends = begins < 0 ? -1 : text.indexOf('*/', begins + 2);
    if (ends < 0) break;
    kept.push(text.slice(at, begins));
    at = ends + 2;
  }
  return [...kept, text.slice(at)].join(' ');
}
