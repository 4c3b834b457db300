/** Carries fields that this version does not know from the document that was set to the one that is got. */

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `to` with the fields of `from` that it lacks, at every depth. Of lists only `sources` are compared, place by place: a source that
 * is another one by now takes nothing over.
 */
export function withUnknown<T>(to: T, from: unknown): T {
  if (!isFields(to) || !isFields(from)) return to;
  const output: Record<string, unknown> = { ...to };
  for (const [key, value] of Object.entries(from)) {
    if (key === '__proto__') continue; // an assignment would change the object's prototype
    if (!(key in output)) output[key] = value;
    else if (key === 'sources') output[key] = sourcesOf(output[key], value);
    else output[key] = withUnknown(output[key], value);
  }
  return output as T;
}

function sourcesOf(to: unknown, from: unknown): unknown {
  if (!Array.isArray(to) || !Array.isArray(from)) return to;
  return to.map((source: unknown, i) => (isSame(source, from[i]) ? withUnknown(source, from[i]) : source));
}

function isSame(a: unknown, b: unknown): boolean {
  const code = (source: unknown): unknown =>
    isFields(source) && isFields(source.embedding) ? source.embedding.code : undefined;
  return code(a) !== undefined && code(a) === code(b);
}

/** The fields of `whole` that `known` lacks, at every depth: what `withUnknown` gives back. Null: there are none. */
export function unknownOf(whole: unknown, known: unknown): Fields | null {
  if (!isFields(whole) || !isFields(known)) return null;
  const output: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(whole)) {
    if (key === '__proto__') continue;
    if (!(key in known)) output[key] = value;
    else if (key === 'sources') {
      const sources = unknownSources(value, known[key]);
      if (sources) output[key] = sources;
    } else {
      const inner = unknownOf(value, known[key]);
      if (inner) output[key] = inner;
    }
  }
  return Object.keys(output).length > 0 ? output : null;
}

/** Each with its code, by which it is known again. */
function unknownSources(whole: unknown, known: unknown): unknown[] | null {
  if (!Array.isArray(whole) || !Array.isArray(known)) return null;
  const sources = whole.map((source: unknown, i) => {
    const inner = unknownOf(source, known[i]);
    if (!inner || !isFields(source) || !isFields(source.embedding)) return null;
    const { code } = source.embedding;
    return { ...inner, embedding: { ...(isFields(inner.embedding) ? inner.embedding : {}), code } };
  });
  return sources.some((source) => source !== null) ? sources : null;
}
