/** Where the pool's worker is. Imported in pages only: Node does not know such an import. */
export { default } from './worker.ts?worker&url';
