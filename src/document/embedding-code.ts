/** Codes an encoded source as a document has it: its tracks, and its air and its detail beside them. */
import type { EncodedSource } from '../render/notes.js';
import { decodeAirCode, encodeAirCode } from './air-code.js';
import { decodeDetailCode, encodeDetailCode } from './detail-code.js';
import type { DocumentEmbedding } from './schema.js';
import { decodeSourceCode, encodeSourceCode } from './source-code.js';

/** Share of the room that the air may take: a quarter of what it needs at its finest, which is enough (0.1 dB). */
const AIR_SHARE = 1 / 8;
/** Share of the room that the detail may take. */
const DETAIL_SHARE = 3 / 8;
/** A text has four characters for three bytes. */
const BYTES_A_CHARACTER = 3 / 4;

/** A source in `bytes` at most, before they are text; without its air or its detail where they do not fit into their shares. */
export function documentEmbedding(source: EncodedSource, bytes: number): DocumentEmbedding {
  const { air, detail } = source.embedding;
  const airCode = air ? encodeAirCode(air, bytes * AIR_SHARE) : null;
  const detailCode = detail ? encodeDetailCode(detail, bytes * DETAIL_SHARE) : null;
  const taken = (airCode?.length ?? 0) + (detailCode?.length ?? 0);
  return {
    root: source.rootMidi,
    code: encodeSourceCode(source, bytes - taken * BYTES_A_CHARACTER),
    ...(airCode === null ? {} : { air: airCode }),
    ...(detailCode === null ? {} : { detail: detailCode }),
  };
}

/** The source of an embedding. @throws AlloyError 'document-damaged'. */
export function encodedSourceOf({ root, code, air, detail }: DocumentEmbedding): EncodedSource {
  const source = decodeSourceCode(code, root);
  const beside = {
    ...(air === undefined ? {} : { air: decodeAirCode(air) }),
    ...(detail === undefined ? {} : { detail: decodeDetailCode(detail) }),
  };
  return { ...source, embedding: { ...source.embedding, ...beside } };
}
