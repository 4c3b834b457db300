import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { PresetInfo, PresetsState } from '../../src/instrument/state.js';
import { errorText } from '../strings.js';
import { controls } from '../styles/controls.js';
import { presetsStyles } from '../styles/presets.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';
import { glyph } from './glyphs.js';

/** Between the list and the edges of the window, and below its button. */
const MARGIN = 8;

/**
 * The presets: a button that opens their list, in which one is chosen, saved under a name, or taken away.
 *
 * @fires preset-save - `{ name: string }`
 * @fires preset-load - `{ id: string }`
 * @fires preset-remove - `{ id: string }`
 * @csspart button - opens the list
 * @csspart list - the open list
 * @cssprop --alloy-hybrid - the preset that is played
 */
export class AlloyPresets extends AlloyElement {
  static override readonly styles = [controls, presetsStyles];

  @property({ attribute: false }) presets: PresetsState = { list: [], current: null, error: null };

  /** What is about to be taken away. */
  @state() private doomed: string | null = null;
  @state() private name = '';
  @query('.list') private readonly list!: HTMLElement;
  @query('.opener') private readonly opener!: HTMLElement;

  protected override render(): TemplateResult {
    const { presets } = this.strings;
    const current = this.presets.list.find(({ id }) => id === this.presets.current);
    return html`<button
        class="opener"
        part="button"
        aria-haspopup="dialog"
        title=${presets.hint}
        @click=${() => this.list.togglePopover()}
      >
        ${glyph('list')} <span>${current?.name ?? presets.label}</span> ${glyph('down')}
      </button>
      <div
        class="list"
        part="list"
        role="dialog"
        popover="auto"
        aria-label=${presets.label}
        @beforetoggle=${this.#onBefore}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
      >
        ${this.#form()} ${this.#error()}
        ${
          this.presets.list.length === 0
            ? html`<p class="muted">${presets.none}</p>`
            : html`<ul aria-label=${presets.label}>
                ${this.presets.list.map((preset) =>
                  preset.id === this.doomed ? this.#sure(preset) : this.#row(preset),
                )}
              </ul>`
        }
        <p class="muted">${presets.programs}</p>
      </div>`;
  }

  #form(): TemplateResult {
    const { presets } = this.strings;
    const name = this.name.trim();
    const there = this.presets.list.some((preset) => preset.name === name);
    return html`<form @submit=${this.#onSave}>
      <input
        maxlength="80"
        autocomplete="off"
        aria-label=${presets.name}
        placeholder=${presets.name}
        .value=${this.name}
        @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
      />
      <button ?disabled=${name === ''}>${there ? presets.replace : presets.save}</button>
    </form>`;
  }

  #error(): TemplateResult | typeof nothing {
    const { error } = this.presets;
    return error ? html`<p class="danger" role="alert">${errorText(this.strings, error)}</p>` : nothing;
  }

  #row({ id, name, program }: PresetInfo): TemplateResult {
    const { presets } = this.strings;
    return html`<li>
      <button
        class="load quiet"
        aria-current=${id === this.presets.current ? 'true' : nothing}
        @click=${() => this.#choose(id)}
      >
        <span class="number">${program + 1}</span> <span class="name">${name}</span>
      </button>
      <button
        class="icon quiet"
        aria-label=${presets.remove(name)}
        title=${presets.remove(name)}
        @click=${() => (this.doomed = id)}
      >
        ${glyph('close')}
      </button>
    </li>`;
  }

  #sure({ id, name }: PresetInfo): TemplateResult {
    const { presets } = this.strings;
    return html`<li>
      <div class="asking" role="group" aria-label=${presets.sure(name)}>
        <span class="sure">${presets.sure(name)}</span>
        <button class="danger" @click=${() => this.#remove(id)}>${presets.yes}</button>
        <button @click=${() => (this.doomed = null)}>${presets.no}</button>
      </div>
    </li>`;
  }

  #choose(id: string): void {
    this.list.hidePopover();
    fire(this, 'preset-load', { id });
  }

  #remove(id: string): void {
    this.doomed = null;
    this.list.querySelector('input')?.focus(); // what had the focus is gone
    fire(this, 'preset-remove', { id });
  }

  readonly #onSave = (event: Event): void => {
    event.preventDefault();
    const name = this.name.trim();
    if (name !== '') fire(this, 'preset-save', { name });
  };

  readonly #onBefore = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') return;
    this.doomed = null;
    this.name = this.presets.list.find(({ id }) => id === this.presets.current)?.name ?? '';
  };

  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') {
      if (document.activeElement === document.body) this.opener.focus(); // what had the focus is hidden
      return;
    }
    const { left, bottom } = this.opener.getBoundingClientRect();
    const { list } = this;
    list.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - list.offsetWidth - MARGIN))}px`;
    list.style.top = `${Math.max(MARGIN, Math.min(bottom + MARGIN, innerHeight - list.offsetHeight - MARGIN))}px`;
    list.querySelector('input')!.focus();
  };

  /** No letter plays while a name is typed. Escape is the popover's. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') event.stopPropagation();
  };
}
