/** Names files that are no sound that is read, so that a message can say what was chosen. */
import { hasText } from './file.js';
import { afterTags } from './tags.js';

/** Text and where it stands. */
const SIGNATURES: readonly (readonly [string, number, string])[] = [
  ['MIDI (notes, no sound)', 0, 'MThd'],
  ['Windows Media (WMA)', 0, '\x30\x26\xb2\x75'],
  ['WavPack', 0, 'wvpk'],
  ["Monkey's Audio (APE)", 0, 'MAC '],
  ['True Audio (TTA)', 0, 'TTA'],
  ['Musepack', 0, 'MPCK'],
  ['Musepack', 0, 'MP+'],
  ['OptimFROG', 0, 'OFR '],
  ['Shorten', 0, 'ajkg'],
  ['AMR', 0, '#!AMR'],
  ['RealAudio', 0, '.ra\xfd'],
  ['RealMedia', 0, '.RMF'],
  ['DSD (DSF)', 0, 'DSD '],
  ['DSD (DSDIFF)', 0, 'FRM8'],
  ['Amiga 8SVX', 8, '8SVX'],
  ['Creative Voice (VOC)', 0, 'Creative Voice File'],
  ['REX2', 8, 'REX2'],
  ['a SoundFont', 8, 'sfbk'],
  ['a DLS instrument', 8, 'DLS '],
  ['AVI video', 8, 'AVI '],
  ['RMID (notes, no sound)', 8, 'RMID'],
  ['Dolby AC-3', 0, '\x0b\x77'],
  ['an FLV video', 0, 'FLV'],
  ['a ZIP archive', 0, 'PK\x03\x04'],
  ['a RAR archive', 0, 'Rar!'],
  ['a 7-Zip archive', 0, '7z\xbc\xaf'],
  ['a gzip archive', 0, '\x1f\x8b'],
  ['a PDF document', 0, '%PDF'],
  ['a PNG picture', 0, '\x89PNG'],
  ['a JPEG picture', 0, '\xff\xd8\xff'],
  ['a GIF picture', 0, 'GIF8'],
  ['a web page', 0, '<!DOCTYPE'],
  ['a web page', 0, '<!doctype'],
  ['a web page', 0, '<html'],
];

/** What the file is, in words; null for what nobody knows. */
export function foreignName(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find(([, offset, text]) => hasText(bytes, offset, text));
  return found?.[0] ?? mpegName(bytes);
}

/** MPEG audio that is not layer III, or layer III whose bit rate is not named. */
function mpegName(bytes: Uint8Array): string | null {
  const at = afterTags(bytes);
  if (at > 0 && at >= bytes.length) return 'a tag without a sound';
  const [sync, kind, rate] = [bytes[at], bytes[at + 1]!, bytes[at + 2]!];
  const isFrame =
    sync === 0xff && (kind & 0xe0) === 0xe0 && ((kind >> 3) & 3) !== 1 && ((rate >> 2) & 3) !== 3;
  if (!isFrame) return null;
  const layer = (kind >> 1) & 3;
  if (layer === 1) return rate >> 4 === 0 ? 'MP3 of free format' : null;
  return layer === 2 ? 'MPEG layer II (MP2)' : layer === 3 ? 'MPEG layer I' : null;
}
