import { css, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Take } from '../../src/instrument/state.js';
import type { Metal } from '../pictures/metal.js';
import type { TakeView } from '../strings.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';

const VIEWS: readonly TakeView[] = ['waveform', 'rainbowgram', 'embedding'];

/**
 * Originals, reconstructions and the hybrid, all seen the same way.
 *
 * @fires take-play - `{ id: string }`
 * @fires take-stop - `{ id: string }`
 * @fires take-save - `{ id: string }`
 * @csspart views - the choice of picture
 * @csspart takes - the grid of takes
 */
export class AlloyTakeList extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        container-type: inline-size;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 16px;
        margin-bottom: 10px;
      }
      h2 {
        margin: 0;
        font-size: 15px;
        font-weight: 650;
      }
      .views {
        display: flex;
        padding: 3px;
        border-radius: 999px;
        background: var(--alloy-raised);
      }
      .views button {
        min-height: 28px;
        padding: 0 12px;
        border: 0;
        background: none;
        font-size: 12px;
      }
      .views button[aria-checked='true'] {
        background: var(--alloy-surface);
        box-shadow: 0 1px 3px rgb(0 0 0 / 0.18);
      }
      .takes {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 14px;
      }
      .hybrid {
        --stage: 150px;
        grid-column: 1 / -1;
      }
      @container (max-width: 1020px) {
        .takes {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @container (max-width: 560px) {
        .views {
          width: 100%;
        }
        .views button {
          flex: 1;
          padding: 0 4px;
        }
        .takes {
          grid-template-columns: minmax(0, 1fr);
        }
        .hybrid {
          --stage: 110px;
        }
      }
    `,
  ];

  @property({ attribute: false }) takes: readonly Take[] = [];
  @property({ attribute: false }) playing: string | null = null;
  @property({ type: Number }) mix = 0.5;
  /** Length of a complete render. */
  @property({ type: Number }) seconds = 4;

  @state() private view: TakeView = 'waveform';

  protected override render(): TemplateResult {
    return html`
      <section aria-label=${this.strings.takes.label}>
        <header>
          <h2>${this.strings.takes.label}</h2>
          ${this.#views()}
        </header>
        <div part="takes" class="takes">
          ${repeat(
            [...this.takes].sort(bySource),
            ({ id }) => id,
            (take) => this.#take(take),
          )}
        </div>
      </section>
    `;
  }

  #views(): TemplateResult {
    return html`<div
      part="views"
      class="views"
      role="radiogroup"
      aria-label=${this.strings.takes.viewLabel}
      @keydown=${this.#onKeyDown}
    >
      ${VIEWS.map(
        (view) =>
          html`<button
            role="radio"
            aria-checked=${view === this.view}
            tabindex=${view === this.view ? 0 : -1}
            @click=${() => (this.view = view)}
          >
            ${this.strings.takes.views[view]}
          </button>`,
      )}
    </div>`;
  }

  #take(take: Take): TemplateResult {
    return html`<alloy-take
      class=${take.kind}
      .take=${take}
      .view=${this.view}
      .metal=${metalOf(take)}
      .mix=${this.mix}
      .playing=${this.playing === take.id}
      .span=${Math.round(this.seconds * take.clip.sampleRate)}
      @take-play=${this.#forward}
      @take-stop=${this.#forward}
      @take-save=${this.#forward}
    ></alloy-take>`;
  }

  readonly #forward = (event: CustomEvent<{ id: string }>): void => fire(this, event.type, event.detail);

  async #onKeyDown(event: KeyboardEvent): Promise<void> {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.view = VIEWS[(VIEWS.indexOf(this.view) + step + VIEWS.length) % VIEWS.length]!;
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>('[role=radio][aria-checked=true]')?.focus();
  }
}

/** The hybrid first, then each original beside its reconstruction. */
function bySource(a: Take, b: Take): number {
  if (a.kind === 'hybrid' || b.kind === 'hybrid') return a.kind === 'hybrid' ? -1 : 1;
  return a.id.slice(-1).localeCompare(b.id.slice(-1)) || a.kind.localeCompare(b.kind);
}

function metalOf({ kind, id }: Take): Metal {
  if (kind === 'hybrid') return 'alloy';
  return id.endsWith('-0') ? 'a' : 'b';
}
