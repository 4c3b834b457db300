/** Finds the sounds that a command was given: files, and samples of SFZ, SoundFonts, multisamples, presets, folders and zips. [Node] */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { noteName } from '../audio/note-names.js';
import type { DocumentTrim } from '../document/schema.js';
import { AlloyError } from '../errors.js';
import { isSound, openPack } from '../imports/open-pack.js';
import {
  badPack,
  MOST_BYTES,
  MOST_FILES,
  type PackFiles,
  type PackList,
  type PackSound,
  type SoundPack,
} from '../imports/pack.js';
import { MAX_SOURCES } from '../timbre/mix.js';
import type { MidiNote } from '../units.js';
import { noteNamed } from './options.js';
import { fileBytes } from './file-bytes.js';
import { soundsOfInstrument } from './file-sounds.js';
import { isInstrumentFile } from './instrument-path.js';

/** A sound as a command reads it. */
export interface GivenSound {
  /** Of a sample: the path of its pack, and its name in that. */
  readonly path: string;
  readonly bytes: () => Promise<Uint8Array<ArrayBuffer>>;
  /** The note that it has, as its pack says; null: nobody says. */
  readonly root: MidiNote | null;
  readonly notices: readonly string[];
  /** The part of it that its instrument uses; left out: all of it. */
  readonly trim?: DocumentTrim;
}

/** What `--list` prints. */
export interface PackListing extends PackList {
  readonly path: string;
}

/** One is read with its folder. */
const MAP = /\.(sfz|dspreset)$/i;
const ARCHIVE = /\.(sf2|sf3|multisample|dslibrary|zip)$/i;
/** What else maps are made of. */
const PART = /(\.(sfz|dspreset|txt|h|sfzh|xml|sf2))$/i;
/** Folders in folders that are looked into. */
const DEEPEST = 8;

/**
 * The sounds of paths, in their order. Of an instrument, those that came with it; of a pack: the sample that was asked for, or the one nearest to the middle; of a folder or a zip
 * without a map, all of them.
 * @param samples by key or name: one for all packs, or one for each.
 * @param most sounds of a folder or a zip without a map.
 * @throws AlloyError 'unreadable'; 'bad-argument' for a sample that is not there, and for more sounds than an instrument takes.
 */
export async function givenSounds(
  paths: readonly string[],
  samples: readonly string[] = [],
  most = MAX_SOURCES,
): Promise<GivenSound[]> {
  const given: GivenSound[] = [];
  const packs = paths.filter(isPack).length;
  if (samples.length > 0 && packs === 0) {
    const message = `--sample chooses from SFZ, SF2, multisample, folders and zips; of these sounds none is one: leave it out.`;
    throw new AlloyError('bad-argument', '--sample', message);
  }
  if (samples.length > 0 && samples.length !== 1 && samples.length !== packs) {
    const message = `--sample is given once for all, or once for each of the ${packs} packs, not ${samples.length} times.`;
    throw new AlloyError('bad-argument', '--sample', message);
  }
  let at = 0;
  for (const path of paths) {
    if (isInstrumentFile(path)) given.push(...(await soundsOfInstrument(path)));
    else if (!isPack(path)) given.push(plain(path));
    else {
      const asked = samples.length === 1 ? samples[0] : samples[at++];
      given.push(...chosenOf(await packAt(path), path, asked, most));
    }
  }
  return given;
}

/** @throws AlloyError as `givenSounds` does; 'bad-argument' for a path that is no pack. */
export async function listPacks(paths: readonly string[]): Promise<PackListing[]> {
  const listed: PackListing[] = [];
  for (const path of paths) {
    if (!isPack(path)) {
      const message = `“${path}” is one sound: there is nothing to list. --list is for SFZ, SF2, multisample, folders and zips.`;
      throw new AlloyError('bad-argument', path, message);
    }
    const { name, kind, sounds, missing } = await packAt(path);
    listed.push({ path, name, kind, sounds, missing });
  }
  return listed;
}

/** A line for each sound: root, keys, name. */
export function listLines({ path, sounds, missing }: PackListing): string[] {
  const lines = sounds.map(({ name, root, keys }) => {
    const range = keys ? `${noteName(keys.low)}–${noteName(keys.high)}` : '';
    return `  ${(root === null ? '?' : noteName(root)).padEnd(5)} ${range.padEnd(9)} ${oneLine(name)}`;
  });
  return [`${path}:`, ...lines, ...missing.map((name) => `  “${oneLine(name)}” is named, and is not there`)];
}

function plain(path: string): GivenSound {
  return { path, bytes: async () => Uint8Array.from(fileBytes(path)), root: null, notices: [] };
}

