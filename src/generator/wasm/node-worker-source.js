/** The pool's worker in Node when Alloy runs from source: teaches Node TypeScript first. Not in the build. */
import { register } from 'tsx/esm/api';

register();
await import('./node-worker.ts');
