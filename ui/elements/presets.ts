/** The presets' place in the head: which one is played, a step to the one before or after, and the list of all. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FactoryState, PresetInfo, PresetsState } from '../../src/instrument/state/state.js';
import { recallFavourites, rememberFavourites } from '../controllers/factory-favourites.js';
import { errorText } from '../strings.js';
import { factoryName, factoryStrings } from '../strings/en-factory.js';
import { controls } from '../styles/controls.js';
import { presetsStyles } from '../styles/presets.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { factoryList, plain } from './factory-list.js';
import { glyph } from './glyphs.js';
import { hasFocusIn, presetStepper } from './head-buttons.js';
import { PresetSaving } from './preset-saving.js';
import { presetName, presetRow, type RowMode } from './preset-row.js';
import { viewOf } from '../controllers/view.js';
import { zoomOf } from '../controllers/zoom.js';

/** So many presets are searched, not read. */
const SEARCHED_FROM = 8;

const NONE: PresetsState = { list: [], current: null, loading: null, edited: false, error: null };

/** Between the list and the edges of the window, and below its button. */
const MARGIN = 8;

/**
 * The presets: a button that opens their lists, the factory's and the browser's own, in which one is chosen, saved under a name,
 * renamed or taken away; and buttons to the one before and after.
 *
 * @fires factory-load - `{ id: string }`
 * @fires preset-save - `{ name: string, asNew: boolean }`: not as new, it replaces the one of that name
 * @fires preset-load - `{ id: string }`
 * @fires preset-step - `{ places: number }`
 * @fires preset-rename - `{ id: string, name: string }`
 * @fires preset-remove - `{ id: string }`
 * @fires preset-duplicate - `{ id: string }`
 * @fires preset-mark - `{ id: string, tags?: string[], favourite?: boolean }`
 * @fires presets-save - `{ ids: string[] | null }`, null: all of them, as a file
 * @fires presets-import
 * @csspart button - opens the list
 * @csspart previous - steps back
 * @csspart next - steps on
 * @csspart list - the open list
 * @cssprop --alloy-hybrid - the preset that is played, and its mark once it is edited
 */
export class AlloyPresets extends AlloyElement {
  static override readonly styles = [controls, presetsStyles];

  /** Those of this browser; null: there are none, for nothing is kept. */
  @property({ attribute: false }) presets: PresetsState | null = null;

  /** The instruments that ship. */
  @property({ attribute: false }) factory: FactoryState = {
    ...{ list: [], current: null, edited: false, loading: null, error: null },
  };

