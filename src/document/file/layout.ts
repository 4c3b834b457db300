/** Names of the members of instrument files and banks, and the limits within which they are read. */
import type { ZipLimits } from './zip-reader.js';

/** In an instrument, or in the folder of a bank's instrument. */
export const DOCUMENT_MEMBER = 'document.json';
export const PICTURE_MEMBER = 'picture.png';
export const ZONES_MEMBER = 'zones/zones.json';
/** A source's sound: slot from 1, then its name. */
export const SOURCE_MEMBER = /^sources\/([1-4])-([^/]+)$/;
/** Beside the folders of a bank. */
export const BANK_MEMBER = 'bank.json';

export const BANK_FORMAT = 'alloy-bank';
export const BANK_VERSION = 1;
/** Of zones.json. */
export const ZONES_VERSION = 1;

/** As many as MIDI has programs. */
export const MOST_INSTRUMENTS = 128;
/** Rendered keys of an instrument: all of MIDI's. */
export const MOST_KEY_ZONES = 128;
/** Places of the largest mix grid: 9 × 9. */
export const MOST_LAYERS = 81;

/** An instrument of the first plan with its zones has some 15 MB. */
export const FILE_LIMITS: ZipLimits = { bytes: 2 ** 29, members: 16_384, unpacked: 2 ** 29 };
