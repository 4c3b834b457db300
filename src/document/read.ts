/** Reads instrument documents of any origin, down to the codes of their sources. */
import { encodedSourceOf } from './embedding-code.js';
import { readDocumentShape, type ReadDocument } from './shape.js';

/**
 * The document in a value of any origin; undefined, null and {} are the default. The value itself is not kept.
 * @throws AlloyError 'document-damaged', 'document-newer'.
 */
export function readStateDocument(value: unknown): ReadDocument {
  const read = readDocumentShape(value);
  // refuses what it cannot read
  for (const source of read.state.sources) if (source) encodedSourceOf(source.embedding);
  return read;
}
