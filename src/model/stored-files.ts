/** Opens the folder in which a page stores models, and reads files from it: see model-repository.ts. */
import { AlloyError } from '../errors.js';
import { isInsecurePage } from '../platform/secure.js';

/** Addresses of kept models: `opfs:/alloy-models/<folder>/model.json`. */
export const STORED_PROTOCOL = 'opfs:';
export const STORED_ROOT = 'alloy-models';

/** `values` is not in the DOM's types, and `kind` tells no types apart there. */
export type Directory = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

/** @throws AlloyError 'unreadable' where pages may keep no files: in private windows of some browsers, without https. */
export async function modelDirectory(): Promise<Directory> {
  try {
    const root = await navigator.storage.getDirectory();
    return (await root.getDirectoryHandle(STORED_ROOT, { create: true })) as Directory;
  } catch (cause) {
    if (isInsecurePage()) {
      const message =
        'Browsers let only pages of https or localhost keep files, and this one came over plain http: no model can be kept.';
      throw new AlloyError('insecure-page', STORED_ROOT, message, { cause });
    }
    throw new AlloyError(
      'unreadable',
      STORED_ROOT,
      'This browser lets this page keep no files, so no model either.',
      {
        cause,
      },
    );
  }
}

/** The bytes of a file of a kept model. @throws DOMException when it is not there. */
export async function readStored(url: URL): Promise<ArrayBuffer> {
  const [folder, file] = url.pathname.split('/').slice(-2).map(decodeURIComponent) as [string, string];
  const directory = await (await modelDirectory()).getDirectoryHandle(folder);
  return (await (await directory.getFileHandle(file)).getFile()).arrayBuffer();
}
