/** Opens what came in as a pack of sounds: an SFZ, a SoundFont, a multisample, a Decent Sampler preset, a folder or a zip of sounds. */
import { SOUND_FORMATS } from '../audio/formats/names.js';
import { readZip, type ZipMember } from '../document/file/zip-reader.js';
import { DamagedDocument } from '../document/damaged.js';
import { AlloyError } from '../errors.js';
import { readDspreset, readMultisample, type XmlSounds } from './xml-maps.js';
import {
  badPack,
  byMiddle,
  compareNames,
  MOST_BYTES,
  MOST_FILES,
  stemOf,
  type MappedSound,
  type PackFiles,
  type PackKind,
  type PackSound,
  type SoundPack,
} from './pack.js';
import { isSoundFont, openSoundFont } from './sf2.js';
import { readSfz } from './sfz.js';

/** Maps of one kind that are read together; a folder may have one for each way of playing. */
const MOST_MAPS = 64;

const SOUNDS: ReadonlySet<string> = new Set(
  SOUND_FORMATS.flatMap(({ extensions }): readonly string[] => extensions),
);
/** What is in archives of some systems, and is nobody's sound. */
const HIDDEN = /(^|\/)(\.|__MACOSX\/)/;

/**
 * The sounds of what came in. [worker or Node] What is one file may be an archive.
 * @param name of the folder, or of the file.
 * @throws AlloyError 'unreadable' where there is no sound in it, or it is damaged, too large, or leads out of its folder.
 */
export async function openPack(files: PackFiles, name: string): Promise<SoundPack> {
  if (files.paths.length > MOST_FILES) throw badPack(name, `it has more than ${MOST_FILES} files in it`);
  const [only] = files.paths;
  if (only !== undefined && files.paths.length === 1 && !isSound(only)) {
    const bytes = await files.read(only);
    if (isSoundFont(bytes)) return openSoundFont(bytes, stemOf(name));
    if (isZip(bytes)) return openFolder(zipFiles(bytes, name), name);
  }
  return openFolder(files, name);
}

async function openFolder(files: PackFiles, name: string): Promise<SoundPack> {
  const shown = files.paths.filter((path) => !HIDDEN.test(path));
  const ending = (end: string): string[] => shown.filter((path) => path.toLowerCase().endsWith(end));
  const maps: readonly [PackKind, string[], (path: string) => Promise<XmlSounds>][] = [
    ['multisample', ending('multisample.xml'), (path) => readMultisample(files, path)],
    ['sfz', ending('.sfz'), async (path) => ({ name: '', ...(await readSfz(files, path)) })],
    ['dspreset', ending('.dspreset'), (path) => readDspreset(files, path)],
  ];
  const fonts = ending('.sf2');
  if (fonts.length === 1) return openSoundFont(await files.read(fonts[0]!), stemOf(fonts[0]!));
  for (const [kind, paths, read] of maps) {
    if (paths.length === 0) continue;
    const pack = await mapped(files, stemOf(name), kind, paths, read);
    if (pack) return pack;
  }
  const sounds = shown.filter(isSound).sort(compareNames).map(plainSound);
  if (sounds.length === 0) throw badPack(name, 'there is no sound in it');
  return packOf(files, { name: stemOf(name), kind: 'folder', sounds, missing: [] });
}

/** The sounds of the maps of one kind; null where none of what they name is there. */
async function mapped(
  files: PackFiles,
  name: string,
  kind: PackKind,
  paths: readonly string[],
  read: (path: string) => Promise<XmlSounds>,
): Promise<SoundPack | null> {
  const sounds: MappedSound[] = [];
  const missing = new Set<string>();
  let title = '';
  for (const path of [...paths].sort(compareNames).slice(0, MOST_MAPS)) {
    const found = await read(path);
    sounds.push(...found.sounds);
    for (const one of found.missing) missing.add(one);
    title ||= found.name || (paths.length === 1 ? stemOf(path) : '');
  }
  if (sounds.length === 0 && missing.size > 0 && !files.paths.some(isSound)) {
    const [first] = missing;
    throw badPack(
      name,
      `the samples that it names are not with it (“${first}”): give its whole folder, or a zip of it`,
    );
  }
  if (sounds.length === 0) return null;
  const label = kind === 'multisample' ? title || name : paths.length === 1 ? title : name;
  return packOf(files, {
    name: label,
    kind,
    sounds: byMiddle(sounds),
    missing: [...missing].sort(compareNames),
  });
}

function packOf(files: PackFiles, list: Omit<SoundPack, 'read'>): SoundPack {
  const known = new Set(list.sounds.map(({ id }) => id));
  return {
    ...list,
    read: (id) =>
      known.has(id)
        ? files.read(id)
        : Promise.reject(new AlloyError('bad-argument', id, `There is no sound “${id}” in “${list.name}”.`)),
  };
}

function plainSound(path: string): PackSound {
  return { id: path, name: stemOf(path), keys: null, root: null, looped: false };
}

/** Whether a file is a sound by its name. */
export function isSound(path: string): boolean {
  return SOUNDS.has(/\.[a-z0-9]+$/.exec(path.toLowerCase())?.[0] ?? '');
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** The files of an archive, each unpacked when it is read. */
function zipFiles(bytes: Uint8Array, name: string): PackFiles {
  const limits = { bytes: MOST_BYTES, members: MOST_FILES, unpacked: 2 * MOST_BYTES };
  const members = ofPack(name, () => readZip(bytes, limits, name));
  return {
    paths: [...members.keys()],
    read: async (path) => {
      const member = members.get(path);
      if (!member) throw badPack(name, `there is no “${path}” in it`);
      return ofPack(path, () => unpacked(member));
    },
  };
}

function unpacked(member: ZipMember): Uint8Array<ArrayBuffer> {
  if (member.size > MOST_BYTES) throw badPack(member.name, 'it is too large');
  return member.unpack() as Uint8Array<ArrayBuffer>;
}

/** What is wrong with an archive is said of it as a pack of sounds, not as an instrument of Alloy's. */
function ofPack<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DamagedDocument ? badPack(name, error.reason) : error;
  }
}
