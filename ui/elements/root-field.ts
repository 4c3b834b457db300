import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { MidiNote } from '../../src/units.js';
import { noteName, parseNote } from '../format.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';
import { glyph } from './glyphs.js';

/**
 * A root note to read, step and type.
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
    const { lower, higher, auto, autoLabel } = this.strings.root;
    const key = Math.round(this.midi);
    return html`
      <span class="stepper">
        <button aria-label=${lower} title=${lower} ?disabled=${key <= 0} @click=${() => this.#set(key - 1)}>
          ${glyph('minus')}
        </button>
        <input
          part="field"
          type="text"
          role="spinbutton"
          autocomplete="off"
          spellcheck="false"
          aria-label=${this.label || this.strings.root.title}
          aria-valuenow=${key}
          aria-valuemin="0"
          aria-valuemax="127"
          aria-valuetext=${noteName(this.midi)}
          .value=${noteName(this.midi)}
          @change=${this.#onChange}
          @keydown=${this.#onKeyDown}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <button
          aria-label=${higher}
          title=${higher}
          ?disabled=${key >= 127}
          @click=${() => this.#set(key + 1)}
        >
          ${glyph('plus')}
        </button>
      </span>
      <button
        class="auto"
        title=${autoLabel}
        aria-label="${auto}: ${autoLabel}"
        aria-pressed=${!this.overridden}
        @click=${() => this.#set(this.overridden ? null : key)}
      >
        ${auto}
      </button>
    `;
  }

  #set(midi: MidiNote | null): void {
    fire(this, 'root-change', { midi: midi === null ? null : Math.min(127, Math.max(0, midi)) });
  }

  #onChange(event: Event): void {
    const input = event.target as HTMLInputElement;
    const midi = parseNote(input.value);
    if (midi === null) input.value = noteName(this.midi);
    else this.#set(midi);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 12, PageDown: -12 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#set(Math.round(this.midi) + step);
  }
}
