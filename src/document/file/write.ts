/** Writes instrument files and banks: the same bytes for the same content, on every machine. */
import { zipSync, type Zippable } from 'fflate';
import { AlloyError } from '../../errors.js';
import { withUnknown } from '../unknown.js';
import type { InstrumentBank, InstrumentFile } from './instrument-file.js';
import {
  BANK_FORMAT,
  BANK_MEMBER,
  BANK_VERSION,
  DOCUMENT_MEMBER,
  FILE_LIMITS,
  MOST_INSTRUMENTS,
  PICTURE_MEMBER,
} from './layout.js';
import { zoneMembers } from './zones.js';

/** Zip has local times: its first day, as local parts, is the same bytes in every time zone. */
const NO_TIME = (): Date => new Date(1980, 0, 1);
/** Texts are packed; sounds and pictures hardly become smaller, and are stored. */
const PACKED = /\.(json|txt|md)$/i;

/** An instrument as the bytes of a file. @throws AlloyError 'bad-argument' where it would be larger than what is read. */
export function writeInstrumentFile(instrument: InstrumentFile): Uint8Array {
  return zipped(membersOf(instrument));
}

/** Instruments as the bytes of a bank. @throws AlloyError 'bad-argument' for none, too many, or too large ones. */
export function writeBank({
  instruments,
  others,
}: Pick<InstrumentBank, 'instruments' | 'others'>): Uint8Array {
  if (instruments.length === 0 || instruments.length > MOST_INSTRUMENTS) {
    const message = `A bank holds 1 to ${MOST_INSTRUMENTS} instruments, not ${instruments.length}.`;
    throw new AlloyError('bad-argument', 'bank', message);
  }
  const folders = instruments.map((_, i) => `instrument-${String(i + 1).padStart(3, '0')}`);
  const bank = { format: BANK_FORMAT, version: BANK_VERSION, instruments: folders };
  const members = new Map([[BANK_MEMBER, jsonBytes(bank)]]);
  instruments.forEach((instrument, i) => {
    for (const [name, bytes] of membersOf(instrument)) members.set(`${folders[i]}/${name}`, bytes);
  });
  return zipped(withOthers(members, others));
}

function membersOf(instrument: InstrumentFile): Map<string, Uint8Array> {
  const { document, unknown, zones, sources, picture, others } = instrument;
  const members = new Map([[DOCUMENT_MEMBER, jsonBytes(withUnknown(document, unknown))]]);
  if (picture) members.set(PICTURE_MEMBER, picture);
  for (const { slot, name, bytes } of sources) members.set(`sources/${slot + 1}-${name}`, bytes);
  if (zones) for (const [name, bytes] of zoneMembers(zones)) members.set(name, bytes);
  return withOthers(members, others);
}

/** What was not known when it was read stands behind what is; a name that is known by now is ours. */
function withOthers(
  members: Map<string, Uint8Array>,
  others: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  const taken = new Set([...members.keys()].map((name) => name.normalize('NFC').toLowerCase()));
  for (const [name, bytes] of others) {
    if (!taken.has(name.normalize('NFC').toLowerCase())) members.set(name, bytes);
  }
  return members;
}

function zipped(members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const size = [...members.values()].reduce((sum, { length }) => sum + length, 0);
  if (size > FILE_LIMITS.unpacked || members.size > FILE_LIMITS.members) {
    const message = `This would be a file of ${Math.ceil(size / 2 ** 20)} MB, and ${FILE_LIMITS.unpacked / 2 ** 20} are read. Leave rendered notes or sounds out, or save fewer instruments in one bank.`;
    throw new AlloyError('bad-argument', 'file', message);
  }
  const files: Zippable = {};
  for (const [name, bytes] of members) {
    files[name] = [bytes, { level: PACKED.test(name) ? 9 : 0, mtime: NO_TIME() }];
  }
  return zipSync(files);
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}
