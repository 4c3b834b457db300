/** Defines `alloy-help`: the sheet of shortcuts, and what hands can do. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { isTyping } from '../controllers/typing.js';
import { viewOf } from '../controllers/view.js';
import { loadPart } from '../parts.js';
import { loadMoreStrings } from '../strings.js';
import { controls } from '../styles/controls.js';
import { dialogFrame } from '../styles/dialog.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';

/**
 * The sheet of shortcuts, in a dialog: opened by its button, or by the key "?" while nobody types.
 *
 * @csspart button - opens it
 * @csspart sheet - the dialog
 */
export class AlloyHelp extends AlloyElement {
  static override readonly styles = [
    controls,
    dialogFrame,
    css`
      dialog {
        width: min(760px, calc(100vw - 16px));
        max-height: min(680px, calc(100dvh - 16px));
      }
    `,
  ];

  /** Hears the key only while the instrument around it has the focus. */
  @property({ type: Boolean }) guest = false;
  @state() private open = false;
  /** Whether what the dialog holds is there: it comes when it is opened. */
  @state() private whole = false;
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
    const coming = Promise.all([loadPart('menu'), loadMoreStrings()]);
    this.whole = await coming.then(
      () => true,
      () => false, // the dialog says so
    );
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  #sheet(): TemplateResult {
    if (!this.whole) return html`<p role="alert">${this.strings.parts.failed}</p>`;
    return html`<alloy-help-sheet @help-close=${() => this.dialog.close()}></alloy-help-sheet>`;
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
