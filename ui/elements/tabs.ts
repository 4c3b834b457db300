/** Defines `alloy-tabs`: the choice of the view of an instrument's face. */
import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { FACE_VIEWS, type FaceView } from '../controllers/face-memory.js';
import { controls } from '../styles/controls.js';
import { styled } from '../styles/styled.js';
import { tabsStyles } from '../styles/tabs.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

/**
 * The views of an instrument's face as tabs: arrows, Home and End go from one to the next. The tab of the sources shows how
 * far a render is, and whether one is due.
 *
 * @fires view-choose - `{ view: string }`
 * @csspart tabs - the row of tabs
 * @cssprop --alloy-hybrid - the tab that is chosen
 * @cssprop --alloy-gradient - how far a render is
 */
export class AlloyTabs extends AlloyElement {
  static override readonly styles = [controls, tabsStyles];

  @property() view: FaceView = 'play';
  /** How far a render is, 0 to 1; null: none runs. */
  @property({ type: Number }) progress: number | null = null;
  /** What is heard is not what the settings say: a render is due. */
  @property({ type: Boolean }) due = false;

  /** Puts the focus on the tab that is chosen. */
  override focus(): void {
    this.shadowRoot?.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }

  protected override render(): TemplateResult {
    const { views } = this.strings;
    return html`<div
      class="tabs"
      part="tabs"
      role="tablist"
      aria-label=${views.label}
      @keydown=${this.#onKeyDown}
    >
      ${FACE_VIEWS.map((view) => {
        const chosen = view === this.view;
        return html`<button
          role="tab"
          class=${view}
          aria-selected=${chosen}
          tabindex=${chosen ? 0 : -1}
          data-tip=${this.strings.more?.viewTips[view] ?? nothing}
          @click=${() => dispatch(this, 'view-choose', { view })}
        >
          ${views[view]} ${view === 'sources' ? this.#render() : nothing}
        </button>`;
      })}
    </div>`;
  }

  #render(): TemplateResult | typeof nothing {
    if (this.progress !== null) {
      return html`<span class="progress" ${styled(`--done: ${this.progress.toFixed(3)}`)}></span>`;
    }
    if (!this.due) return nothing;
    return html`<span class="dot"></span><span class="unseen">, ${this.strings.views.due}</span>`;
  }

  #onKeyDown(event: KeyboardEvent): void {
    const last = FACE_VIEWS.length - 1;
    const at = FACE_VIEWS.indexOf(this.view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const view = FACE_VIEWS[(to + last + 1) % (last + 1)]!;
    this.shadowRoot?.querySelector<HTMLElement>(`.${view}`)?.focus();
    dispatch(this, 'view-choose', { view });
  }
}
