import { css, html, LitElement, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { LanguageController } from '../controllers/language-controller.js';
import { controls } from '../styles/controls.js';
import { fire } from './fire.js';

/** What an arrow key bends by while it is held. */
const KEY_AMOUNT: Readonly<Record<string, number>> = {
  ArrowUp: 0.5,
  ArrowRight: 0.5,
  ArrowDown: -0.5,
  ArrowLeft: -0.5,
  PageUp: 1,
  PageDown: -1,
};

/**
 * A pitch-bend wheel. Springs back to the middle when it is let go.
 *
 * @fires bend-change - `{ amount: number }`, −1 to 1
 * @csspart wheel - the wheel
 */
export class AlloyBendWheel extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 6px;
      }
      .wheel {
        position: relative;
        flex: 1;
        width: 34px;
        min-height: 96px;
        overflow: hidden;
        border: 1px solid var(--alloy-line);
        border-radius: 10px;
        background: linear-gradient(
          var(--alloy-raised),
          color-mix(in oklab, var(--alloy-raised), var(--alloy-text) 16%) 50%,
          var(--alloy-raised)
        );
        cursor: ns-resize;
        touch-action: none;
      }
      .mark {
        position: absolute;
        left: 5px;
        right: 5px;
        top: calc(50% - 3px);
        height: 6px;
        border-radius: 3px;
        background: var(--alloy-hybrid);
      }
      .wheel:not(.held) .mark {
        transition: transform 0.12s ease-out;
      }
    `,
  ];

  @property({ type: Boolean }) disabled = false;
  @state() private amount = 0;
  @state() private held = false;
  readonly #language = new LanguageController(this);
  #fromY = 0;

  protected override render(): TemplateResult {
    const { bend, bendShort, wheelValue } = this.#language.strings.play;
    return html`
      <div
        part="wheel"
        class="wheel ${this.held ? 'held' : ''}"
        role="slider"
        tabindex="0"
        aria-label=${bend}
        aria-orientation="vertical"
        aria-valuemin="-100"
        aria-valuemax="100"
        aria-valuenow=${Math.round(this.amount * 100)}
        aria-valuetext=${wheelValue(this.amount)}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#letGo}
        @pointercancel=${this.#letGo}
        @keydown=${this.#onKeyDown}
        @keyup=${this.#onKeyUp}
        @blur=${this.#letGo}
      >
        <span class="mark" style="transform: translateY(${-this.amount * 40}px)"></span>
      </div>
      <span class="label" aria-hidden="true">${bendShort}</span>
    `;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  #set(amount: number): void {
    const clamped = Math.min(1, Math.max(-1, amount));
    if (clamped === this.amount) return;
    this.amount = clamped;
    fire(this, 'bend-change', { amount: clamped });
  }

  readonly #letGo = (): void => {
    this.held = false;
    this.#set(0);
  };

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.held = true;
    this.#fromY = event.clientY;
  }

  #onPointerMove(event: PointerEvent): void {
    if (!this.held) return;
    const { clientHeight } = event.currentTarget as HTMLElement;
    this.#set((this.#fromY - event.clientY) / (clientHeight / 2));
  }

  #onKeyDown(event: KeyboardEvent): void {
    const amount = KEY_AMOUNT[event.key];
    if (amount === undefined) return;
    event.preventDefault();
    this.#set(amount);
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.key in KEY_AMOUNT) this.#letGo();
  }
}
