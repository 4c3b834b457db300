/** Defines `alloy-help`: the sheet of shortcuts, and what hands can do. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { isTyping } from '../controllers/typing.js';
import { viewOf } from '../controllers/view.js';
import { loadMoreStrings } from '../strings.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';

/** What is pressed for each; several ways are one after the other, several keys at once are in one. */
const KEYS = {
  notes: ['A', 'W', 'S', 'E', 'D', 'F', '…'],
  octave: ['Z', 'X'],
  velocity: ['C', 'V'],
  sustain: ['Shift'],
  undo: ['Ctrl Z', 'Ctrl Shift Z'],
  presets: ['Alt PgUp', 'Alt PgDn'],
  views: ['←', '→', 'Esc'],
  turn: ['↑', '↓', 'Home', 'End'],
  reset: ['Delete'],
  type: ['0 … 9', 'Enter'],
  menu: ['Shift F10'],
  screen: ['Alt Enter'],
  help: ['?'],
} as const;

const HANDS = ['keys', 'knobs', 'mix', 'learn', 'tips'] as const;

/**
 * The sheet of shortcuts, in a dialog: opened by its button, or by the key "?" while nobody types.
 *
 * @csspart button - opens it
 * @csspart sheet - the dialog
 */
export class AlloyHelp extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      dialog {
        width: min(760px, calc(100vw - 16px));
        max-height: min(680px, calc(100dvh - 16px));
        padding: 18px 22px 22px;
        overflow-y: auto;
        border: 1px solid var(--alloy-line);
        border-radius: calc(var(--alloy-radius) + 4px);
        background: var(--alloy-surface);
        color: var(--alloy-text);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.5);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 6px;
      }
      h2,
      h3 {
        margin: 0;
      }
      h2 {
        font-size: 18px;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 14px 32px;
      }
      h3 {
        margin: 8px 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: baseline;
        gap: 8px 14px;
        margin: 0;
        font-size: 13px;
      }
      dt {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
        max-width: 132px;
      }
      dd {
        margin: 0;
        text-wrap: pretty;
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--alloy-line);
        border-bottom-width: 2px;
        border-radius: 5px;
        background: var(--alloy-raised);
        font: inherit;
        font-size: 11.5px;
        font-weight: 600;
        white-space: nowrap;
      }
      ul {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        font-size: 13px;
        list-style: none;
        text-wrap: pretty;
      }
    `,
  ];

  /** Hears the key only while the instrument around it has the focus. */
  @property({ type: Boolean }) guest = false;
  @state() private open = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  #view = window;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#view = viewOf(this);
    this.#view.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view.removeEventListener('keydown', this.#onKey);
  }

  protected override render(): TemplateResult {
    const { help } = this.strings;
    return html`<button
        class="icon quiet"
        part="button"
        aria-haspopup="dialog"
        aria-label=${help}
        aria-keyshortcuts="?"
        data-tip=${help}
        @click=${() => void this.show()}
      >
        ${glyph('help')}
      </button>
      <dialog
        part="sheet"
        aria-label=${help}
        @close=${() => (this.open = false)}
        @keydown=${this.#onSheetKey}
        @click=${(event: Event) => event.target === this.dialog && this.dialog.close()}
      >
        ${this.open ? this.#sheet() : nothing}
      </dialog>`;
  }

  /** Opens the sheet. */
  async show(): Promise<void> {
    await loadMoreStrings().catch(() => undefined); // the sheet says so
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  #sheet(): TemplateResult {
    const { more, parts } = this.strings;
    if (!more) return html`<p role="alert">${parts.failed}</p>`;
    const { help } = more;
    return html`<header>
        <h2>${help.label}</h2>
        <button class="icon quiet" autofocus aria-label=${help.close} @click=${() => this.dialog.close()}>
          ${glyph('close')}
        </button>
      </header>
      <div class="columns">
        <section>
          <h3 class="label">${help.keyboard}</h3>
          <dl>
            ${(Object.keys(KEYS) as (keyof typeof KEYS)[]).map(
              (key) =>
                html`<dt>${KEYS[key].map((one) => html`<kbd>${one}</kbd>`)}</dt>
                  <dd>${help.keys[key]}</dd>`,
            )}
          </dl>
        </section>
        <section>
          <h3 class="label">${help.hands}</h3>
          <ul>
            ${HANDS.map((one) => html`<li>${help.byHand[one]}</li>`)}
          </ul>
        </section>
      </div>`;
  }

  /** Nothing plays behind it. */
  #onSheetKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === '?') this.dialog.close();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || isTyping(event)) return;
    const around = (this.getRootNode() as Partial<ShadowRoot>).host;
    if (this.guest && around && !event.composedPath().includes(around)) return;
    event.preventDefault();
    void this.show();
  };
}
