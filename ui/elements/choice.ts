/** Defines `alloy-choice`: a parameter with named values, as a menu. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Parameter } from '../../src/parameters.js';
import type { Strings } from '../strings.js';
import { choiceStyles } from '../styles/choice.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { described } from '../learned.js';
import { dispatch } from './dispatch.js';

/** A choice of a parameter in words. */
export function choiceName({ more }: Strings, { id, choices: ids }: Parameter, value: number): string {
  const choice = ids?.[Math.round(value)] ?? '';
  return more?.choices[`${id}.${choice}`] ?? more?.choices[`lfo.${choice}`] ?? choice;
}

/**
 * A parameter that is one of several, as a menu. Names itself by `data-parameter`, as `alloy-knob` does.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart field - the menu
 * @csspart title - its name
 */
export class AlloyChoice extends AlloyElement {
  static override readonly styles = [controls, choiceStyles];

  @property({ attribute: false }) parameter: Parameter | null = null;
  @property({ type: Number }) value = 0;
  /** What is printed below it, where that is not the parameter's whole name. */
  @property() label = '';
  /** The controller that turns it, in words, or nothing. */
  @property() learned = '';
  /** It waits for a controller. */
  @property({ type: Boolean, reflect: true }) armed = false;

  #byPointer = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('parameter')) this.dataset.parameter = this.parameter?.id ?? '';
  }

  protected override render(): TemplateResult {
    const { parameter, value } = this;
    if (!parameter?.choices) return html``;
    const { strings } = this;
    const { learn } = strings.more!;
    const title = strings.parameters[parameter.id] ?? parameter.title;
    const learned = this.armed ? learn.armed : this.learned === '' ? '' : learn.bound(this.learned);
    return html`<select
        part="field"
        class="pill"
        aria-label=${title}
        aria-description=${described(strings, parameter.id, learned) || nothing}
        @pointerdown=${() => (this.#byPointer = true)}
        @keydown=${() => (this.#byPointer = false)}
        @change=${this.#onChange}
      >
        ${parameter.choices.map(
          (_, index) =>
            html`<option
              value=${index}
              ?selected=${index === Math.round(value)}
              .selected=${index === Math.round(value)}
            >
              ${choiceName(strings, parameter, index)}
            </option>`,
        )}
      </select>
      <span part="title" class="title" aria-hidden="true">
        ${this.label || title}${this.learned === '' ? nothing : html` · ${this.learned}`}
      </span>`;
  }

  #onChange(event: Event): void {
    const select = event.target as HTMLSelectElement;
    if (this.#byPointer) select.blur(); // the computer's keys play again
    dispatch(this, 'parameter-change', { id: this.parameter!.id, value: Number(select.value) });
  }
}
