/** Starts workers of Alloy's own, from the page's origin and from others. [page] [worker] */
import { AlloyError } from '../errors.js';
import { locate, tableForWorkers } from './package-files.js';
import { expectUrl } from './policy.js';

/** Blob addresses of the bootstraps of workers from other origins: one a worker, for as long as the page lives. */
const bootstraps = new Map<string, string>();

/**
 * Browsers start workers of the page's own origin only: from another one, a worker of one line imports the module, which
 * its server has to allow by CORS.
 */
function bootstrap(url: string): string {
  let blob = bootstraps.get(url);
  if (blob === undefined) {
    const code = `import ${JSON.stringify(url)};`;
    blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    bootstraps.set(url, blob);
  }
  return blob;
}

function isForeign(url: string): boolean {
  return /^https?:/.test(url) && new URL(url).origin !== globalThis.origin;
}

/** What the page says of a file of Alloy's that is not there or not let through. */
export function notLoaded(url: string, cause?: unknown): AlloyError {
  const needed = isForeign(url)
    ? `whether ${new URL(url).origin} sends Access-Control-Allow-Origin with it, and whether the page’s ` +
      `Content-Security-Policy has worker-src blob: and script-src ${new URL(url).origin}`
    : 'whether assets-url names its folder (the package’s dist/assets, copied), and whether the page’s ' +
      'Content-Security-Policy lets it (script-src, worker-src, connect-src)';
  const message = `Alloy’s file ${url} could not be loaded: look whether the server has it, ${needed}.`;
  return new AlloyError('not-loaded', url, message, { cause });
}

/** A worker of Alloy's, and what went wrong when it stops. */
export interface StartedWorker {
  readonly worker: Worker;
  /** Error for an `error` event of the worker: 'not-loaded', or what the script threw. */
  failure(event: ErrorEvent, what: string): Error;
}

/**
 * Starts a module worker.
 * @param address of its script: what `?worker&url` gives.
 * @throws AlloyError 'not-loaded' where the browser refuses at once.
 */
export function startWorker(address: string, name: string): StartedWorker {
  const url = new URL(locate(address), globalThis.document?.baseURI ?? globalThis.location.href).href;
  expectUrl(url);
  const failure = (event: ErrorEvent, what: string): Error =>
    // A script that cannot be loaded fires a plain event, without words.
    event.message ? new Error(`${what} stopped (${event.message}).`, { cause: event.error }) : notLoaded(url);
  try {
    const entry = (isForeign(url) ? bootstrap(url) : url) + tableForWorkers();
    return { worker: new Worker(entry, { type: 'module', name }), failure };
  } catch (cause) {
    // What browsers refuse (SecurityError) is a matter of addresses and policies; anything else says what it is.
    throw cause instanceof DOMException ? notLoaded(url, cause) : cause;
  }
}
