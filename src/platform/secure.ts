/** Tells pages of https and localhost from pages over plain http, from which browsers keep much. */

/** Whether the browser keeps from this page what is for https and localhost only; not in Node. */
export function isInsecurePage(): boolean {
  return (globalThis as { isSecureContext?: boolean }).isSecureContext === false;
}
