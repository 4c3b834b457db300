/**
 * Where the files that ship with Alloy are: nothing is known from source, where Vite gives each its address. The build
 * puts a table in this module's place: in pages of `new URL('./assets/…', import.meta.url)`, which bundlers follow, and in
 * workers of what the page told them.
 */

/** Addresses of the package's files. */
export interface PackageTable {
  /** Name → its address. */
  readonly files: Readonly<Record<string, string>>;
  /** The folder of those that no bundler has moved, ending in a slash. */
  readonly base: string;
}

/** Null from source. */
export function readPackageTable(): PackageTable | null {
  return null;
}
