/** Defines `alloy-wheel`: pitch bend or modulation wheel. */
import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DragController } from '../controllers/drag-controller.js';
import { zoomOf } from '../controllers/zoom.js';
import { controls } from '../styles/controls.js';
import { wheelStyles } from '../styles/wheel.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { styled } from '../styles/styled.js';

/** What a key moves a wheel that stays by, and where it takes one that springs back while it is held. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 0.05,
  ArrowRight: 0.05,
  ArrowDown: -0.05,
  ArrowLeft: -0.05,
  PageUp: 0.25,
  PageDown: -0.25,
};
const SPRINGS: Readonly<Record<string, number>> = {
  ArrowUp: 0.5,
  ArrowRight: 0.5,
  ArrowDown: -0.5,
  ArrowLeft: -0.5,
  PageUp: 1,
  PageDown: -1,
};

/**
 * A wheel beside the keys: pitch bend, −1 to 1, which springs back to the middle when it is let go; or modulation,
 * 0 to 1, which stays where it is left.
 *
 * @fires wheel-change - `{ amount: number }`
 * @csspart wheel - the wheel
 * @cssprop --alloy-hybrid - its mark
 */
export class AlloyWheel extends AlloyElement {
  static override readonly styles = [controls, wheelStyles];

  @property() kind: 'bend' | 'modulation' = 'bend';

  @state() private amount = 0;
  readonly #drag = new DragController<null>(this, {
    begin: () => ({ x: 0, y: this.#place, width: Infinity, height: this.#height }),
    move: (_, { y }) => this.#set(this.#springs ? 2 * y - 1 : y),
    end: () => this.#letGo(),
  });

  get #springs(): boolean {
    return this.kind === 'bend';
  }

  /** 0 at the foot, 1 at the top. */
  get #place(): number {
    return this.#springs ? (this.amount + 1) / 2 : this.amount;
  }

  get #height(): number {
    return this.shadowRoot!.querySelector('.wheel')!.clientHeight * zoomOf(this);
  }

  protected override render(): TemplateResult {
    const { bend, bendShort, modulation, modulationShort, wheelValue } = this.strings.play;
    const tip = this.strings.more?.tips[this.kind] ?? nothing;
    const springs = this.#springs;
    return html`
      <div
        part="wheel"
        class="wheel ${this.#drag.active ? 'held' : ''}"
        role="slider"
        tabindex="0"
        aria-label=${springs ? bend : modulation}
        aria-description=${tip}
        data-tip=${tip}
        aria-orientation="vertical"
        aria-valuemin=${springs ? -100 : 0}
        aria-valuemax="100"
        aria-valuenow=${Math.round(this.amount * 100)}
        aria-valuetext=${wheelValue(this.amount)}
        @pointerdown=${(event: PointerEvent) => {
          this.#drag.grab(null, event);
          this.requestUpdate();
        }}
        @pointermove=${this.#drag.onPointerMove}
        @pointerup=${this.#drag.onPointerEnd}
        @pointercancel=${this.#drag.onPointerEnd}
        @dblclick=${() => this.#set(0)}
        @keydown=${this.#onKeyDown}
        @keyup=${this.#onKeyUp}
        @blur=${springs ? this.#letGo : nothing}
      >
        <span class="ribs"></span>
        <span class="mark" ${styled(`--place: ${this.#place.toFixed(3)}`)}></span>
      </div>
      <span class="label" aria-hidden="true">${springs ? bendShort : modulationShort}</span>
    `;
  }

  #set(amount: number): void {
    const clamped = Math.min(1, Math.max(this.#springs ? -1 : 0, amount));
    if (clamped === this.amount) return;
    this.amount = clamped;
    dispatch(this, 'wheel-change', { amount: clamped });
  }

  readonly #letGo = (): void => {
    if (this.#springs) this.#set(0);
    this.requestUpdate();
  };

  #onKeyDown(event: KeyboardEvent): void {
    const ends: Readonly<Record<string, number>> = { Home: this.#springs ? -1 : 0, End: 1, Delete: 0 };
    const amount = this.#springs ? SPRINGS[event.key] : this.#stepped(event.key);
    const next = amount ?? ends[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#set(next);
  }

  #stepped(key: string): number | undefined {
    const step = STEPS[key];
    return step === undefined ? undefined : Math.round((this.amount + step) * 100) / 100;
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.key in SPRINGS || event.key === 'Home' || event.key === 'End') this.#letGo();
  }
}
