const TEXT_INPUTS = /^(?:text|search|url|tel|email|password|number|date|time|month|week|datetime-local)$/;

/** Whether a key press goes into a field: then it neither plays nor undoes. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.test(target.type);
}
