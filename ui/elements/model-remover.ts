/** Defines `alloy-model-remover`: removes an added model after a question. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { ModelChoice } from '../../src/instrument/state/state.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';

/**
 * The button that removes a model which was added here, after a question that says what that frees and what it leaves.
 * Nothing for a model that ships.
 *
 * @fires model-remove - `{ id: string }`
 * @csspart question - the question
 */
export class AlloyModelRemover extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      dialog {
        width: min(420px, calc(100vw - 32px));
        padding: 20px;
        border: 1px solid var(--alloy-line);
        border-radius: var(--alloy-radius);
        background: var(--alloy-surface);
        color: var(--alloy-text);
        overflow-wrap: anywhere;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      h2 {
        margin: 0 0 8px;
        font-size: 16px;
      }
      p {
        margin: 0 0 16px;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: 8px;
      }
      button.danger {
        border-color: var(--alloy-danger);
        color: var(--alloy-danger);
      }
    `,
  ];

  @property({ attribute: false }) model: ModelChoice | null = null;
  /** One is being added: nothing can be removed meanwhile. */
  @property({ type: Boolean }) busy = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  protected override render(): TemplateResult | typeof nothing {
    const { model, strings } = this;
    if (model?.storedBytes === undefined) return nothing;
    const { remove, sure, frees, keep } = strings.model;
    return html`<button
        class="icon quiet"
        ?disabled=${this.busy}
        aria-label=${remove(model.title)}
        title=${remove(model.title)}
        @click=${() => this.dialog!.showModal()}
      >
        ${glyph('bin')}
      </button>
      <dialog part="question" aria-labelledby="sure" aria-describedby="frees">
        <h2 id="sure">${sure(model.title)}</h2>
        <p id="frees">${frees(strings.megabytes(model.storedBytes))}</p>
        <div class="answers">
          <button class="keep" autofocus @click=${() => this.dialog!.close()}>${keep}</button>
          <button class="danger" @click=${() => this.#remove(model.id)}>${remove(model.title)}</button>
        </div>
      </dialog>`;
  }

  #remove(id: string): void {
    this.dialog!.close();
    dispatch(this, 'model-remove', { id });
  }
}
