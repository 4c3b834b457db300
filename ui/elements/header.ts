/** Defines `alloy-header`: name, undo and redo, status, choice of model. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type {
  AddingState,
  BackendState,
  EditName,
  HistoryState,
  ModelChoice,
  ModelState,
} from '../../src/instrument/state/state.js';
import { DropController } from '../controllers/drop-controller.js';
import { OnlineController } from '../controllers/online-controller.js';
import { percent } from '../format.js';
import { errorText } from '../strings.js';
import { controls } from '../styles/controls.js';
import { headerStyles } from '../styles/header.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph, mark } from './glyphs.js';

/**
 * The head of the instrument: its name, undo and redo, what runs it and whether it is offline, the choice of model, and
 * what is wrong with it.
 *
 * @fires edit-undo
 * @fires edit-redo
 * @fires model-choose - `{ id: string }`
 * @fires model-add - `{ file: File }`, an archive that was chosen or dropped
 * @fires model-add-stop
 * @fires model-remove - `{ id: string }`
 * @slot presets - what belongs beside undo and redo
 * @csspart brand - mark and name
 * @csspart undo - the button
 * @csspart redo - the button
 * @csspart status - what runs it
 * @csspart model - the choice of model
 * @csspart model-add - the button that adds one, or stops that
 * @csspart model-remove - the button that removes one, and its question
 * @cssprop --alloy-a - the mark; `--alloy-b` likewise
 * @cssprop --alloy-hybrid - the lamp
 */
export class AlloyHeader extends AlloyElement {
  static override readonly styles = [controls, headerStyles];

  @property({ attribute: false }) model: ModelState = { phase: 'none' };
  @property({ attribute: false }) models: readonly ModelChoice[] = [];
  /** A model that is being added. */
  @property({ attribute: false }) adding: AddingState = { phase: 'idle' };
  @property({ attribute: false }) backend: BackendState | null = null;
  @property({ attribute: false }) history: HistoryState = { undo: null, redo: null };
  /** Whether the page's policy blocks a part: then that is why no model opens, and it is said elsewhere. */
  @property({ attribute: false }) blocked = false;

  /** What was undone or redone last, for screen readers. */
  @state() private said = '';
  readonly #online = new OnlineController(this);
  readonly #drop = new DropController(this, ({ sounds: [file] }) => {
    if (file) dispatch(this, 'model-add', { file });
  });

  /** Says what was undone, or done again. */
  announce(edit: EditName, redone: boolean): void {
    const { history } = this.strings;
    this.said = (redone ? history.redone : history.undone)(history.edits[edit]);
  }

  protected override render(): TemplateResult {
    const { strings, model } = this;
    const error = model.phase === 'error' ? model.error : null;
    const failed = error && errorText(strings, error);
    const hint = this.blocked || error?.code === 'model-removed' ? '' : strings.model.hint;
    return html`<header>
        <div class="brand" part="brand">${mark()}<span>${strings.name}</span></div>
        ${this.#history()}
        <slot name="presets"></slot>
        <div class="backend" part="status">
          <span class="lamp ${model.phase}" aria-hidden="true"></span>
          <span role="status">${this.#status(failed !== null)}</span>
        </div>
        ${this.#models(failed !== null)}
      </header>
      ${
        failed
          ? html`<p class="failure danger" role="alert">
              ${glyph('alert')}
              <span>${failed} ${hint}</span>
            </p>`
          : nothing
      }
      ${this.#addingFailed()}
      <p class="unseen" role="status">${this.said}</p>`;
  }

  #status(failed: boolean): string {
    const { strings, model } = this;
    if (this.adding.phase === 'running') {
      return strings.model.adding(this.adding.name, percent(this.adding.progress));
    }
    if (model.phase === 'loading') return strings.model.loading;
    if (failed) return strings.backend.failed;
    const { runs: inWords, waiting, offline } = strings.backend;
    const runs = this.backend ? inWords(this.backend.description) : waiting;
    return this.#online.offline ? `${runs} · ${offline}` : runs;
  }

  #history(): TemplateResult {
    const { label, undo, redo, undoOf, redoOf, edits } = this.strings.history;
    const button = (
      part: 'undo' | 'redo',
      edit: EditName | null,
      name: string,
      of: (edit: string) => string,
      keys: string,
    ): TemplateResult => {
      const text = edit === null ? name : of(edits[edit]);
      return html`<button
        part=${part}
        class="icon quiet"
        ?disabled=${edit === null}
        aria-label=${text}
        aria-keyshortcuts=${keys}
        title=${text}
        @click=${() => dispatch(this, `edit-${part}`, null)}
      >
        ${glyph(part)}
      </button>`;
    };
    return html`<div class="history" role="group" aria-label=${label}>
      ${button('undo', this.history.undo, undo, undoOf, 'Control+Z Meta+Z')}
      ${button('redo', this.history.redo, redo, redoOf, 'Control+Shift+Z Meta+Shift+Z')}
    </div>`;
  }

  #models(failed: boolean): TemplateResult {
    const { strings, model, models } = this;
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
        ?busy=${this.adding.phase === 'running'}
        @model-remove=${({ detail }: CustomEvent<{ id: string }>) => dispatch(this, 'model-remove', detail)}
      ></alloy-model-remover>
      ${this.#add()}
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
      title=${running ? stop : addHint}
      @click=${() => (running ? dispatch(this, 'model-add-stop', null) : this.renderRoot.querySelector('input')!.click())}
    >
      ${glyph(running ? 'close' : 'plus')}
    </button>`;
  }

  #addingFailed(): TemplateResult | typeof nothing {
    const { adding, strings } = this;
    if (adding.phase !== 'error') return nothing;
    return html`<p class="failure danger" role="alert">
      ${glyph('alert')} <span>${errorText(strings, adding.error)}</span>
    </p>`;
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
