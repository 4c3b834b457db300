/** Finds the files that ship with Alloy: workers, worklets, WebAssembly, models, sounds. [page] [worker] */
import { readPackageTable, type PackageTable } from './package-table.js';

/** What the build puts for the address of a file of the package: `alloy:kernel.wasm`. */
const SCHEME = 'alloy:';

let table: PackageTable | null | undefined;

function places(): PackageTable | null {
  if (table === undefined) table = readPackageTable();
  return table;
}

/**
 * Names the folder that the package's files were copied to, with their names: for bundlers that copy nothing. It holds for
 * the whole page, from now on; a relative one is relative to the page. From source it names models and presets only.
 */
export function setAssetsUrl(url: string | URL): void {
  const text = String(url);
  const base = new URL(text.endsWith('/') ? text : `${text}/`, globalThis.document?.baseURI);
  table = { base: base.href, files: {} };
}

/** The address of a file of the package; every other address stays. */
export function locate(address: string): string {
  if (!address.startsWith(SCHEME)) return address;
  const name = address.slice(SCHEME.length);
  const known = places();
  if (!known) throw new Error(`${address} is known in what is built only.`);
  return known.files[name] ?? known.base + name;
}

/** A folder of the package, `models/` for example: addresses below it may be read, though a bundler moved the files. */
export function packageFolder(name: string): URL {
  return new URL(name, places()?.base ?? globalThis.document?.baseURI ?? globalThis.location.href);
}

/** Where the file of an address below `packageFolder` really is; every other address stays. */
export function whereMoved(url: string): string {
  const known = places();
  if (!known?.base || !url.startsWith(known.base)) return url;
  return known.files[url.slice(known.base.length)] ?? url;
}

/** What workers are told of it, behind the # of their address. */
export function tableForWorkers(): string {
  const known = places();
  return known ? `#${encodeURIComponent(JSON.stringify(known))}` : '';
}
