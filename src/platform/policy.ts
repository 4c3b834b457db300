/**
 * Listens for violations of the page's Content-Security-Policy by Alloy, in the page and in its workers, and names the
 * directive to add.
 */

/** Something that was blocked, and what to add to the policy. */
export interface PolicyViolation {
  /** "script-src 'wasm-unsafe-eval'": what to add. */
  readonly add: string;
  /** What was blocked: an address, or "wasm-eval". */
  readonly blocked: string;
}

/** What is read of a SecurityPolicyViolationEvent. */
export interface ViolationEvent {
  readonly effectiveDirective: string;
  readonly blockedURI: string;
  readonly disposition: string;
}

type Listener = (violation: PolicyViolation) => void;

/** Workers tell the page by it; other pages of the site hear it too, and have the same policy. */
const CHANNEL = 'alloy-policy';
/** The folder that Alloy's own files are in, as far as bundlers say: beside this one. */
const OWN = import.meta.url.replace(/[^/]*$/, '');

const seen = new Map<string, PolicyViolation>();
const listeners = new Set<Listener>();
const expected = new Set<string>([OWN]);
let heard = false;

/** Addresses below a folder are Alloy's to load, so that what is blocked there is told. */
export function expectUrl(url: URL | string): void {
  expected.add(String(url));
}

/** The source expression that lets an address through. */
function sourceOf(blocked: string, origin: string): string {
  if (blocked === 'wasm-eval') return "'wasm-unsafe-eval'";
  if (blocked === 'inline') return "'unsafe-inline'";
  if (blocked === 'eval') return "'unsafe-eval'";
  if (!blocked.includes(':')) return `${blocked}:`; // "data" and "blob"
  const url = new URL(blocked);
  if (url.protocol === 'data:' || url.protocol === 'blob:') return url.protocol;
  return url.origin === origin ? "'self'" : url.origin;
}

/** What to add for a violation; null where it is not Alloy's, or is only reported and not blocked. */
export function violationOf(event: ViolationEvent, origin: string = location.origin): PolicyViolation | null {
  const { blockedURI: blocked, effectiveDirective, disposition } = event;
  if (disposition === 'report') return null;
  // Browsers may tell of no more than the origin.
  const isUrl = blocked.includes('://');
  const ours = [...expected].some((url) => isUrl && (blocked.startsWith(url) || url.startsWith(blocked)));
  if (blocked !== 'wasm-eval' && !ours) return null;
  const directive = effectiveDirective.replace(/-(elem|attr)$/, '');
  return { add: `${directive} ${sourceOf(blocked, origin)}`, blocked };
}

function tell(violation: PolicyViolation): void {
  if (seen.has(violation.add)) return;
  seen.set(violation.add, violation);
  for (const listener of listeners) listener(violation);
}

function listen(): void {
  if (heard || typeof addEventListener !== 'function' || typeof location === 'undefined') return;
  heard = true;
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(CHANNEL) : null;
  channel?.addEventListener('message', ({ data }: MessageEvent<PolicyViolation>) => tell(data));
  const target: EventTarget = typeof document === 'undefined' ? globalThis : document;
  target.addEventListener('securitypolicyviolation', (event) => {
    const violation = violationOf(event as SecurityPolicyViolationEvent);
    if (!violation) return;
    tell(violation);
    channel?.postMessage(violation);
  });
}

/** Calls back with each violation once, those so far too, until the function that it returns is called. [page] [worker] */
export function onPolicyViolation(listener: Listener): () => void {
  listen();
  listeners.add(listener);
  for (const violation of seen.values()) listener(violation);
  return () => listeners.delete(listener);
}

/** Has this worker tell the page what is blocked in it; in Node, nothing. [worker] */
export function tellPolicyViolations(): void {
  listen();
}
