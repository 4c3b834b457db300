/** Reads instrument documents of any origin, down to the codes of their sources. */
import { encodedSourceOf } from './embedding-code.js';
import { readLiveCode } from './live-code.js';
import type { InstrumentStateDocument } from './schema.js';
import { readDocumentShape, type ReadDocument } from './shape.js';

/**
 * The document in a value of any origin; undefined, null and {} are the default. The value itself is not kept.
 * @throws AlloyError 'document-damaged', 'document-newer'.
 */
export function readStateDocument(value: unknown): ReadDocument {
  const read = readDocumentShape(value);
  expectCodes(read.state);
  return read;
}

/** @throws AlloyError 'document-damaged' where a source of the document cannot be decoded. */
export function expectCodes({ sources }: InstrumentStateDocument): void {
  for (const source of sources) {
    if (!source) continue;
    encodedSourceOf(source.embedding);
    if (source.live !== undefined) readLiveCode(source.live);
  }
}
