/** Where the pool's worker is. Imported in pages only: Node does not know such an import. */
import url from './worker.ts?worker&url';

export const workerUrl: string = url;
