/** Defines `alloy-help-sheet`: what the sheet of shortcuts holds; `alloy-help` is the dialog around it. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { controls } from '../styles/controls.js';
import { dispatch } from './dispatch.js';
import { AlloyElement } from './element.js';
import { glyph } from './glyphs.js';

/** What is pressed for each; several ways are one after the other, several keys at once are in one. */
const KEYS = {
  notes: ['A', 'W', 'S', 'E', 'D', 'F', '…'],
  octave: ['Z', 'X'],
  velocity: ['C', 'V'],
  sustain: ['Shift'],
  undo: ['Ctrl Z', 'Ctrl Shift Z'],
  presets: ['Alt PgUp', 'Alt PgDn'],
  views: ['←', '→', 'Esc'],
  turn: ['↑', '↓', 'Home', 'End'],
  reset: ['Delete'],
  type: ['0 … 9', 'Enter'],
  menu: ['Shift F10'],
  screen: ['Alt Enter'],
  help: ['?'],
} as const;

const HANDS = ['keys', 'knobs', 'mix', 'learn', 'tips'] as const;

/**
 * The keys, and what hands can do. Shown once the words that explain are there.
 *
 * @fires help-close - by its button
 */
export class AlloyHelpSheet extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 6px;
      }
      h2,
      h3 {
        margin: 0;
      }
      h2 {
        font-size: 18px;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 14px 32px;
      }
      h3 {
        margin: 8px 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: baseline;
        gap: 8px 14px;
        margin: 0;
        font-size: 13px;
      }
      dt {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
        max-width: 132px;
      }
      dd {
        margin: 0;
        text-wrap: pretty;
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--alloy-line);
        border-bottom-width: 2px;
        border-radius: 5px;
        background: var(--alloy-raised);
        font: inherit;
        font-size: 11.5px;
        font-weight: 600;
        white-space: nowrap;
      }
      ul {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        font-size: 13px;
        list-style: none;
        text-wrap: pretty;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const help = this.strings.more?.help;
    if (!help) return nothing;
    return html`<header>
        <h2>${help.label}</h2>
        <button
          class="icon quiet"
          autofocus
          aria-label=${help.close}
          @click=${() => dispatch(this, 'help-close', null)}
        >
          ${glyph('close')}
        </button>
      </header>
      <div class="columns">
        <section>
          <h3 class="label">${help.keyboard}</h3>
          <dl>
            ${(Object.keys(KEYS) as (keyof typeof KEYS)[]).map(
              (key) =>
                html`<dt>${KEYS[key].map((one) => html`<kbd>${one}</kbd>`)}</dt>
                  <dd>${help.keys[key]}</dd>`,
            )}
          </dl>
        </section>
        <section>
          <h3 class="label">${help.hands}</h3>
          <ul>
            ${HANDS.map((one) => html`<li>${help.byHand[one]}</li>`)}
          </ul>
        </section>
      </div>`;
  }
}
