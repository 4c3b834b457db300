/** The words of the factory's list in English: they come with it, not with the first face. */
import type { Strings } from './en.js';

type Names = Readonly<Partial<Record<string, string>>>;

const enFactory = {
  label: 'Factory',
  own: 'Yours',
  all: 'All',
  familiesLabel: 'Kinds of instruments',
  nothingFound: 'No instrument has these words.',
  taste: (count: number) => `Or play one of ${count} instruments; the others are above, at Presets`,
  /** By id; what is missing is called as it is. */
  names: {} as Names,
  families: {} as Names,
  tags: {} as Names,
};

export type FactoryStrings = typeof enFactory;

/** The words of the factory's list in the language of the others. */
export function factoryStrings({ factory }: Strings): FactoryStrings {
  return factory ?? enFactory;
}

/** The name of an instrument that ships, in the reader's language. */
export function factoryName(
  { id, name }: { readonly id: string; readonly name: string },
  strings: Strings,
): string {
  return factoryStrings(strings).names[id] ?? name;
}
