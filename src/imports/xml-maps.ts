/** Reads the samples of a Bitwig multisample and of a Decent Sampler preset. */
import type { MidiNote } from '../units.js';
import {
  keyOf,
  MOST_FILES,
  namedKeyOf,
  numberOf,
  readMap,
  rootOf,
  stemOf,
  type MappedSound,
  type PackFiles,
} from './pack.js';
import { folderOf, SamplePaths } from './paths.js';
import { tagsOf } from './tags.js';

export interface XmlSounds {
  /** Its own name; empty where it has none. */
  readonly name: string;
  readonly sounds: MappedSound[];
  readonly missing: ReadonlySet<string>;
}

type Attributes = Readonly<Record<string, string>>;

/** Of a sample: its own attributes, and those of what is in it, by the tag's name. */
interface MultisampleEntry {
  readonly own: Attributes;
  readonly parts: Record<string, Attributes>;
}

/** A multisample.xml (bitwig/multisample). @throws AlloyError 'unreadable'. */
export async function readMultisample(files: PackFiles, path: string): Promise<XmlSounds> {
  const paths = new SamplePaths(files);
  const sounds: MappedSound[] = [];
  const missing = new Set<string>();
  let name = '';
  let entry: MultisampleEntry | null = null;
  const take = ({ own, parts }: MultisampleEntry): void => {
    const found = paths.find(folderOf(path), own.file ?? '');
    if (found === null) missing.add(own.file ?? '');
    else if (sounds.length < 4 * MOST_FILES) sounds.push(multisampleSound(found, parts));
  };
  for (const { name: tag, kind, attributes } of tagsOf(await readMap(files, path))) {
    if (tag === 'multisample') name ||= attributes.name ?? '';
    else if (tag === 'sample') {
      if (kind !== 'end') entry = { own: attributes, parts: {} };
      if (kind !== 'start' && entry) take(entry);
      if (kind !== 'start') entry = null;
    } else if (entry && kind !== 'end') entry.parts[tag] ??= attributes;
  }
  return { name, sounds, missing };
}

function multisampleSound(path: string, { key, velocity, loop }: Record<string, Attributes>): MappedSound {
  const root = keyOf(key?.root);
  const low = keyOf(key?.low) ?? 0;
  const high = keyOf(key?.high) ?? 127;
  return {
    id: path,
    name: stemOf(path),
    keys: key === undefined ? null : { low: Math.min(low, high), high: Math.max(low, high) },
    root: root === null ? null : rootOf(root - numberOf(key?.tune, -127, 127, 0)),
    looped: loop !== undefined && loop.mode !== undefined && loop.mode !== 'off',
    velocities: {
      low: numberOf(velocity?.low, 0, 127, 0),
      high: numberOf(velocity?.high, 0, 127, 127),
    },
  };
}

/** Number of the key C4 in Decent Sampler, where C3 is 60. */
const DECENT_C4: MidiNote = 72;

/** What samples inherit; no others are kept. */
const INHERITED = [
  'rootnote',
  'lonote',
  'hinote',
  'lovel',
  'hivel',
  'tuning',
  'loopenabled',
  'trigger',
  'globaltuning',
  'grouptuning',
] as const;

/** A .dspreset. @throws AlloyError 'unreadable'. */
export async function readDspreset(files: PackFiles, path: string): Promise<XmlSounds> {
  const paths = new SamplePaths(files);
  const sounds: MappedSound[] = [];
  const missing = new Set<string>();
  let [groups, group]: Attributes[] = [{}, {}];
  for (const { name: tag, kind, attributes } of tagsOf(await readMap(files, path))) {
    if (tag === 'groups') groups = kind === 'end' ? {} : kept(attributes);
    else if (tag === 'group') group = kind === 'end' ? {} : kept(attributes);
    else if (tag === 'sample' && kind !== 'end') {
      const all: Attributes = { ...groups, ...group, ...kept(attributes) };
      if (all.trigger === 'release') continue;
      const found = paths.find(folderOf(path), attributes.path ?? '');
      if (found === null) missing.add(attributes.path ?? '');
      else if (sounds.length < 4 * MOST_FILES) sounds.push(dspresetSound(found, all));
    }
  }
  return { name: '', sounds, missing };
}

function kept(attributes: Attributes): Attributes {
  return Object.fromEntries(
    INHERITED.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]])),
  );
}

function dspresetSound(path: string, all: Attributes): MappedSound {
  const root = namedKeyOf(all.rootnote, DECENT_C4);
  const low = namedKeyOf(all.lonote, DECENT_C4) ?? 0;
  const high = namedKeyOf(all.hinote, DECENT_C4) ?? 127;
  const tuning = [all.tuning, all.grouptuning, all.globaltuning].reduce(
    (sum, text) => sum + numberOf(text, -127, 127, 0),
    0,
  );
  return {
    id: path,
    name: stemOf(path),
    keys: { low: Math.min(low, high), high: Math.max(low, high) },
    root: root === null ? null : rootOf(root - tuning),
    looped: all.loopenabled === 'true',
    velocities: { low: numberOf(all.lovel, 0, 127, 0), high: numberOf(all.hivel, 0, 127, 127) },
  };
}
