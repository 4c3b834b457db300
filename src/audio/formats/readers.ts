/** Lists the recogniser and the reader of each format in `names.ts`. */
import { hasText, type DecodedFile, type SoundFile } from './file.js';
import { isMp3 } from './mp3-frames.js';
import type { FormatId } from './names.js';
import { isAiff, isAu, isCaf, isFlac, isOgg, isWav } from './recognise.js';

export interface FormatReader {
  /** Whether a file is of this format, by its content. */
  readonly matches: (bytes: Uint8Array) => boolean;
  /** null: only browsers read it. */
  readonly decode: ((file: SoundFile) => Promise<DecodedFile>) | null;
}

export const READERS: Readonly<Record<FormatId, FormatReader>> = {
  wav: { matches: isWav, decode: async (file) => (await import('./wav.js')).decodeWav(file) },
  aiff: { matches: isAiff, decode: async (file) => (await import('./aiff.js')).decodeAiff(file) },
  caf: { matches: isCaf, decode: async (file) => (await import('./caf.js')).decodeCaf(file) },
  au: { matches: isAu, decode: async (file) => (await import('./au.js')).decodeAu(file) },
  flac: { matches: isFlac, decode: async (file) => (await import('./flac.js')).decodeFlac(file) },
  ogg: { matches: isOgg, decode: async (file) => (await import('./ogg-sound.js')).decodeOgg(file) },
  mp3: { matches: isMp3, decode: async (file) => (await import('./mp3.js')).decodeMp3(file) },
  mp4: { matches: (bytes) => hasText(bytes, 4, 'ftyp'), decode: null },
  webm: {
    matches: (bytes) => [0x1a, 0x45, 0xdf, 0xa3].every((byte, i) => bytes[i] === byte),
    decode: null,
  },
  aac: { matches: (bytes) => bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0, decode: null },
};
