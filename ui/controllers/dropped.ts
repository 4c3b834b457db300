/** Reads a drop or a choice of files: sounds to load, and folders, which are opened as packs of sounds. */

export interface Dropped {
  /** Files, or the address of a link that was dragged from another page. */
  readonly sounds: readonly (File | string)[];
  /** Names of folders. */
  readonly folders: readonly string[];
  /** The folders themselves. */
  readonly entries?: readonly FileSystemEntry[];
}

const LINKS = 'text/uri-list';

/** Whether what is dragged can be taken; which files, is not told before the drop. */
export function canDrop({ dataTransfer }: DragEvent, links: boolean): boolean {
  const types = dataTransfer?.types ?? [];
  return types.includes('Files') || (links && types.includes(LINKS));
}

/** To be called in the drop's own turn: afterwards the browser forgets what it was. */
export function droppedIn(data: DataTransfer | null): Dropped {
  const sounds: (File | string)[] = [];
  const folders: string[] = [];
  const entries: FileSystemEntry[] = [];
  for (const item of data?.items ?? []) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) {
      folders.push(entry.name);
      entries.push(entry);
    } else {
      const file = item.getAsFile();
      if (file) sounds.push(file);
    }
  }
  if (sounds.length + folders.length === 0) sounds.push(...linksIn(data?.getData(LINKS) ?? ''));
  return { sounds, folders, entries };
}

/** Lines that begin with # are comments. */
function linksIn(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^https?:/i.test(line));
}
