/** Defines `alloy-knob`: a parameter as a knob. */
import { html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Parameter } from '../../src/parameters.js';
import { DragController } from '../controllers/drag-controller.js';
import { WheelController } from '../controllers/wheel-controller.js';
import { parameterText, toTravel } from '../format.js';
import { parseTyped } from '../typed-value.js';
import { controls } from '../styles/controls.js';
import { knobStyles } from '../styles/knob.js';
import { steppedByKey, valueAt, within } from '../value-steps.js';
import { AlloyElement } from './element.js';
import { described } from '../learned.js';
import { dispatch } from './dispatch.js';

/** Pixels of a drag from one end to the other. */
const DRAG_REACH = 180;
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
 * A parameter as a knob: drag up and down (with Shift finely), turn the wheel, press arrow, Page, Home and End keys,
 * type a value; a double click or Delete gives the default.
 *
 * `data-parameter` on it names the parameter, for menus of the page around it (see `alloy-control-menu`).
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart dial - the knob
 * @csspart title - its name
 * @csspart value - the text field of the value
 * @cssprop --alloy-a - the arc's gradient begins with it; `--alloy-b`: and ends
 * @cssprop --alloy-knob-size - diameter of the dial
 */
export class AlloyKnob extends AlloyElement {
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
  /** What is printed below it, where that is not the parameter's whole name. */
  @property() label = '';
  /** The controller that turns it, in words, or nothing. */
  @property() learned = '';
  /** It waits for a controller. */
  @property({ type: Boolean, reflect: true }) armed = false;

  @query('.dial') private readonly dial!: HTMLElement;
  @query('input') private readonly field!: HTMLInputElement;
  readonly #drag = new DragController<null>(this, {
    begin: () => ({ x: 0, y: this.#travel, width: Infinity, height: DRAG_REACH }),
    move: (_, { y }) => this.#move(y),
  });
  readonly #wheel = new WheelController(this, {
    begin: () => this.#travel,
    move: (travel) => this.#move(travel),
  });

  get #travel(): number {
    return toTravel(this.parameter, this.value);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('parameter')) this.dataset.parameter = this.parameter.id;
  }

  protected override render(): TemplateResult {
    const { parameter, value } = this;
    const { parameters, play, units } = this.strings;
    const { learn } = this.strings.more!;
    const text = parameterText(parameter, value, units);
    const title = parameters[parameter.id] ?? parameter.title;
    const learned = this.armed ? learn.armed : this.learned === '' ? '' : learn.bound(this.learned);
    return html`
      <div
        part="dial"
        class="dial"
        role="slider"
        tabindex="0"
        aria-label=${title}
        aria-valuemin=${parameter.min}
        aria-valuemax=${parameter.max}
        aria-valuenow=${Number(value.toPrecision(4))}
        aria-valuetext=${text}
        aria-description=${described(this.strings, parameter.id, learned) || nothing}
        aria-keyshortcuts="Shift+F10"
        @pointerdown=${(event: PointerEvent) => this.#drag.grab(null, event)}
        @pointermove=${this.#drag.onPointerMove}
        @pointerup=${this.#drag.onPointerEnd}
        @pointercancel=${this.#drag.onPointerEnd}
        @dblclick=${() => this.#set(parameter.default)}
        @wheel=${this.#wheel.onWheel}
        @keydown=${this.#onKeyDown}
      >
        ${this.#picture()}
        ${
          this.learned === '' || this.armed
            ? nothing
            : html`<span class="learned number" aria-hidden="true">${this.learned}</span>`
        }
      </div>
      <span part="title" class="title" aria-hidden="true">${this.label || title}</span>
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
        @keydown=${this.#onFieldKey}
      />
    `;
  }

  #picture(): TemplateResult {
    const travel = this.#travel;
    const origin = this.parameter.min < 0 && this.parameter.max > 0 ? toTravel(this.parameter, 0) : 0;
    return html`<svg viewBox="0 0 44 44" aria-hidden="true">
      ${svg`<defs>
          <linearGradient id="gradient" gradientUnits="userSpaceOnUse" x1="6" x2="38" y1="0" y2="0">
            <stop offset="0" stop-color="var(--alloy-a)" />
            <stop offset="1" stop-color="var(--alloy-b)" />
          </linearGradient>
          <linearGradient id="cap" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stop-color="var(--alloy-knob-light)" />
            <stop offset="1" stop-color="var(--alloy-knob-dark)" />
          </linearGradient>
        </defs>
        <path class="rail" d=${arc(0, 1)} />
        <path class="arc" d=${arc(Math.min(travel, origin), Math.max(travel, origin) + 0.001)} />
        <circle class="cap" cx="22" cy="22" r="11.500" />
        <path class="hand" d="M22 18.500V12.500" transform="rotate(${(travel - 0.5) * SWEEP_DEGREES} 22 22)" />`}
    </svg>`;
  }

  #set(value: number): void {
    const next = within(this.parameter, value);
    if (next !== this.value) dispatch(this, 'parameter-change', { id: this.parameter.id, value: next });
  }

  #move(travel: number): void {
    this.#set(valueAt(this.parameter, travel));
  }

  #restore(): void {
    this.field.value = parameterText(this.parameter, this.value, this.strings.units);
  }

  #onTyped(): void {
    const value = parseTyped(this.parameter, this.field.value, this.value);
    if (value !== null) this.#set(value);
    void this.updateComplete.then(() => this.#restore());
  }

  /** Enter and Escape end typing and go back to the dial. */
  #onFieldKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#restore();
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    this.field.blur(); // says `change` where there is one
    this.dial.focus();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const value = steppedByKey(this.parameter, this.value, event);
    if (value !== null) {
      event.preventDefault();
      this.#set(value);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.field.focus();
    } else if (/^[0-9.,-]$/.test(event.key)) {
      this.field.focus(); // the digit itself replaces the selected value
    }
  }
}
