/** Defines `alloy-midi`: MIDI on, input and channel. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isInsecurePage } from '../../src/platform/secure.js';
import type { MidiState } from '../../src/instrument/state/state.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

const CHANNELS = Array.from({ length: 16 }, (_, channel) => channel);

/**
 * Switches Web MIDI on, and chooses the input and the channel.
 *
 * @fires midi-enable
 * @fires midi-select - `{ id: string }`, an input's id or "all"
 * @fires midi-channel - `{ channel: number | null }`, 0 to 15 or all
 * @csspart field - the choice of input, and of channel
 */
export class AlloyMidi extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        font-size: 13px;
      }
      select {
        min-width: 0;
        max-width: 190px;
      }
    `,
  ];

  @property({ attribute: false }) midi: MidiState = { phase: 'off' };
  /** The channel that is listened to, 0 to 15; null: all. */
  @property({ attribute: false }) channel: number | null = null;

  protected override render(): TemplateResult {
    const { midi } = this.strings;
    switch (this.midi.phase) {
      case 'unsupported':
        return html`<span class="muted">${isInsecurePage() ? midi.insecure : midi.unsupported}</span>`;
      case 'denied':
        return html`<span class="danger" role="alert">${midi.denied}</span>`;
      case 'off':
        return this.#enable();
      case 'on':
        return html`${this.#inputs(this.midi)} ${this.#channels()}
        ${this.midi.without === 'off' ? this.#enable() : nothing}`;
    }
  }

  #enable(): TemplateResult {
    return html`<button @click=${() => dispatch(this, 'midi-enable', null)}>
      ${this.strings.midi.enable}
    </button>`;
  }

  #inputs({ inputs, selected }: Extract<MidiState, { phase: 'on' }>): TemplateResult {
    const { midi } = this.strings;
    if (inputs.length === 0) return html`<span class="muted" role="status">${midi.none}</span>`;
    return html`<select
      class="pill"
      part="field"
      aria-label=${midi.input}
      @change=${(event: Event) => dispatch(this, 'midi-select', { id: (event.target as HTMLSelectElement).value })}
    >
      <option value="all" .selected=${selected === 'all'}>${midi.all}</option>
      ${inputs.map(({ id, name }) => html`<option value=${id} .selected=${selected === id}>${name}</option>`)}
    </select>`;
  }

  #channels(): TemplateResult {
    const { midi } = this.strings;
    return html`<select
      class="pill"
      part="field"
      aria-label=${midi.channel}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        dispatch(this, 'midi-channel', { channel: value === '' ? null : Number(value) });
      }}
    >
      <option value="" .selected=${this.channel === null}>${midi.allChannels}</option>
      ${CHANNELS.map(
        (channel) =>
          html`<option value=${channel} .selected=${this.channel === channel}>
            ${midi.channelName(channel + 1)}
          </option>`,
      )}
    </select>`;
  }
}
