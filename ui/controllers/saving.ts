/** Saves a file where the user says: by the File System Access API, or as a download. [page] */
import { saveBlob } from '../elements/save.js';

/** A file of the user's that can be written. */
interface Writable {
  readonly name: string;
  createWritable(): Promise<{
    write(blob: Blob): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}

/** The File System Access API, where the browser has it. */
interface Pickers {
  showOpenFilePicker?(options: unknown): Promise<readonly { getFile(): Promise<File> }[]>;
  showSaveFilePicker?(options: unknown): Promise<Writable>;
  showDirectoryPicker?(options: unknown): Promise<FileSystemDirectoryHandle>;
}

export const pickers = globalThis as unknown as Pickers;

export interface FileKind {
  readonly description: string;
  readonly type: string;
  readonly ending: string;
}

export function acceptedTypes({ description, type, ending }: FileKind): unknown[] {
  return [{ description, accept: { [type]: [ending] } }];
}

/**
 * Saves what is made. The place is asked for first, while the gesture counts; what was there stays until the file is whole.
 * @returns the name that it was saved as, and what was made.
 */
export async function saveAs<T extends { readonly blob: Blob }>(
  suggestedName: string,
  kind: FileKind,
  make: () => Promise<T>,
): Promise<{ readonly name: string; readonly made: T }> {
  if (!pickers.showSaveFilePicker) {
    const made = await make();
    saveBlob(made.blob, suggestedName);
    return { name: suggestedName, made };
  }
  const handle = await pickers.showSaveFilePicker({ suggestedName, types: acceptedTypes(kind), id: 'alloy' });
  const made = await make();
  const writable = await handle.createWritable();
  try {
    await writable.write(made.blob);
  } catch (error) {
    await writable.abort();
    throw error;
  }
  await writable.close();
  return { name: handle.name, made };
}

/** A name that every disk takes. */
export function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ×._-]+/gu, '_');
  return [...plain.replace(/^[. _]+|[. _]+$/g, '')].slice(0, 80).join('');
}
