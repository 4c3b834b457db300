/** The thread that makes files of notes when Alloy runs from source: teaches Node TypeScript first. Not in the build. */
import { register } from 'tsx/esm/api';

register();
await import('./finish-worker.ts');
