/** Makes names of files that Windows, macOS and Linux take, and names of notes and mixes. */
import type { MixPosition } from '../timbre/mix.js';
import type { MidiNote } from '../units.js';

/** What Windows forbids in names, and control characters. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[<>:"/\\|?*#%\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
/** Devices of Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Bytes of UTF-8: file systems take 255 with the ending. */
const MOST_BYTES = 100;

/** A name for a file or folder, without ending. Letters of all scripts stay. */
export function fileName(name: string): string {
  let safe = name.normalize('NFC').toWellFormed().replace(FORBIDDEN, ' ').replace(/\s+/g, ' ').trim();
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  while (bytes(safe) > MOST_BYTES) safe = [...safe].slice(0, -1).join('');
  safe = safe.replace(/^[.\s]+|[.\s]+$/g, '');
  if (safe === '') return 'Alloy instrument';
  return DEVICE.test(safe) ? `_${safe}` : safe;
}

const NOTES = ['C', 'Cs', 'D', 'Ds', 'E', 'F', 'Fs', 'G', 'Gs', 'A', 'As', 'B'] as const;

/** "C4" for 60, "Cs4" for 61: no sign that a URL or a shell reads. */
export function keyName(key: MidiNote): string {
  return `${NOTES[((key % 12) + 12) % 12]!}${Math.floor(key / 12) - 1}`;
}

/** "mix050", in percent of the way; in the plane "mix050-100". */
export function mixName({ x, y }: MixPosition, plane: boolean): string {
  const percent = (part: number): string => String(Math.round(part * 100)).padStart(3, '0');
  return `mix${percent(x)}${plane ? `-${percent(y)}` : ''}`;
}

/** "50 %", in the plane "50 %, 100 %". */
export function mixTitle({ x, y }: MixPosition, plane: boolean): string {
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  return plane ? `${percent(x)}, ${percent(y)}` : percent(x);
}

/** Signs with a spelling in ASCII that everybody reads. */
const SPELLINGS: Readonly<Record<string, string>> = {
  '×': 'x',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '…': '...',
  '©': '(c)',
  ß: 'ss',
};

/** The text in ASCII where it has such a spelling, accents aside: for formats that say nothing of other letters. Otherwise as it is. */
export function asciiText(text: string): string {
  const folded = [...text.normalize('NFKD')].map((letter) => SPELLINGS[letter] ?? letter).join('');
  const plain = folded.replace(/[\u0300-\u036f]/g, '');
  return /^[\x20-\x7e]*$/.test(plain) ? plain : text;
}
