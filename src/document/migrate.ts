/** Brings documents of former versions to the present one, a version at a time. */

/** What makes a document of the version before into one of the key's version. The document may be changed in place. */
export type Migrations = Readonly<
  Record<number, (document: Record<string, unknown>) => Record<string, unknown>>
>;

/** @param from version of the document, 1 or more. @throws Error where a step is missing. */
export function migrated(
  document: Record<string, unknown>,
  from: number,
  to: number,
  migrations: Migrations,
): Record<string, unknown> {
  let current = document;
  for (let version = from + 1; version <= to; version++) {
    const step = migrations[version];
    if (!step) throw new Error(`There is no step from version ${version - 1} of the document to ${version}.`);
    current = { ...step(current), version };
  }
  return current;
}
