/** Reads instrument files and banks of any origin. */
import { AlloyError } from '../../errors.js';
import { damaged, noInstrument } from '../damaged.js';
import { FieldReader } from '../fields.js';
import { readStateDocument } from '../read.js';
import type { FileSource, InstrumentBank, InstrumentFile } from './instrument-file.js';
import {
  BANK_FORMAT,
  BANK_MEMBER,
  BANK_VERSION,
  DOCUMENT_MEMBER,
  FILE_LIMITS,
  MOST_INSTRUMENTS,
  PICTURE_MEMBER,
  SOURCE_MEMBER,
  ZONES_MEMBER,
} from './layout.js';
import { readZip, type ZipMember } from './zip-reader.js';
import { readZones } from './zones.js';

/** Bytes of JSON that are read at all: a document has fewer characters than this. */
const MOST_JSON = 8_000_000;

type Members = ReadonlyMap<string, ZipMember>;

export interface ReadFileOptions {
  /** False: rendered notes and sounds are left out, and never unpacked. */
  readonly sounds?: boolean;
}

/** Whether bytes may be an instrument file: they begin as a zip does. */
export function mayBeInstrumentFile(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * What an instrument file or a bank holds. Everything in it is checked; nothing is changed by what is wrong.
 * @param name of the file, for errors.
 * @throws AlloyError 'document-damaged', 'document-newer'.
 */
export function readInstrumentFile(
  bytes: Uint8Array,
  name: string,
  options: ReadFileOptions = {},
): InstrumentBank {
  if (!mayBeInstrumentFile(bytes)) throw noInstrument(name);
  const members = readZip(bytes, FILE_LIMITS, name);
  const bank = members.get(BANK_MEMBER);
  if (bank) return readBank(members, bank, name, options);
  if (!members.has(DOCUMENT_MEMBER)) throw damaged(name, `there is no ${DOCUMENT_MEMBER} in it`);
  return { instruments: [readInstrument(members, name, options)], isBank: false, others: new Map() };
}

function readBank(
  members: Members,
  member: ZipMember,
  name: string,
  options: ReadFileOptions,
): InstrumentBank {
  const fields = new FieldReader(jsonOf(member, name), 'bank');
  if (fields.raw('format') !== BANK_FORMAT) throw damaged('bank.format', `it is not “${BANK_FORMAT}”`);
  const version = fields.number('version', [1, Number.MAX_SAFE_INTEGER], NaN);
  if (version > BANK_VERSION) {
    const message = `This bank was saved by a newer Alloy (version ${version}; this one reads up to ${BANK_VERSION}). Update Alloy to open it.`;
    throw new AlloyError('document-newer', String(version), message);
  }
  const folders = fields.list('instruments', MOST_INSTRUMENTS).map(({ value, path }) => {
    if (typeof value !== 'string' || value === '') throw damaged(path, 'it is no name of a folder');
    return value;
  });
  if (folders.length === 0) throw damaged(name, 'there is no instrument in it');
  if (new Set(folders).size < folders.length) throw damaged('bank.instruments', 'one is named twice');
  const instruments = folders.map((folder) => {
    const own = below(members, folder);
    if (!own.has(DOCUMENT_MEMBER)) throw damaged(name, `there is no ${folder}/${DOCUMENT_MEMBER} in it`);
    return readInstrument(own, `${name}: ${folder}`, options);
  });
  const others = [...members.values()].filter(
    (one) => one !== member && !folders.some((folder) => one.name.startsWith(`${folder}/`)),
  );
  return { instruments, isBank: true, others: unpackedAll(others, options) };
}

/** Members of a folder, by their names in it. */
function below(members: Members, folder: string): Members {
  const start = `${folder}/`;
  const own = [...members].filter(([name]) => name.startsWith(start));
  return new Map(own.map(([name, member]) => [name.slice(start.length), member]));
}

function readInstrument(members: Members, name: string, options: ReadFileOptions): InstrumentFile {
  const { sounds = true } = options;
  const left = new Map(members);
  // each once: a list that names one member a thousand times must not take its memory a thousand times
  const take = (member: string): Uint8Array | null => {
    const found = left.get(member);
    left.delete(member);
    return found?.unpack() ?? null;
  };
  const { state: document, unknown } = readStateDocument(jsonOf(members.get(DOCUMENT_MEMBER)!, name));
  left.delete(DOCUMENT_MEMBER);
  const picture = take(PICTURE_MEMBER);
  const sources: FileSource[] = [];
  for (const member of members.keys()) {
    const [, slot, file] = SOURCE_MEMBER.exec(member) ?? [];
    if (slot === undefined || file === undefined || !document.sources[Number(slot) - 1]) continue;
    if (sounds) sources.push({ slot: Number(slot) - 1, name: file, bytes: take(member)! });
  }
  const zones = members.get(ZONES_MEMBER);
  left.delete(ZONES_MEMBER);
  return {
    ...{ document, unknown, picture, sources },
    zones: zones && sounds ? readZones(jsonOf(zones, name), take) : null,
    others: unpackedAll(
      [...left].map(([own, member]) => ({ ...member, name: own })),
      options,
    ),
  };
}

function unpackedAll(
  members: readonly ZipMember[],
  { sounds = true }: ReadFileOptions,
): Map<string, Uint8Array> {
  return new Map(sounds ? members.map((member) => [member.name, member.unpack()]) : []);
}

function jsonOf(member: ZipMember, name: string): unknown {
  const subject = `${name}: ${member.name}`;
  if (member.size > MOST_JSON) throw damaged(subject, 'it is too long');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(member.unpack()));
  } catch (error) {
    if (error instanceof AlloyError) throw error;
    throw damaged(subject, 'it is no JSON');
  }
}