  /** The row that asks, or is renamed. */
  @state() private row: { readonly id: string; readonly mode: RowMode } | null = null;
  /** Words that the presets in the list have in name or tags. */
  @state() private searched = '';
  /** The list that was chosen since it was opened; null: the one that has most to do with what is played. */
  @state() private shelf: 'factory' | 'own' | null = null;
  /** The family that is looked at; null: all of them. */
  @state() private family: string | null = null;
  @state() private favourites: ReadonlySet<string> = new Set();
  /** For screen readers: what was done, and which preset is played. */
  @state() private said = '';
  @query('.list') private readonly list!: HTMLElement;
  @query('.opener') private readonly opener!: HTMLElement;
  readonly #saving = new PresetSaving({
    element: this,
    strings: () => this.strings,
    list: () => this.list,
    own: () => this.#own,
    send: (name, asNew) => dispatch(this, 'preset-save', { name, asNew }),
  });

  get #own(): PresetsState {
    return this.presets ?? NONE;
  }

  get #keeps(): boolean {
    return this.presets !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('presets');
    if (!before) return;
    const { error, current, list } = this.#own;
    const fresh = error !== before.error || list !== before.list;
    const saved = fresh ? this.#saving.answered() : null;
    if (saved !== null) {
      if (saved) this.said = saved;
    } else if (current !== before.current) {
      const now = list.find(({ id }) => id === current);
      this.said = now ? this.strings.more!.presets.now(presetName(now, this.strings)) : '';
    }
    if (this.row && !list.some(({ id }) => id === this.row?.id)) this.row = null; // removed in another tab
  }

  protected override firstUpdated(): void {
    if (hasFocusIn(this)) this.opener.focus(); // the button that stood here until now had it
  }

  /** Opens the list. */
  open(): void {
    this.list.showPopover();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.list.matches(':popover-open')) this.#place(); // a new name moves the button
  }

  protected override render(): TemplateResult {
    const { presets } = this.strings.more!;
    return html`<div
        class="bar"
        role="group"
        aria-label=${this.strings.presets.label}
        @keydown=${this.#onBarKey}
      >
        ${this.#stepper(-1)}
        <button
          class="opener"
          part="button"
          aria-haspopup="dialog"
          data-tip=${presets.hint}
          aria-busy=${(this.factory.loading ?? this.#own.loading) === null ? nothing : 'true'}
          @click=${() => this.list.togglePopover()}
        >
          ${glyph('list')} ${this.#current()} ${glyph('down')}
        </button>
        ${this.#stepper(1)}
      </div>
      <div
        class="list"
        part="list"
        role="dialog"
        popover="auto"
        aria-label=${this.strings.presets.label}
        @beforetoggle=${this.#onBefore}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
      >
        ${this.#keeps ? this.#saving.rows() : nothing} ${this.#shelves()}
        ${this.#openShelf === 'factory' ? this.#factory() : this.#ownList()}
      </div>
      <p class="unseen" role="status">${this.said}</p>`;
  }

  /** The two lists; nothing where there is one alone. */
  #shelves(): TemplateResult | typeof nothing {
    if (this.factory.list.length === 0 || !this.#keeps) return nothing;
    const factory = factoryStrings(this.strings);
    const shelf = (of: 'factory' | 'own', name: string, count: number): TemplateResult =>
      html`<button
        class="shelf quiet"
        aria-pressed=${this.#openShelf === of ? 'true' : 'false'}
        @click=${() => this.#showShelf(of)}
      >
        ${name} <small>${count}</small>
      </button>`;
    return html`<div class="shelves" role="group" aria-label=${this.strings.presets.label}>
      ${shelf('factory', factory.label, this.factory.list.length)}
      ${shelf('own', factory.own, this.#own.list.length)}
    </div>`;
  }

  #factory(): TemplateResult {
    const { strings, factory, favourites, searched, family } = this;
    return html`${this.#search()}
    ${factoryList({
      ...{ strings, factory, favourites, searched, family },
      onFamily: (of) => (this.family = of),
      onLoad: (id) => {
        this.list.hidePopover();
        dispatch(this, 'factory-load', { id });
      },
      onFavourite: (id) => this.#star(id),
    })}
    ${factory.error ? html`<p class="danger" role="alert">${errorText(strings, factory.error)}</p>` : nothing}`;
  }

  #ownList(): TemplateResult {
    const { presets } = this.strings.more!;
    const { list } = this.#own;
    return html`${
        list.length === 0
          ? html`<p class="muted">${presets.none}</p>`
          : html`${list.length >= SEARCHED_FROM ? this.#search() : nothing}
              <ul aria-label=${this.strings.presets.label}>
                ${this.#found().map((preset) => this.#row(preset))}
              </ul>
              ${this.#found().length === 0 ? html`<p class="muted">${presets.nothingFound}</p>` : nothing}`
      }
      <p class="muted">${presets.programs}</p>
      <div class="files">
        <button class="quiet" @click=${() => this.#files('presets-import', null)}>
          ${glyph('folder')} ${presets.import}
        </button>
        ${
          list.length === 0
            ? nothing
            : html`<button class="quiet" @click=${() => this.#files('presets-save', { ids: null })}>
                ${glyph('save')} ${presets.saveAll}
              </button>`
        }
      </div>`;
  }

  #showShelf(shelf: 'factory' | 'own'): void {
    this.shelf = shelf;
    this.searched = '';
  }

  /** A favourite of the factory's, or none any more. */
  #star(id: string): void {
    const favourites = new Set(this.favourites);
    if (!favourites.delete(id)) favourites.add(id);
    this.favourites = favourites;
    if (this.#keeps) rememberFavourites(favourites);
  }

  #current(): TemplateResult {
    const { presets } = this.strings.more!;
    const { factory } = this;
    const { list, current, loading } = this.#own;
    const coming = factory.loading ?? loading;
    const preset = factory.loading === null ? list.find(({ id }) => id === (loading ?? current)) : undefined;
    const shipped = factory.list.find(({ id }) => id === (coming ?? factory.current));
    const edited = coming === null && (preset ? this.#own.edited : factory.edited);
    const name = preset ? presetName(preset, this.strings) : shipped && factoryName(shipped, this.strings);
    return html`<span class="name">${name ?? this.strings.presets.label}</span>${
        name !== undefined && edited
          ? html`<span class="dot" title=${presets.edited} aria-hidden="true">•</span
              ><span class="unseen">, ${presets.edited}</span>`
          : nothing
      }`;
  }

  /** Whether there is none to step to. */
  get #none(): boolean {
    return this.#own.list.length + this.factory.list.length === 0;
  }

  #stepper(places: -1 | 1): TemplateResult {
    return presetStepper(places, this.strings, this.#none, (by) => this.#step(by));
  }

  #search(): TemplateResult {
    const { search } = this.strings.more!.presets;
    return html`<input
      class="search"
      type="search"
      autocomplete="off"
      aria-label=${search}
      placeholder=${search}
      .value=${this.searched}
      @input=${(event: Event) => (this.searched = (event.target as HTMLInputElement).value)}
    />`;
  }

  /** Favourites first, then by program; of a search, those that have all its words. */
  #found(): readonly PresetInfo[] {
    const words = plain(this.searched).split(/\s+/).filter(Boolean);
    const found = this.#own.list.filter((preset) => {
      const text = plain([presetName(preset, this.strings), ...(preset.tags ?? [])].join(' '));
      return words.every((word) => text.includes(word));
    });
    const rank = ({ favourite }: PresetInfo): number => (favourite ? 0 : 1);
    return [...found].sort((a, b) => rank(a) - rank(b));
  }

  #files(event: string, detail: unknown): void {
    this.list.hidePopover();
    dispatch(this, event, detail);
  }

  #row(preset: PresetInfo): TemplateResult {
    const { id } = preset;
    const { current, edited } = this.#own;
    return presetRow(preset, {
      strings: this.strings,
      current: id === current,
      edited: id === current && edited,
      mode: this.row?.id === id ? this.row.mode : 'plain',
      onMode: (mode) => this.#turn(id, mode),
      onLoad: () => this.#choose(id),
      onRename: (name) => this.#rename(preset, name),
      onRemove: () => this.#remove(id),
      onFavourite: () => dispatch(this, 'preset-mark', { id, favourite: !preset.favourite }),
      onTags: (tags) => {
        this.#turn(id, 'plain');
        if (tags.join() !== (preset.tags ?? []).join()) dispatch(this, 'preset-mark', { id, tags });
      },
      onDuplicate: () => {
        this.#turn(id, 'plain');
        dispatch(this, 'preset-duplicate', { id });
      },
      onSaveFile: () => this.#files('presets-save', { ids: [id] }),
    });
  }

  /** The row asks, is renamed, or is as it was; what is new there has the focus. */
  #turn(id: string, mode: RowMode): void {
    const was = this.row?.mode;
    this.row = mode === 'plain' ? null : { id, mode };
    const back = was === 'rename' ? '.rename' : was === 'more' ? '.more' : '.remove';
    void this.updateComplete.then(() => {
      const row = this.list.querySelector(`[data-preset="${CSS.escape(id)}"]`);
      const field = row?.querySelector<HTMLElement>(mode === 'plain' ? back : '.first');
      field?.focus();
      if (field instanceof HTMLInputElement) field.select();
    });
  }

  #choose(id: string): void {
    this.list.hidePopover();
    dispatch(this, 'preset-load', { id });
  }

  #step(places: number): void {
    if (!this.#none) dispatch(this, 'preset-step', { places });
  }

  #rename({ id, name: before }: PresetInfo, name: string): void {
    this.#turn(id, 'plain');
    if (name.trim() !== '' && name.trim() !== before)
      dispatch(this, 'preset-rename', { id, name: name.trim() });
  }

  #remove(id: string): void {
    this.row = null;
    this.list.querySelector('input')?.focus(); // what had the focus is gone
    const preset = this.#own.list.find((one) => one.id === id);
    if (preset) this.said = this.strings.more!.presets.removed(presetName(preset, this.strings));
    dispatch(this, 'preset-remove', { id });
  }

  readonly #onBefore = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') return;
    this.row = null;
    this.searched = '';
    if (this.#keeps) this.favourites = recallFavourites();
    this.shelf = null;
    const current = this.#own.list.find(({ id }) => id === this.#own.current);
    this.#saving.begin(current?.name ?? '');
  };

  /** Without a choice: the list that has what is played, or is to come; one's own where there is something in it. */
  get #openShelf(): 'factory' | 'own' {
    const { factory } = this;
    const { list, current, loading } = this.#own;
    if (factory.list.length === 0) return 'own';
    if (!this.#keeps) return 'factory';
    if (this.shelf) return this.shelf;
    if (list.length === 0 || factory.loading !== null) return 'factory';
    return (loading ?? current) !== null || factory.current === null ? 'own' : 'factory';
  }

  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') {
      if (this.ownerDocument.activeElement === this.ownerDocument.body) this.opener.focus(); // what had the focus is hidden
      return;
    }
    this.#place();
    this.list.querySelector('input')!.focus();
  };

  /** Below its button, within the window. */
  #place(): void {
    const { left, bottom } = this.opener.getBoundingClientRect();
    const { list } = this;
    const zoom = zoomOf(list);
    const { innerWidth, innerHeight } = viewOf(this);
    const x = Math.max(MARGIN, Math.min(left, innerWidth - list.offsetWidth * zoom - MARGIN));
    const y = Math.max(MARGIN, Math.min(bottom + MARGIN, innerHeight - list.offsetHeight * zoom - MARGIN));
    list.style.left = `${x / zoom}px`;
    list.style.top = `${y / zoom}px`;
  }

  /** No letter plays while a name is typed. Escape is the popover's; arrows go from preset to preset. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') event.stopPropagation();
    const places = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (places === 0) return;
    const rows = [...this.list.querySelectorAll<HTMLElement>('.load')];
    const at = rows.indexOf(event.composedPath()[0] as HTMLElement);
    if (at < 0 && places < 0) return;
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, at + places))]?.focus();
  };

  readonly #onBarKey = (event: KeyboardEvent): void => {
    const places = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (places === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#step(places);
  };
}
