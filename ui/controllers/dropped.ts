/** Reads a drop or a choice of files: sounds to load, and names of folders, which are not opened. */

export interface Dropped {
  /** Files, or the address of a link that was dragged from another page. */
  readonly sounds: readonly (File | string)[];
  /** Names of folders. */
  readonly folders: readonly string[];
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
  for (const item of data?.items ?? []) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) folders.push(entry.name);
    else {
      const file = item.getAsFile();
      if (file) sounds.push(file);
    }
  }
  if (sounds.length + folders.length === 0) sounds.push(...linksIn(data?.getData(LINKS) ?? ''));
  return { sounds, folders };
}

/** Lines that begin with # are comments. */
function linksIn(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^https?:/i.test(line));
}
