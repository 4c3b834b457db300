/** Defines `alloy-header`: name, views, undo and redo, status, and what is wrong with the model. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type {
  AddingState,
  BackendState,
  EditName,
  HistoryState,
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
 * The head of the instrument: its name, undo and redo, what runs it and whether it is offline, and what is wrong with its
 * model. A model's archive that is dropped on it is added. On a narrow face it has two rows, and says by a lamp alone what runs.
 *
 * @fires edit-undo
 * @fires edit-redo
 * @fires model-add - `{ file: File }`, an archive that was dropped
 * @slot views - what chooses the view
 * @slot presets - what belongs beside undo and redo
 * @slot tools - what stands at the end
 * @csspart brand - mark and name
 * @csspart undo - the button
 * @csspart redo - the button
 * @csspart status - what runs it
 * @cssprop --alloy-a - the mark; `--alloy-b` likewise
 * @cssprop --alloy-hybrid - the lamp
 */
export class AlloyHeader extends AlloyElement {
  static override readonly styles = [controls, headerStyles];

  @property({ attribute: false }) model: ModelState = { phase: 'none' };
  /** A model that is being added. */
  @property({ attribute: false }) adding: AddingState = { phase: 'idle' };
  @property({ attribute: false }) backend: BackendState | null = null;
  @property({ attribute: false }) history: HistoryState = { undo: null, redo: null };
  /** Inside somebody else's program, which has a name and a head of its own: without Alloy's name. */
  @property({ type: Boolean, reflect: true }) compact = false;
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
    const status = this.#status(failed !== null);
    return html`<header class=${this.#drop.over ? 'over' : ''}>
        <div class="brand" part="brand">${mark()}<span>${strings.name}</span></div>
        <slot name="views"></slot>
        <slot name="presets"></slot>
        ${this.#history()}
        <div class="backend ${this.adding.phase}" part="status" data-tip=${status}>
          <span class="lamp ${model.phase}" aria-hidden="true"></span>
          <span class="words" role="status">${status}</span>
        </div>
        <slot name="tools"></slot>
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
        data-tip=${text}
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

  #addingFailed(): TemplateResult | typeof nothing {
    const { adding, strings } = this;
    if (adding.phase !== 'error') return nothing;
    return html`<p class="failure danger" role="alert">
      ${glyph('alert')} <span>${errorText(strings, adding.error)}</span>
    </p>`;
  }
}
