/** Runs `alloy convert-checkpoint`: writes a model folder from a TensorFlow checkpoint. [Node] */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolders } from '../library/make-folders.js';
import { AlloyError } from '../errors.js';
import { convertCheckpoint } from '../model/checkpoint/convert.js';
import { MANIFEST_FILE } from '../model/files.js';
import type { ModelManifest } from '../model/manifest.js';
import { openCheckpoint } from './checkpoint-files.js';
import type { ProgressDisplay } from './progress.js';

/** The options of `alloy convert-checkpoint`, checked. */
export interface ConvertCommandOptions {
  readonly out: string;
  readonly name?: string;
  readonly averaged?: boolean;
  readonly float32?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly quiet?: boolean;
}

/** A model that a page offers, as `models/index.json` lists it. */
interface IndexEntry {
  readonly id: string;
  readonly folder: string;
  readonly title: string;
  readonly description: string;
}

/**
 * Converts a checkpoint into a model folder. [Node] The folder appears whole or not at all; a model that was there
 * is replaced. Where an `index.json` lists the models beside it (as in `models/`), the model is entered there.
 * @throws AlloyError of convertCheckpoint; 'bad-argument' for a folder that holds something else.
 */
export async function convertFiles(
  checkpoint: string,
  options: ConvertCommandOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<ModelManifest> {
  const out = resolve(options.out);
  const archive = openCheckpoint(checkpoint);
  checkOut(out);
  makeFolders(dirname(out));
  const part = mkdtempSync(`${out}.part-`);
  try {
    const write = async (path: string, bytes: Uint8Array): Promise<void> =>
      writeFileSync(join(part, path), bytes);
    const { name, averaged, float32 } = options;
    const onProgress = (progress: number) =>
      display.update({ progress, realTimeFactor: 0, secondsLeft: null });
    const manifest = await convertCheckpoint(
      archive,
      { write },
      { name, averaged, float32, signal, onProgress },
    );
    writeFileSync(join(part, 'README.md'), card(manifest));
    chmodSync(part, 0o755); // temporary folders are for their maker only
    rmSync(out, { recursive: true, force: true });
    renameSync(part, out);
    enter(manifest, out);
    return manifest;
  } finally {
    display.end();
    rmSync(part, { recursive: true, force: true });
  }
}

/** @throws AlloyError 'bad-argument' unless the folder is new, empty, or a model. */
function checkOut(out: string): void {
  if (!existsSync(out)) return;
  let names: string[];
  try {
    names = readdirSync(out);
  } catch (cause) {
    throw new AlloyError('bad-argument', out, `“${out}” is no folder.`, { cause });
  }
  if (names.length > 0 && !names.includes(MANIFEST_FILE)) {
    throw new AlloyError(
      'bad-argument',
      out,
      `The folder “${out}” holds something that is no model: give another.`,
    );
  }
}

function card({ title, description, license }: ModelManifest): string {
  return `# ${title}\n\n${description}\n\nLicence: ${license}.\n`;
}

function enter({ title, description }: ModelManifest, out: string): void {
  const index = join(dirname(out), 'index.json');
  if (!existsSync(index)) return;
  const folder = basename(out);
  const others = (JSON.parse(readFileSync(index, 'utf8')) as IndexEntry[]).filter(
    (entry) => entry.folder !== folder,
  );
  const entries = [...others, { id: folder, folder, title, description }];
  writeFileSync(index, `${JSON.stringify(entries, null, 2)}\n`);
}
