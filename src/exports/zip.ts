/** Packs the files of an export into one zip. */
import { zipSync, type Zippable } from 'fflate';
import { AlloyError } from '../errors.js';
import type { ExportFile } from './job.js';

/** Zips without the extension for more hold this. */
const MOST_BYTES = 2 ** 32 - 2 ** 24;
/** The same bytes each time, in every time zone: a date of local parts, the earliest of the format. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Stored, in the order given, sizes before the data: samplers read samples in place, and some readers take no others.
 * @throws AlloyError 'bad-argument' above 4 GB.
 */
export function storedZip(files: readonly ExportFile[], subject: string): Uint8Array<ArrayBuffer> {
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_BYTES) {
    throw new AlloyError(
      'bad-argument',
      subject,
      `“${subject}” is too large for one file: it takes more than 4 GB.`,
    );
  }
  const entries: Zippable = Object.fromEntries(files.map(({ path, bytes }) => [path, bytes]));
  return zipSync(entries, { level: 0, mtime: NO_DATE }) as Uint8Array<ArrayBuffer>;
}
