/** Saves a preset under a name that is typed, and asks where that would replace one: the first rows of the presets' list. [page] */
import type { ReactiveControllerHost } from 'lit';
import { html, nothing, type TemplateResult } from 'lit';
import type { PresetsState } from '../../src/instrument/state/state.js';
import { errorText, type Strings } from '../strings.js';

/** What it knows of the element that has the list. */
export interface SavingHost {
  readonly element: ReactiveControllerHost;
  readonly strings: () => Strings;
  /** What holds these rows; there once the element was drawn. */
  readonly list: () => HTMLElement;
  readonly own: () => PresetsState;
  /** Sends it. @param asNew false: it replaces the one of that name. */
  readonly send: (name: string, asNew: boolean) => void;
}

/** The rows, and what they wait for. */
export class PresetSaving {
  readonly #host: SavingHost;
  #name = '';
  /** The name that is about to be replaced. */
  #replacing: string | null = null;
  /** A name that was sent to be saved, until it is known what came of it. */
  #sent: { readonly name: string; readonly replaces: boolean } | null = null;

  constructor(host: SavingHost) {
    this.#host = host;
  }

  /** Begins anew, with the name of what is played. */
  begin(name: string): void {
    this.#replacing = null;
    this.#name = name;
    this.#host.element.requestUpdate();
  }

  /**
   * Takes what became of a name that was sent, while the host updates.
   * @returns null: none was; else what is to be said of it, empty where it was not saved
   */
  answered(): string | null {
    const sent = this.#sent;
    if (!sent) return null;
    this.#sent = null;
    const { error } = this.#host.own();
    const { replaced, saved } = this.#host.strings().more!.presets;
    if (error?.code === 'preset-exists') this.#ask(sent.name); // another tab was quicker
    return error ? '' : (sent.replaces ? replaced : saved)(sent.name);
  }

  /** The form, or the question, and what went wrong. */
  rows(): TemplateResult {
    const replacing = this.#replacing;
    return html`${replacing === null ? this.#form() : this.#question(replacing)} ${this.#error()}`;
  }

  #form(): TemplateResult {
    const { presets } = this.#host.strings().more!;
    const there = this.#isThere(this.#name.trim());
    return html`<form @submit=${this.#onSave}>
      <input
        maxlength="80"
        autocomplete="off"
        aria-label=${presets.name}
        placeholder=${presets.name}
        .value=${this.#name}
        @input=${this.#onInput}
      />
      <button ?disabled=${this.#name.trim() === ''}>${there ? presets.replace : presets.save}</button>
    </form>`;
  }

  #question(name: string): TemplateResult {
    const { presets } = this.#host.strings().more!;
    return html`<div
      class="asking"
      role="alertdialog"
      aria-labelledby="replace-question"
      @keydown=${this.#onQuestionKey}
    >
      <span class="sure" id="replace-question">${presets.sureReplace(name)}</span>
      <button class="danger" @click=${() => this.#save(name, true)}>${presets.yesReplace}</button>
      <button class="keep" @click=${this.#keep}>${presets.no}</button>
    </div>`;
  }

  #error(): TemplateResult | typeof nothing {
    const { error } = this.#host.own();
    if (!error || (error.code === 'preset-exists' && this.#replacing !== null)) return nothing;
    return html`<p class="danger" role="alert">${errorText(this.#host.strings(), error)}</p>`;
  }

  #isThere(name: string): boolean {
    return this.#host.own().list.some((preset) => preset.name === name);
  }

  #ask(name: string): void {
    this.#replacing = name;
    this.#focus('.asking .keep');
  }

  #save(name: string, replaces: boolean): void {
    this.#keep();
    this.#sent = { name, replaces };
    this.#host.send(name, !replaces);
  }

  /** The name can be typed again. */
  readonly #keep = (): void => {
    if (this.#replacing === null) return;
    this.#replacing = null;
    this.#focus('input');
  };

  /** Once it is drawn. */
  #focus(selector: string): void {
    const { element, list } = this.#host;
    element.requestUpdate();
    void element.updateComplete.then(() => list().querySelector<HTMLElement>(selector)?.focus());
  }

  readonly #onInput = (event: Event): void => {
    this.#name = (event.target as HTMLInputElement).value;
    this.#host.element.requestUpdate();
  };

  readonly #onSave = (event: Event): void => {
    event.preventDefault();
    const name = this.#name.trim().replace(/\s+/g, ' ');
    if (name === '') return;
    if (this.#isThere(name)) this.#ask(name);
    else this.#save(name, false);
  };

  /** Escape ends the question, and not the list. */
  readonly #onQuestionKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#keep();
  };
}
