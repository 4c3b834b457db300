/** Exports instruments into folders, for readers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { exportFiles, type ExportRun } from '../../src/exports/export.js';
import type { ExportFile } from '../../src/exports/job.js';
import type { ExportInput } from '../../src/exports/input.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** All files of an export. */
export async function collect(input: ExportInput, run: ExportRun): Promise<ExportFile[]> {
  const files: ExportFile[] = [];
  for await (const file of exportFiles(input, run)) files.push(file);
  return files;
}

/** Writes an export into a folder of its own; returns the path of the file with that ending. */
export async function exported(input: ExportInput, run: ExportRun, ending: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'alloy-exports-'));
  folders.push(folder);
  let found: string | null = null;
  for (const { path, bytes } of await collect(input, run)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    if (path.endsWith(ending)) found ??= target;
  }
  if (found === null) throw new Error(`The export has no ${ending}`);
  return found;
}
