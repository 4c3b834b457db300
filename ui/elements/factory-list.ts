/** Renders the factory's instruments: families to choose from, and each with its tags and its star. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FactoryInfo, FactoryState } from '../../src/instrument/state/state.js';
import type { Strings } from '../strings.js';
import { factoryName, factoryStrings } from '../strings/en-factory.js';
import { glyph } from './glyphs.js';

export interface FactoryListOptions {
  readonly strings: Strings;
  readonly factory: FactoryState;
  readonly favourites: ReadonlySet<string>;
  /** Words that a name, a family or a tag has. */
  readonly searched: string;
  /** Null: all. */
  readonly family: string | null;
  readonly onFamily: (family: string | null) => void;
  readonly onLoad: (id: string) => void;
  readonly onFavourite: (id: string) => void;
}

/** Without case and accents. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Of the family and with all the words; favourites first, else as they are listed. */
export function foundInFactory(
  list: readonly FactoryInfo[],
  options: Pick<FactoryListOptions, 'strings' | 'searched' | 'family' | 'favourites'>,
): readonly FactoryInfo[] {
  const { strings, searched, family, favourites } = options;
  const words = plain(searched).split(/\s+/).filter(Boolean);
  const found = list.filter((one) => {
    if (family !== null && one.family !== family) return false;
    const names = [
      one.name,
      factoryName(one, strings),
      one.family,
      familyName(one.family, strings),
      ...one.tags,
      ...tagNames(one, strings),
    ];
    const text = plain(names.join(' '));
    return words.every((word) => text.includes(word));
  });
  const rank = ({ id }: FactoryInfo): number => (favourites.has(id) ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

function familyName(family: string, strings: Strings): string {
  return factoryStrings(strings).families[family] ?? family;
}

function tagNames({ tags }: FactoryInfo, strings: Strings): readonly string[] {
  const { tags: words } = factoryStrings(strings);
  return tags.map((tag) => words[tag] ?? tag);
}

export function factoryList(options: FactoryListOptions): TemplateResult {
  const { strings, factory } = options;
  const found = foundInFactory(factory.list, options);
  return html`${families(options)}
    <ul aria-label=${factoryStrings(strings).label}>
      ${found.map((one) => row(one, options))}
    </ul>
    ${found.length === 0 ? html`<p class="muted">${factoryStrings(strings).nothingFound}</p>` : nothing}`;
}

function families({ strings, factory, family, onFamily }: FactoryListOptions): TemplateResult {
  const there = [...new Set(factory.list.map((one) => one.family))];
  const chip = (of: string | null, name: string): TemplateResult =>
    html`<button
      class="chip quiet"
      aria-pressed=${of === family ? 'true' : 'false'}
      @click=${() => onFamily(of)}
    >
      ${name}
    </button>`;
  return html`<div class="families" role="group" aria-label=${factoryStrings(strings).familiesLabel}>
    ${chip(null, factoryStrings(strings).all)} ${there.map((of) => chip(of, familyName(of, strings)))}
  </div>`;
}

function row(one: FactoryInfo, options: FactoryListOptions): TemplateResult {
  const { strings, factory, favourites, onLoad, onFavourite } = options;
  const { id } = one;
  const name = factoryName(one, strings);
  const current = id === factory.current;
  const favourite = favourites.has(id);
  const label = strings.more!.presets.favourite(name);
  return html`<li>
    <button
      class="load quiet"
      data-factory=${id}
      aria-current=${current ? 'true' : nothing}
      aria-busy=${factory.loading === id ? 'true' : nothing}
      title=${name}
      @click=${() => onLoad(id)}
    >
      <span class="name">${name}</span
      ><span class="tags">${[familyName(one.family, strings), ...tagNames(one, strings)].join(', ')}</span>${
        current && factory.edited
          ? html`<span class="dot" title=${strings.more!.presets.edited} aria-hidden="true">•</span>`
          : nothing
      }
    </button>
    <button
      class="icon quiet favourite"
      aria-pressed=${favourite ? 'true' : 'false'}
      aria-label=${label}
      title=${label}
      @click=${() => onFavourite(id)}
    >
      ${glyph(favourite ? 'starred' : 'star')}
    </button>
  </li>`;
}
