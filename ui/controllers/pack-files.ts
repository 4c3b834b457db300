/** Gathers the files of folders and packs of sounds that were dropped or chosen. [page] */
import type { PackFile } from '../../src/instrument/contract.js';
import type { Dropped } from './dropped.js';

/** Files that are looked at, and folders in folders. */
const MOST_FILES = 16_384;
const DEEPEST = 8;

/** The files with their paths, and what they are called together: the one folder, or the one pack among them; '' for several. */
export async function packFiles({
  sounds,
  entries = [],
}: Dropped): Promise<{ readonly files: readonly PackFile[]; readonly title: string }> {
  const files = sounds.flatMap((file): PackFile[] =>
    file instanceof File ? [{ path: file.name, file }] : [],
  );
  const one = entries.length + files.length === 1;
  for (const entry of entries) await walk(entry, one ? '' : `${entry.name}/`, 0, files);
  const maps = files.filter(({ path }) => /\.(sfz|dspreset)$/i.test(path));
  const title = one ? (entries[0]?.name ?? files[0]!.path) : maps.length === 1 ? maps[0]!.path : '';
  return { files, title };
}

/** @param base the folder's path, with a slash at its end; '' for what lies at the top. */
async function walk(entry: FileSystemEntry, base: string, depth: number, files: PackFile[]): Promise<void> {
  if (depth > DEEPEST || files.length >= MOST_FILES) return;
  for await (const inside of entriesOf(entry as FileSystemDirectoryEntry)) {
    if (inside.name.startsWith('.')) continue;
    if (inside.isDirectory) await walk(inside, `${base}${inside.name}/`, depth + 1, files);
    else if (files.length < MOST_FILES)
      files.push({ path: base + inside.name, file: await fileOf(inside as FileSystemFileEntry) });
  }
}

/** Browsers give them by hundreds. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    yield* some;
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
