/** Defines `alloy-bridge`: the connection to the MIDI bridge of this machine. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { BridgeState } from '../../src/instrument/state/state.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

/**
 * Connects to `alloy bridge` on this machine, for browsers without Web MIDI and for DAWs.
 *
 * @fires bridge-connect - `{ address: string | null }`, what was pasted; null: no more
 * @csspart field - the address
 */
export class AlloyBridge extends AlloyElement {
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
      form {
        display: flex;
        flex: 1 1 260px;
        flex-wrap: wrap;
        gap: 8px;
      }
      input {
        flex: 1 1 180px;
        min-width: 0;
      }
      p {
        flex-basis: 100%;
        margin: 0;
        font-size: 12px;
        text-wrap: pretty;
      }
    `,
  ];

  @property({ attribute: false }) bridge: BridgeState = { phase: 'off' };
  /** What was pasted is no address of a bridge. */
  @property({ type: Boolean }) wrong = false;

  @state() private asking = false;

  protected override render(): TemplateResult {
    const { bridge } = this.strings.more!;
    const { phase } = this.bridge;
    if (phase === 'off') return this.asking || this.wrong ? this.#form() : this.#offer();
    const bad = phase === 'wrong-token' || phase === 'wrong-version' || phase === 'blocked';
    return html`<span class=${bad ? 'danger' : 'muted'} role=${bad ? 'alert' : 'status'}
        >${bridge.phases[phase]}</span
      >
      <button @click=${() => this.#connect(null)}>${bad ? bridge.other : bridge.disconnect}</button>`;
  }

  #offer(): TemplateResult {
    const { bridge } = this.strings.more!;
    return html`<button title=${bridge.hint} @click=${() => void this.#ask()}>${bridge.open}</button>`;
  }

  #form(): TemplateResult {
    const { bridge } = this.strings.more!;
    return html`<form @submit=${this.#onSubmit} @keydown=${this.#onKeyDown}>
        <input
          part="field"
          type="text"
          inputmode="url"
          autocomplete="off"
          spellcheck="false"
          placeholder="ws://127.0.0.1:8643/?token=…"
          aria-label=${bridge.address}
          aria-invalid=${this.wrong}
          aria-describedby="hint"
        />
        <button type="submit">${bridge.connect}</button>
        <button type="button" @click=${this.#cancel}>${bridge.cancel}</button>
      </form>
      <p id="hint" class=${this.wrong ? 'danger' : 'muted'} role=${this.wrong ? 'alert' : nothing}>
        ${this.wrong ? bridge.wrong : bridge.hint}
      </p>`;
  }

  async #ask(): Promise<void> {
    this.asking = true;
    await this.updateComplete;
    this.renderRoot.querySelector('input')!.focus();
  }

  #connect(address: string | null): void {
    this.asking = address === null && this.bridge.phase.startsWith('wrong');
    dispatch(this, 'bridge-connect', { address });
  }

  readonly #cancel = (): void => {
    this.asking = false;
    dispatch(this, 'bridge-connect', { address: null });
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#cancel();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const address = this.renderRoot.querySelector('input')!.value.trim();
    if (address !== '') this.#connect(address);
  };
}
