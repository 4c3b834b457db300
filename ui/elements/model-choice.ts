/** Defines `alloy-model-choice`: the model that renders, and the way to add and remove one. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AddingState, ModelChoice, ModelState } from '../../src/instrument/state/state.js';
import { DropController } from '../controllers/drop-controller.js';
import { percent } from '../format.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';

/**
 * The choice of the model that renders; adds one from an archive that is chosen or dropped, and removes one that was added.
 *
 * @fires model-choose - `{ id: string }`
 * @fires model-add - `{ file: File }`, an archive that was chosen or dropped
 * @fires model-add-stop
 * @fires model-remove - `{ id: string }`
 * @csspart model - the choice
 * @csspart model-add - the button that adds one, or stops that
 * @csspart model-remove - the button that removes one, and its question
 */
export class AlloyModelChoice extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      .models,
      .model {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
        min-width: 0;
      }
      .model {
        gap: 8px;
      }
      .model.over .pill {
        outline: 2px solid var(--alloy-hybrid);
      }
      .models > .number {
        font-size: 13px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) model: ModelState = { phase: 'none' };
  @property({ attribute: false }) models: readonly ModelChoice[] = [];
  /** A model that is being added. */
  @property({ attribute: false }) adding: AddingState = { phase: 'idle' };

  readonly #drop = new DropController(this, ({ sounds: [file] }) => {
    if (file) dispatch(this, 'model-add', { file });
  });

  protected override render(): TemplateResult {
    const { strings, model, models, adding } = this;
    const failed = model.phase === 'error';
    const chosen = 'id' in model ? model.id : null;
    const choice = models.find(({ id }) => id === chosen) ?? null;
    return html`<div class="models">
      <label class="model ${this.#drop.over ? 'over' : ''}">
        <span class="label">${strings.model.label}</span>
        <select part="model" class="pill" ?disabled=${models.length === 0} @change=${this.#onModel}>
          ${
            models.length === 0
              ? html`<option>${failed ? strings.model.error : strings.model.none}</option>`
              : html`${choice ? nothing : html`<option selected disabled>${strings.model.none}</option>`}
                ${models.map(
                  ({ id, title, description }) =>
                    html`<option
                      value=${id}
                      title=${strings.modelNotes[id] ?? description}
                      ?selected=${id === chosen}
                      .selected=${id === chosen}
                    >
                      ${strings.models[id] ?? title}
                    </option>`,
                )}`
          }
        </select>
      </label>
      <alloy-model-remover
        part="model-remove"
        exportparts="question: model-remove-question"
        .model=${choice}
        ?busy=${adding.phase === 'running'}
        @model-remove=${({ detail }: CustomEvent<{ id: string }>) => dispatch(this, 'model-remove', detail)}
      ></alloy-model-remover>
      ${this.#add()}
      ${
        adding.phase === 'running'
          ? html`<span class="muted number" aria-hidden="true"
              >${strings.model.adding(adding.name, percent(adding.progress))}</span
            >`
          : nothing
      }
      <input type="file" hidden accept=".tar,.gz,.tgz" @change=${this.#onFile} />
    </div>`;
  }

  #add(): TemplateResult {
    const { add, addHint, stop } = this.strings.model;
    const running = this.adding.phase === 'running';
    return html`<button
      part="model-add"
      class="icon quiet"
      aria-label=${running ? stop : add}
      data-tip=${running ? stop : addHint}
      @click=${() => (running ? dispatch(this, 'model-add-stop', null) : this.renderRoot.querySelector('input')!.click())}
    >
      ${glyph(running ? 'close' : 'plus')}
    </button>`;
  }

  #onFile(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = ''; // the same file may be chosen again
    if (file) dispatch(this, 'model-add', { file });
  }

  #onModel(event: Event): void {
    const select = event.target as HTMLSelectElement;
    select.blur(); // the computer's keys play again
    dispatch(this, 'model-choose', { id: select.value });
  }
}
