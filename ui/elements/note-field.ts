/** Defines `alloy-note-field`: a note to read, step and type. */
import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MidiNote } from '../../src/units.js';
import { noteName, parseNote } from '../format.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { glyph } from './glyphs.js';

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 12, PageDown: -12 };

/**
 * A note to read, step and type: "A4", "Bb3", a MIDI number.
 *
 * @fires note-change - `{ midi: number }`
 * @csspart field - the text field
 */
export class AlloyNoteField extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: inline-flex;
      }
      .stepper {
        display: inline-flex;
        align-items: center;
        border: 1px solid var(--alloy-line);
        border-radius: 999px;
        background: var(--alloy-surface);
      }
      .stepper button {
        width: 30px;
        min-height: 30px;
        padding: 0;
        border: 0;
        background: none;
      }
      input {
        width: 3.6em;
        padding: 3px 0;
        border: 0;
        border-radius: 4px;
        background: none;
        font-weight: 600;
        text-align: center;
      }
    `,
  ];

  @property({ type: Number }) midi: MidiNote = 60;
  @property({ type: Number }) min: MidiNote = 0;
  @property({ type: Number }) max: MidiNote = 127;
  @property() label = '';

  protected override render(): TemplateResult {
    const { lower, higher } = this.strings.root;
    const key = Math.round(this.midi);
    const label = this.label || this.strings.root.title;
    return html`<span class="stepper">
      <button
        aria-label="${label}: ${lower}"
        title=${lower}
        ?disabled=${key <= this.min}
        @click=${() => this.#set(key - 1)}
      >
        ${glyph('minus')}
      </button>
      <input
        part="field"
        type="text"
        role="spinbutton"
        autocomplete="off"
        spellcheck="false"
        aria-label=${label}
        aria-valuenow=${key}
        aria-valuemin=${this.min}
        aria-valuemax=${this.max}
        aria-valuetext=${noteName(this.midi)}
        .value=${noteName(this.midi)}
        @change=${this.#onChange}
        @keydown=${this.#onKeyDown}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
      />
      <button
        aria-label="${label}: ${higher}"
        title=${higher}
        ?disabled=${key >= this.max}
        @click=${() => this.#set(key + 1)}
      >
        ${glyph('plus')}
      </button>
    </span>`;
  }

  #set(midi: MidiNote): void {
    dispatch(this, 'note-change', { midi: Math.min(this.max, Math.max(this.min, midi)) });
  }

  #onChange(event: Event): void {
    const input = event.target as HTMLInputElement;
    const midi = parseNote(input.value);
    if (midi === null) input.value = noteName(this.midi);
    else this.#set(midi);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#set(Math.round(this.midi) + step);
  }
}
