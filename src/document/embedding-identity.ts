/** Tells the embeddings of documents apart. */
import type { DocumentEmbedding } from './schema.js';

/** Equal for equal embeddings. */
export function embeddingIdentity({ root, code, air }: DocumentEmbedding): string {
  return air === undefined ? `${root} ${code}` : `${root} ${code} ${air}`;
}
