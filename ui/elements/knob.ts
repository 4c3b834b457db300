import { html, LitElement, svg, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Parameter } from '../../src/parameters.js';
import { LanguageController } from '../controllers/language-controller.js';
import { fromTravel, parameterText, parseParameter, toTravel } from '../format.js';
import { controls } from '../styles/controls.js';
import { knobStyles } from '../styles/knob.js';
import { fire } from './fire.js';

/** Travel of a key press, of a notch of the wheel, and of a pixel of a drag. */
const KEY_STEP = 0.02;
const PAGE_STEP = 0.1;
const WHEEL_STEP = 0.02;
const DRAG_STEP = 1 / 180;
const FINE = 0.2;
const SWEEP_DEGREES = 270;

/** An arc of the dial from travel `from` to `to`, radius 17 around 22, 22. */
function arc(from: number, to: number): string {
  const point = (travel: number) => {
    const angle = ((travel - 0.5) * SWEEP_DEGREES * Math.PI) / 180;
    return `${(22 + 17 * Math.sin(angle)).toFixed(2)} ${(22 - 17 * Math.cos(angle)).toFixed(2)}`;
  };
  const large = (to - from) * SWEEP_DEGREES > 180 ? 1 : 0;
  return `M${point(from)}A17 17 0 ${large} 1 ${point(to)}`;
}

/**
 * A parameter as a knob: drag up and down (with Shift finely), scroll, press arrow keys, type into its value;
 * double-click for the default.
 *
 * @fires knob-change - `{ id: string, value: number }`
 * @csspart dial - the knob
 * @csspart value - the text field of the value
 * @cssprop --alloy-melt - gradient of the arc
 */
export class AlloyKnob extends LitElement {
  static override readonly styles = [controls, knobStyles];

  @property({ attribute: false }) parameter: Parameter = {
    id: '',
    title: '',
    group: 'level',
    unit: 'none',
    min: 0,
    max: 1,
    default: 0,
    curve: 'linear',
  };
  @property({ type: Number }) value = 0;

  @query('input') private readonly field!: HTMLInputElement;
  readonly #language = new LanguageController(this);
  #dragFrom: { y: number; travel: number } | null = null;

  protected override render(): TemplateResult {
    const { parameter, value } = this;
    const travel = toTravel(parameter, value);
    const origin = parameter.min === -parameter.max ? 0.5 : 0;
    const text = parameterText(parameter, value);
    const { parameters, play } = this.#language.strings;
    const title = parameters[parameter.id] ?? parameter.title;
    return html`
      <div
        part="dial"
        class="dial"
        role="slider"
        tabindex="0"
        title=${play.knobHint}
        aria-label=${title}
        aria-valuemin=${parameter.min}
        aria-valuemax=${parameter.max}
        aria-valuenow=${Number(value.toPrecision(4))}
        aria-valuetext=${text}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#onPointerEnd}
        @pointercancel=${this.#onPointerEnd}
        @dblclick=${() => this.#set(parameter.default)}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKeyDown}
      >
        ${this.#dial(travel, origin)}
      </div>
      <span class="title" aria-hidden="true">${title}</span>
      <input
        part="value"
        class="number"
        type="text"
        autocomplete="off"
        spellcheck="false"
        aria-label=${play.knobEdit(title)}
        .value=${text}
        @focus=${() => this.field.select()}
        @change=${this.#onTyped}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#restore()}
      />
    `;
  }

  #dial(travel: number, origin: number): TemplateResult {
    return html`<svg viewBox="0 0 44 44" aria-hidden="true">
      ${svg`<defs><linearGradient id="melt" x1="0" x2="1">
          <stop offset="0.1" stop-color="var(--alloy-a)" />
          <stop offset="0.9" stop-color="var(--alloy-b)" />
        </linearGradient></defs>
        <path class="rail" d=${arc(0, 1)} />
        <path class="arc" d=${arc(Math.min(travel, origin), Math.max(travel, origin) + 0.001)} />
        <circle class="cap" cx="22" cy="22" r="11.5" />
        <path class="hand" d="M22 18.500V12.500" transform="rotate(${(travel - 0.5) * SWEEP_DEGREES} 22 22)" />`}
    </svg>`;
  }

  #set(value: number): void {
    const { min, max, id } = this.parameter;
    const clamped = Math.min(max, Math.max(min, value));
    if (clamped !== this.value) fire(this, 'knob-change', { id, value: clamped });
  }

  #move(travel: number): void {
    this.#set(fromTravel(this.parameter, travel));
  }

  #restore(): void {
    this.field.value = parameterText(this.parameter, this.value);
  }

  #onTyped(): void {
    const value = parseParameter(this.parameter, this.field.value);
    if (value !== null) this.#set(value);
    void this.updateComplete.then(() => this.#restore());
  }

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#dragFrom = { y: event.clientY, travel: toTravel(this.parameter, this.value) };
  }

  #onPointerMove(event: PointerEvent): void {
    if (!this.#dragFrom) return;
    const step = event.shiftKey ? DRAG_STEP * FINE : DRAG_STEP;
    const travel = Math.min(
      1,
      Math.max(0, this.#dragFrom.travel + (this.#dragFrom.y - event.clientY) * step),
    );
    this.#dragFrom = { y: event.clientY, travel };
    this.#move(travel);
  }

  #onPointerEnd(): void {
    this.#dragFrom = null;
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const step = event.shiftKey ? WHEEL_STEP * FINE : WHEEL_STEP;
    const turn = Math.sign(event.deltaY || event.deltaX);
    this.#move(toTravel(this.parameter, this.value) - turn * step);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    const { min, max } = this.parameter;
    const travel = toTravel(this.parameter, this.value);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowUp: () => this.#move(travel + KEY_STEP),
      ArrowRight: () => this.#move(travel + KEY_STEP),
      ArrowDown: () => this.#move(travel - KEY_STEP),
      ArrowLeft: () => this.#move(travel - KEY_STEP),
      PageUp: () => this.#move(travel + PAGE_STEP),
      PageDown: () => this.#move(travel - PAGE_STEP),
      Home: () => this.#set(min),
      End: () => this.#set(max),
      Delete: () => this.#set(this.parameter.default),
      Enter: () => this.field.focus(),
    };
    const move = moves[key];
    if (move) {
      event.preventDefault();
      move();
    } else if (/^[0-9.,-]$/.test(key) && !event.ctrlKey && !event.metaKey) {
      this.field.focus(); // the digit itself replaces the selected value
    }
  }
}
