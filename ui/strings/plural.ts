/** Counted words: each language has its own rules for how many are many. */

/** A word by its plural category; `other` is what every language has. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** Counts in one language: `count(1, { one: 'key', other: 'keys' })` is "1 key". */
export function counter(tag: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(tag);
  return (count, forms) => `${count} ${forms[rules.select(count)] ?? forms.other}`;
}
