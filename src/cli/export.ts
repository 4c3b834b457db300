/** Runs `alloy export`: an instrument in the format of another sampler. [Node] */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '../library/make-folders.js';
import { AlloyError } from '../errors.js';
import { exportFiles } from '../exports/export.js';
import { checkedOptions, exportNames, exportZipName, lostIn, type ExportFormat } from '../exports/formats.js';
import { exportInput, type ExportInput } from '../exports/input.js';
import type { ExportFile } from '../exports/job.js';
import type { ExportOptions } from '../exports/plan.js';
import { storedZip } from '../exports/zip.js';
import { openInstrument, zonesOf } from './opened.js';
import type { InstrumentOptions } from './options.js';
import { unwritable } from '../library/unwritable.js';
import type { ProgressDisplay } from './progress.js';

export interface ExportCommandOptions extends InstrumentOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly rate: ExportOptions['sampleRate'];
  readonly bits: ExportOptions['bits'];
  /** One zip in place of a folder. */
  readonly zip?: boolean;
}

/** What `--json` prints. */
export interface ExportReport {
  readonly instrument: string;
  readonly format: ExportFormat;
  /** What was put into the folder. */
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** What the format does not carry, in words. */
  readonly lost: readonly string[];
}

/**
 * Exports an instrument; what of it is not rendered is rendered first. [Node] All of it is there at the end, or nothing.
 * @throws AlloyError for bad input, before anything is rendered; DOMException 'AbortError'.
 */
export async function exportInstrument(
  path: string,
  options: ExportCommandOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<ExportReport> {
  const { preset, format, out, force = false, backend, jobs, model } = options;
  checkedOptions(format, { sampleRate: options.rate, bits: options.bits });
  const instrument = await openInstrument(path, preset === undefined ? {} : { preset });
  const { name } = instrument.document;
  const targets = targetsOf(options, name.trim() || 'Alloy instrument');
  for (const target of targets) checkTarget(join(out, target), path, force);
  const zones = await zonesOf(instrument, {
    backend,
    display,
    signal,
    ...(jobs === undefined ? {} : { jobs }),
    ...(model === undefined ? {} : { model }),
  });
  const input = exportInput(instrument.document, zones.keyZones);
  const folder = openFolder(out);
  try {
    const { files, bytes } = await write(folder.part, input, options, display, signal);
    for (const target of targets) moveInto(join(folder.part, target), join(out, target));
    return {
      instrument: input.name,
      format,
      paths: targets.map((target) => join(out, target)),
      files,
      bytes,
      lost: lostIn(format, input),
    };
  } finally {
    display.end();
    folder.close();
  }
}

function targetsOf({ format, zip }: ExportCommandOptions, name: string): string[] {
  return zip ? [exportZipName(format, { name })] : exportNames(format, { name });
}

function checkTarget(target: string, input: string, force: boolean): void {
  if (!existsSync(target)) return;
  if (!force || target === input) {
    const message = `“${target}” is there already: --force replaces it, or choose another --out.`;
    throw new AlloyError('unwritable', target, message);
  }
}

interface PartFolder {
  /** Where files are written before they are moved into place. */
  readonly part: string;
  close(): void;
}

/** @throws AlloyError 'unwritable', with nothing left behind. */
function openFolder(out: string): PartFolder {
  const made = !existsSync(out);
  try {
    makeFolders(out);
    const part = mkdtempSync(join(out, '.alloy-export-'));
    const close = (): void => {
      rmSync(part, { recursive: true, force: true });
      if (!made) return;
      try {
        rmdirSync(out); // where nothing came of it
      } catch {
        // it holds the export
      }
    };
    return { part, close };
  } catch (error) {
    throw unwritable(out, error);
  }
}

async function write(
  part: string,
  input: ExportInput,
  options: ExportCommandOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<{ files: number; bytes: number }> {
  const { format, rate, bits, zip } = options;
  const onProgress = (progress: number): void =>
    display.update({ progress, realTimeFactor: 0, secondsLeft: null });
  const packed: ExportFile[] = [];
  let files = 0;
  let bytes = 0;
  for await (const file of exportFiles(input, {
    format,
    options: { sampleRate: rate, bits },
    signal,
    onProgress,
  })) {
    files++;
    bytes += file.bytes.length;
    if (zip) packed.push(file);
    else put(join(part, file.path), file.bytes);
  }
  if (zip) put(join(part, targetsOf(options, input.name)[0]!), storedZip(packed, input.name));
  return { files, bytes };
}

function put(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Moves a file or folder into place; what was there goes once the new one is there. */
function moveInto(from: string, to: string): void {
  const old = `${from}.old`;
  const replaced = existsSync(to);
  try {
    if (replaced) renameSync(to, old);
    renameSync(from, to);
  } catch (error) {
    if (replaced && !existsSync(to)) renameSync(old, to);
    throw unwritable(to, error);
  }
}
