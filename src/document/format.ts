/** Takes values that should be instrument documents: copies of JSON, of a version that is read here. */
import { AlloyError } from '../errors.js';
import { damaged } from './damaged.js';
import { DOCUMENT_FORMAT, DOCUMENT_VERSION } from './schema.js';

/** Characters of JSON that are taken: four sources of a minute and what belongs to them are a third of it. */
const MOST_CHARACTERS = 2_000_000;
/** Objects and lists in each other: ours are five deep, and what walks through them goes as deep as they do. */
const MOST_DEPTH = 64;

/**
 * A copy of what may be a document, its fields unread; {} for undefined, null and {}.
 * @throws AlloyError 'document-damaged' for what is no JSON or no document, 'document-newer'.
 */
export function documentCopy(value: unknown): Readonly<Record<string, unknown>> {
  const copy = plainCopy(value ?? {});
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy))
    throw damaged('document', 'it is no object');
  const { format, version } = copy as Record<string, unknown>;
  if (Object.keys(copy).length === 0) return {};
  if (format !== DOCUMENT_FORMAT) throw damaged('format', `it is not “${DOCUMENT_FORMAT}”`);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw damaged('version', 'it is no whole number from 1 on');
  if (version > DOCUMENT_VERSION) {
    const message = `This instrument was saved by a newer Alloy (version ${version} of the document; this one reads up to ${DOCUMENT_VERSION}). Update Alloy to open it.`;
    throw new AlloyError('document-newer', String(version), message);
  }
  return copy as Record<string, unknown>;
}

/** JSON, and nothing else: no getters, cycles, or anything that is too deep or too long. */
function plainCopy(value: unknown): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw damaged('document', `it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (text === undefined) throw damaged('document', 'it is no JSON');
  if (text.length > MOST_CHARACTERS)
    throw damaged('document', `it is longer than ${MOST_CHARACTERS} characters`);
  const copy: unknown = JSON.parse(text);
  if (isDeeper(copy, MOST_DEPTH)) throw damaged('document', 'it is nested too deep');
  return copy;
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}