function isPack(path: string): boolean {
  return MAP.test(path) || ARCHIVE.test(path) || isFolder(path);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function packAt(path: string): Promise<SoundPack> {
  if (isFolder(path)) return openPack(filesBelow(path), path);
  if (!MAP.test(path)) return openPack(oneFile(path), path);
  const own = basename(path);
  const files = filesBelow(dirname(path));
  // its folder, without the other maps in it
  const paths = files.paths.filter((one) => one === own || !MAP.test(one));
  if (!paths.includes(own)) fileBytes(path); // says why
  const pack = await openPack({ ...files, paths }, path);
  // sounds beside a map that names none of them are not its own: alone, it says what it lacks
  return pack.kind === 'folder' ? openPack({ ...files, paths: [own] }, path) : pack;
}

function oneFile(path: string): PackFiles {
  return {
    paths: [basename(path)],
    read: async () => {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES)
        throw badPack(path, `it is larger than ${MOST_BYTES / 2 ** 20} MB`);
      return Uint8Array.from(fileBytes(path));
    },
  };
}

/** Sounds and maps of a folder and of those in it; links are not followed. */
function filesBelow(folder: string): PackFiles {
  const paths: string[] = [];
  const walk = (below: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(join(folder, below), { withFileTypes: true });
    } catch {
      return; // not ours to read
    }
    for (const entry of entries) {
      if (paths.length >= MOST_FILES) return;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < DEEPEST && !entry.name.startsWith('.')) walk(path, depth + 1);
      else if (entry.isFile() && (isSound(entry.name) || PART.test(entry.name))) paths.push(path);
    }
  };
  walk('', 0);
  return { paths, read: async (path) => Uint8Array.from(fileBytes(join(folder, path))) };
}

function chosenOf(pack: SoundPack, path: string, asked: string | undefined, most: number): GivenSound[] {
  const { kind, sounds, missing } = pack;
  const found = asked === undefined ? sounds : [sampleNamed(pack, path, asked)];
  const some = kind === 'folder' ? found : found.slice(0, 1);
  if (some.length > most) {
    const message = `“${path}” holds ${some.length} sounds, and an instrument is made of up to ${most}: choose with --sample NAME; --list prints them.`;
    throw new AlloyError('bad-argument', path, message);
  }
  return some.map((sound) => {
    const { id, name, root, looped } = sound;
    const notices = [
      ...(asked === undefined && kind !== 'folder' && sounds.length > 1
        ? [
            `Of “${path}”, “${name}” is used, the nearest to the middle of ${sounds.length}: --sample chooses another.`,
          ]
        : []),
      ...(looped ? [`The loop of “${name}” is not taken over: Alloy makes loops of its own.`] : []),
      ...missingNotices(path, missing),
    ];
    return { path: `${path}/${fileNameOf(pack, sound)}`, bytes: () => pack.read(id), root, notices };
  });
}

/** Names told of, of samples that are not there. */
const MOST_TOLD = 3;

function missingNotices(path: string, missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  const names = missing.slice(0, MOST_TOLD).map((name) => `“${oneLine(name)}”`);
  const more = missing.length > MOST_TOLD ? [`${missing.length - MOST_TOLD} more`] : [];
  return [
    `Of what “${path}” names, ${[...names, ...more].join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there.`,
  ];
}

/** By a key, the sample that plays it, of several the one whose root is nearest; else by its name, or a part of it. */
function sampleNamed({ sounds }: SoundPack, path: string, asked: string): PackSound {
  const same = (text: string): boolean => text.toLowerCase() === asked.toLowerCase();
  const exact = sounds.find(({ name, id }) => same(name) || same(id));
  if (exact) return exact;
  const key = noteNamed(asked) ?? (/^\d{1,3}$/.test(asked) ? Number(asked) : null);
  const away = ({ root }: PackSound): number => Math.abs((root ?? key!) - key!);
  const playing =
    key === null ? [] : sounds.filter(({ keys }) => keys && keys.low <= key && key <= keys.high);
  const [nearest] = [...playing].sort((a, b) => away(a) - away(b));
  const found = nearest ?? sounds.find(({ name }) => name.toLowerCase().includes(asked.toLowerCase()));
  if (found) return found;
  const message = `“${path}” has no sample “${asked}”, neither by key nor by name: --list prints what there is.`;
  throw new AlloyError('bad-argument', '--sample', message);
}

/** Its name, as that of a file. */
function fileNameOf({ kind }: SoundPack, { id, name }: PackSound): string {
  return kind === 'sf2' ? `${name.replace(/[/\\]/g, '_')}.wav` : basename(id);
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ');
}
