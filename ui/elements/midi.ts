import { css, html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MidiState } from '../../src/instrument/state.js';
import { LanguageController } from '../controllers/language-controller.js';
import { controls } from '../styles/controls.js';
import { fire } from './fire.js';

/**
 * Switches Web MIDI on and chooses the input.
 *
 * @fires midi-enable
 * @fires midi-select - `{ id: string }`, an input's id or "all"
 * @csspart field - the choice of input
 */
export class AlloyMidi extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        font-size: 13px;
      }
    `,
  ];

  @property({ attribute: false }) midi: MidiState = { phase: 'off' };

  readonly #language = new LanguageController(this);

  protected override render(): TemplateResult {
    const { midi } = this.#language.strings;
    switch (this.midi.phase) {
      case 'unsupported':
        return html`<span class="muted">${midi.unsupported}</span>`;
      case 'denied':
        return html`<span class="danger" role="alert">${midi.denied}</span>`;
      case 'off':
        return html`<button @click=${() => fire(this, 'midi-enable', null)}>${midi.enable}</button>`;
      case 'on':
        return this.#inputs(this.midi);
    }
  }

  #inputs({ inputs, selected }: Extract<MidiState, { phase: 'on' }>): TemplateResult {
    const { midi } = this.#language.strings;
    if (inputs.length === 0) return html`<span class="muted" role="status">${midi.none}</span>`;
    return html`<span class="label" aria-hidden="true">${midi.label}</span>
      <select
        class="pill"
        part="field"
        aria-label=${midi.input}
        @change=${(event: Event) =>
          fire(this, 'midi-select', { id: (event.target as HTMLSelectElement).value })}
      >
        <option value="all" ?selected=${selected === 'all'}>${midi.all}</option>
        ${inputs.map(
          ({ id, name }) => html`<option value=${id} ?selected=${selected === id}>${name}</option>`,
        )}
      </select>`;
  }
}
