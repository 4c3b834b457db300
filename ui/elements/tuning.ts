/** Defines `alloy-tuning`: the tuning of the keys. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { TuningMessages } from '../../src/instrument/state/state.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';

const SCALE = /\.scl$/i;
const MAP = /\.kbm$/i;

/** A tuning that could not be loaded, and why. */
export interface TuningFailure {
  readonly name: string;
  readonly message: string;
}

/**
 * How the keys are tuned: by the files of a Scala scale, or by tuning messages from MIDI devices, which the browser asks
 * about when they are asked for here.
 *
 * @fires tuning-load - `{ scl: string, kbm?: string, name: string }`, the texts of files that were chosen
 * @fires tuning-clear
 * @fires tuning-messages - asks for tuning messages
 * @csspart name - what the tuning is called
 */
export class AlloyTuning extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        font-size: 13px;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 2px;
        min-height: 34px;
        overflow-wrap: anywhere;
      }
      p {
        /* does not make what is around it wider */
        width: 0;
        min-width: 100%;
        margin: 8px 0 0;
        font-size: 12px;
        text-wrap: pretty;
      }
    `,
  ];

  /** Null: equal temperament. */
  @property({ attribute: false }) tuning: { readonly name: string } | null = null;
  @property({ attribute: false }) messages: TuningMessages = 'off';
  /** Why the last tuning message was left alone. */
  @property({ attribute: false }) refused: string | null = null;
  /** There is no MIDI here that could send tuning messages. */
  @property({ type: Boolean }) unable = false;
  @property({ attribute: false }) failure: TuningFailure | null = null;

  /** Of a mapping without a scale. */
  @state() private alone = false;

  protected override render(): TemplateResult {
    const { tuning } = this.strings.more!;
    return html`<div role="group" aria-label=${tuning.label}>
      <div class="row">
        <span class="label" aria-hidden="true">${tuning.label}</span>
        <span class="name" part="name">
          <span role="status">${this.tuning?.name ?? tuning.equal}</span> ${this.#clear()}
        </span>
        <button title=${tuning.loadHint} @click=${() => this.renderRoot.querySelector('input')!.click()}>
          ${glyph('folder')} ${tuning.load}
        </button>
        ${this.#messages()}
        <input type="file" hidden multiple accept=".scl,.kbm" @change=${this.#onFiles} />
      </div>
      ${this.#trouble()}
    </div>`;
  }

  #clear(): TemplateResult | typeof nothing {
    const { tuning } = this.strings.more!;
    if (!this.tuning) return nothing;
    return html`<button
      class="icon quiet"
      aria-label=${tuning.clear}
      title=${tuning.clear}
      @click=${() => dispatch(this, 'tuning-clear', null)}
    >
      ${glyph('close')}
    </button>`;
  }

  #messages(): TemplateResult | typeof nothing {
    const { tuning } = this.strings.more!;
    if (this.unable) return nothing;
    if (this.messages === 'on') return html`<span class="muted">${tuning.heard}</span>`;
    return html`<button
      title=${tuning.enableMessagesHint}
      @click=${() => dispatch(this, 'tuning-messages', null)}
    >
      ${tuning.enableMessages}
    </button>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    const { tuning } = this.strings.more!;
    const said = this.alone
      ? tuning.alone
      : this.failure
        ? tuning.failed(this.failure.name, this.failure.message)
        : this.refused !== null
          ? tuning.broken(this.refused)
          : this.messages === 'refused'
            ? tuning.refused
            : null;
    return said === null ? nothing : html`<p class="danger" role="alert">${said}</p>`;
  }

  async #onFiles(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file may be chosen again
    if (files.length === 0) return;
    const map = files.find(({ name }) => MAP.test(name));
    const scale = files.find(({ name }) => SCALE.test(name)) ?? files.find((file) => file !== map);
    this.alone = scale === undefined;
    if (!scale) return;
    const [scl, kbm] = await Promise.all([scale.text(), map?.text()]);
    dispatch(this, 'tuning-load', { scl, ...(kbm === undefined ? {} : { kbm }), name: scale.name });
  }
}
