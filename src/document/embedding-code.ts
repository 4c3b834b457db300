/** Codes an encoded source as a document has it: its tracks, and its air beside them. */
import type { EncodedSource } from '../render/notes.js';
import { decodeAirCode, encodeAirCode } from './air-code.js';
import type { DocumentEmbedding } from './schema.js';
import { decodeSourceCode, encodeSourceCode } from './source-code.js';

/** Share of the room that the air may take: a quarter of what it needs at its finest, which is enough (0.1 dB). */
const AIR_SHARE = 1 / 8;
/** A text has four characters for three bytes. */
const BYTES_A_CHARACTER = 3 / 4;

/** A source in `bytes` at most, before they are text; without its air where that does not fit into its share. */
export function documentEmbedding(source: EncodedSource, bytes: number): DocumentEmbedding {
  const { air } = source.embedding;
  const airCode = air ? encodeAirCode(air, bytes * AIR_SHARE) : null;
  const left = bytes - (airCode?.length ?? 0) * BYTES_A_CHARACTER;
  const code = encodeSourceCode(source, left);
  return { root: source.rootMidi, code, ...(airCode === null ? {} : { air: airCode }) };
}

/** The source of an embedding. @throws AlloyError 'document-damaged'. */
export function encodedSourceOf({ root, code, air }: DocumentEmbedding): EncodedSource {
  const source = decodeSourceCode(code, root);
  if (air === undefined) return source;
  return { ...source, embedding: { ...source.embedding, air: decodeAirCode(air) } };
}
