/** Tells the embeddings of documents apart. */
import type { DocumentEmbedding } from './schema.js';

/** Equal for equal embeddings. */
export function embeddingIdentity({ root, code, air, detail }: DocumentEmbedding): string {
  return [root, code, air, detail].filter((part) => part !== undefined).join(' ');
}
