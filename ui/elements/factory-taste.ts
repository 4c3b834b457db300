/** Defines `alloy-factory-taste`: some instruments that ship, for a newcomer's first click. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { FactoryState } from '../../src/instrument/state/state.js';
import { factoryName, factoryStrings } from '../strings/en-factory.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';

/** So many are offered: of as many families. */
const OFFERED = 5;

/**
 * Instruments to play at once, one a family, and where the others are.
 *
 * @fires factory-load - `{ id: string }`
 */
export class AlloyFactoryTaste extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        grid-column: 1 / -1;
        align-items: center;
        gap: 8px;
      }
      [aria-busy='true'] {
        opacity: 0.6;
      }
    `,
  ];

  @property({ attribute: false }) factory: FactoryState = {
    ...{ list: [], current: null, edited: false, loading: null, error: null },
  };

  protected override render(): TemplateResult | typeof nothing {
    const { strings } = this;
    const { list, loading } = this.factory;
    if (list.length === 0) return nothing;
    const firsts = list.filter(({ family }, i) => list.findIndex((one) => one.family === family) === i);
    return html`<span class="label">${factoryStrings(strings).taste(list.length)}</span> ${firsts
        .slice(0, OFFERED)
        .map(
          (one) =>
            html`<button
              aria-busy=${loading === one.id ? 'true' : nothing}
              @click=${() => dispatch(this, 'factory-load', { id: one.id })}
            >
              ${factoryName(one, strings)}
            </button>`,
        )}`;
  }
}
