import type { Embedding } from './embedding.js';

/** See below. */
export function blend(embeddings: readonly Embedding[], weights: readonly number[]): Embedding {
  throw new Error(`not yet: ${embeddings.length} ${weights.length}`);
}
