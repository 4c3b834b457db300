/** Runs `alloy pack`: the notes of a library into instrument files, or into the format of another sampler. [Node] */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FILE_ENDING } from '../document/file/instrument-file.js';
import { writeInstrumentFile } from '../document/file/write.js';
import { makeFolders } from '../library/make-folders.js';
import { AlloyError } from '../errors.js';
import { exportFiles } from '../exports/export.js';
import { checkedOptions, exportNames } from '../exports/formats.js';
import { exportInput } from '../exports/input.js';
import { fileName } from '../exports/names.js';
import { CONDITIONING } from '../instrument/render/key-zone.js';
import { countInstruments, packedInstruments, type PackedInstrument } from '../library/pack-library.js';
import type { LibraryPackOptions } from './library.js';
import { unwritable } from '../library/unwritable.js';
import { distinct } from './paths.js';
import type { ProgressDisplay } from './progress.js';

/** What `--json` prints. */
export interface LibraryPackReport {
  readonly format: string;
  readonly instruments: readonly {
    readonly name: string;
    readonly path: string;
    /** Notes of it that are not rendered: with --partial. */
    readonly missing: number;
  }[];
  readonly files: number;
  readonly bytes: number;
}

interface Written {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Packs a library, one instrument after another: each is there whole, or not at all. [Node]
 * @throws AlloyError as packedInstruments does; 'unwritable'; DOMException 'AbortError'.
 */
export async function packFiles(
  folder: string,
  options: LibraryPackOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<LibraryPackReport> {
  const { plan, format, partial = false } = options;
  if (format !== 'alloy') checkedOptions(format, exportOptions(options));
  const count = await countInstruments(plan);
  const used = new Set<string>();
  const instruments: { name: string; path: string; missing: number }[] = [];
  let [files, bytes] = [0, 0];
  try {
    for await (const packed of packedInstruments({ plan, folder, partial, signal })) {
      const name = distinct(fileName(packed.name), used);
      const written = packed.keyZones.length > 0 ? await write(packed, name, options, signal) : null;
      if (written) instruments.push({ name, path: written.path, missing: packed.missing });
      files += written?.files ?? 0;
      bytes += written?.bytes ?? 0;
      display.update({ progress: instruments.length / count, realTimeFactor: 0, secondsLeft: null });
    }
  } finally {
    display.end();
  }
  if (instruments.length === 0) {
    const message = `Nothing of the library is rendered yet: “alloy render ${plan} --out ${folder}” does it.`;
    throw new AlloyError('empty', folder, message);
  }
  return { format, instruments, files, bytes };
}

function exportOptions({ rate, bits }: LibraryPackOptions) {
  return { sampleRate: rate === undefined ? null : Number(rate), bits: bits === '24' ? 24 : 16 } as const;
}

/** Writes into a folder beside, and moves what is there into place at the end. */
async function write(
  packed: PackedInstrument,
  name: string,
  options: LibraryPackOptions,
  signal: AbortSignal,
): Promise<Written> {
  const { out, format, force = false } = options;
  const targets = format === 'alloy' ? [`${name}${FILE_ENDING}`] : exportNames(format, { name });
  for (const target of targets) checkTarget(join(out, target), force);
  let part: string;
  try {
    makeFolders(out);
    part = mkdtempSync(join(out, '.alloy-pack-'));
  } catch (error) {
    throw unwritable(out, error);
  }
  try {
    let [files, bytes] = [0, 0];
    for await (const file of filesOf(packed, name, options, signal)) {
      const path = join(part, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.bytes);
      files++;
      bytes += file.bytes.length;
    }
    for (const target of targets) {
      if (force) rmSync(join(out, target), { recursive: true, force: true });
      renameSync(join(part, target), join(out, target));
    }
    return { path: join(out, targets[0]!), files, bytes };
  } catch (error) {
    throw error instanceof AlloyError || signal.aborted ? error : unwritable(out, error);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function checkTarget(target: string, force: boolean): void {
  if (!existsSync(target) || force) return;
  const message = `“${target}” is there already: --force replaces it, or choose another --out.`;
  throw new AlloyError('unwritable', target, message);
}

async function* filesOf(
  { document, unknown, keyZones }: PackedInstrument,
  name: string,
  options: LibraryPackOptions,
  signal: AbortSignal,
): AsyncGenerator<{ readonly path: string; readonly bytes: Uint8Array }> {
  if (options.format === 'alloy') {
    const zones = { conditioning: CONDITIONING, keyZones };
    const rest = { sources: [], picture: null, others: new Map<string, Uint8Array>() };
    yield {
      path: `${name}${FILE_ENDING}`,
      bytes: writeInstrumentFile({ document, unknown, zones, ...rest }),
    };
    return;
  }
  const input = exportInput({ ...document, name }, keyZones);
  yield* exportFiles(input, { format: options.format, options: exportOptions(options), signal });
}
