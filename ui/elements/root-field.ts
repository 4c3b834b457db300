/** Defines `alloy-root-field`: the root note of a source. */
import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MidiNote } from '../../src/units.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

/**
 * A root note: the one that was found, or one's own.
 *
 * @fires root-change - `{ midi: number | null }`, null for "follow what was found"
 * @csspart field - the text field
 */
export class AlloyRootField extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      .auto {
        min-height: 30px;
        padding: 0 11px;
        font-size: 12px;
      }
    `,
  ];

  @property({ type: Number }) midi: MidiNote = 60;
  @property({ type: Boolean }) overridden = false;
  @property() label = '';

  protected override render(): TemplateResult {
    const { auto, autoLabel, title } = this.strings.root;
    return html`
      <alloy-note-field
        exportparts="field"
        .midi=${this.midi}
        label=${this.label || title}
        @note-change=${({ detail }: CustomEvent<{ midi: MidiNote }>) => this.#set(detail.midi)}
      ></alloy-note-field>
      <button
        class="auto"
        title=${autoLabel}
        aria-label="${auto}: ${autoLabel}"
        aria-pressed=${!this.overridden}
        @click=${() => this.#set(this.overridden ? null : Math.round(this.midi))}
      >
        ${auto}
      </button>
    `;
  }

  #set(midi: MidiNote | null): void {
    dispatch(this, 'root-change', { midi });
  }
}
