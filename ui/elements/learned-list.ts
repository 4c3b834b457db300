/** Defines `alloy-learned-list`: the learned MIDI controllers. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PARAMETERS } from '../../src/parameters.js';
import { NOTHING_LEARNED, type Learned, type LearnedBinding } from '../learned.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';

/**
 * The learned controllers, each with a button that forgets it, and a menu of all parameters to learn one for: the
 * way by keyboard and touch to what a right-click does.
 *
 * @fires learn-start - `{ id: string }`
 * @fires learn-stop
 * @fires learn-clear - `{ id: string }`
 * @csspart list - the learned controllers
 */
export class AlloyLearnedList extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      .form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .form select {
        flex: 1 1 150px;
        min-width: 0;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 10px 0 0;
        padding: 0;
        list-style: none;
        font-size: 12px;
      }
      li {
        display: flex;
        align-items: center;
        gap: 7px;
        padding-left: 11px;
        border: 1px solid var(--alloy-line);
        border-radius: 999px;
      }
      li button {
        width: 28px;
        min-height: 28px;
      }
      p {
        margin: 10px 0 0;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) learned: Learned = NOTHING_LEARNED;
  /** There is no MIDI here to learn from. */
  @property({ type: Boolean }) unable = false;

  @state() private chosen: string = PARAMETERS[0].id;

  protected override render(): TemplateResult {
    const { strings } = this;
    const { learn } = strings.more!;
    const { armed, bindings } = this.learned;
    return html`
      <div class="form">
        <select
          class="pill"
          aria-label=${learn.parameter}
          .value=${this.chosen}
          @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}
        >
          ${PARAMETERS.map(
            ({ id }) => html`<option value=${id} ?selected=${id === this.chosen}>${this.#name(id)}</option>`,
          )}
        </select>
        ${
          armed === null
            ? html`<button
                ?disabled=${this.unable}
                title=${this.unable ? strings.midi.unsupported : nothing}
                @click=${() => dispatch(this, 'learn-start', { id: this.chosen })}
              >
                ${learn.start}
              </button>`
            : html`<button aria-pressed="true" @click=${() => dispatch(this, 'learn-stop', null)}>
                ${learn.stop}
              </button>`
        }
      </div>
      ${
        bindings.length === 0
          ? html`<p class="muted">${learn.noBindings}</p>`
          : html`<ul part="list" aria-label=${learn.bindings}>
              ${bindings.map((binding) => this.#binding(binding))}
            </ul>`
      }
    `;
  }

  #name(id: string): string {
    return this.strings.parameters[id] ?? PARAMETERS.find((one) => one.id === id)?.title ?? id;
  }

  #binding({ parameter, controller, channel }: LearnedBinding): TemplateResult {
    const { learn } = this.strings.more!;
    const name = learn.controllerOn(controller, channel + 1);
    return html`<li>
      <span><b>${this.#name(parameter)}</b> <span class="muted number">${name}</span></span>
      <button
        class="icon quiet"
        aria-label=${learn.forget(this.#name(parameter), name)}
        @click=${() => dispatch(this, 'learn-clear', { id: parameter })}
      >
        ${glyph('close')}
      </button>
    </li>`;
  }
}
