/** Tells key presses that type text from those that play. */
const TEXT_INPUTS = /^(?:text|search|url|tel|email|password|number|date|time|month|week|datetime-local)$/;

/** Whether a key press goes into a field, of whatever document: then it neither plays nor undoes. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0] as Partial<HTMLInputElement> | undefined;
  if (target?.isContentEditable === true) return true;
  if (target?.localName === 'textarea' || target?.localName === 'select') return true;
  return target?.localName === 'input' && TEXT_INPUTS.test(target.type ?? '');
}
