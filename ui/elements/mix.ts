import { css, html, svg, unsafeCSS, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { percent } from '../format.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';
import { fire } from './fire.js';

const WIDTH = 300;
const HEIGHT = 120;
const LEFT = 46;
const RIGHT = WIDTH - LEFT;
const MIDDLE = HEIGHT / 2;

/** Radius of a pool that holds `share` of the metal: equal areas for equal shares. */
function radius(share: number): number {
  return 9 + 27 * Math.sqrt(share);
}

/**
 * The crucible: how much of each source goes into the hybrid. A range input, drawn as two pools of metal
 * that flow into a drop.
 *
 * @fires mix-change - `{ mix: number }`, 0 all of the first, 1 all of the second
 * @csspart crucible - the picture
 * @cssprop --alloy-a - colour of source A
 * @cssprop --alloy-b - colour of source B
 * @cssprop --alloy-hybrid - colour of the drop
 */
export class AlloyMix extends AlloyElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        justify-content: center;
        gap: 2px;
        text-align: center;
      }
      .crucible {
        position: relative;
        width: 100%;
        max-width: 420px;
        margin: 0 auto;
      }
      svg {
        display: block;
        width: 100%;
        overflow: visible;
      }
      input {
        position: absolute;
        /* its thumb, 16 px wide, travels from the middle of one pool to the middle of the other */
        inset: 0 auto 0 calc(${unsafeCSS((LEFT / WIDTH) * 100)}% - 8px);
        width: calc(${unsafeCSS(((RIGHT - LEFT) / WIDTH) * 100)}% + 16px);
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: ew-resize;
        touch-action: pan-y;
      }
      .ring {
        fill: none;
        stroke: none;
        stroke-width: 2;
      }
      .crucible:has(input:focus-visible) .ring {
        stroke: var(--alloy-text);
      }
      .shares {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        max-width: 420px;
        width: 100%;
        margin: 0 auto;
        font-size: 13px;
        font-weight: 600;
      }
      .shares span {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .a {
        color: var(--alloy-a);
      }
      .b {
        color: var(--alloy-b);
      }
    `,
  ];

  @property({ type: Number }) mix = 0.5;
  @property() nameA = 'A';
  @property() nameB = 'B';

  protected override render(): TemplateResult {
    const share = percent(this.mix);
    const { mix } = this.strings;
    return html`
      <span class="label" aria-hidden="true">${mix.label}</span>
      <div class="crucible" part="crucible" title=${mix.hint}>
        ${this.#picture()}
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          aria-label=${mix.label}
          aria-valuetext=${mix.value(this.nameA, 100 - share, this.nameB, share)}
          .value=${String(this.mix)}
          @input=${(event: Event) => this.#set(Number((event.target as HTMLInputElement).value))}
          @dblclick=${() => this.#set(0.5)}
        />
      </div>
      <div class="shares number" aria-hidden="true">
        <span class="a">${100 - share} % ${this.nameA}</span>
        <span class="b">${share} % ${this.nameB}</span>
      </div>
    `;
  }

  #set(mix: number): void {
    fire(this, 'mix-change', { mix });
  }

  #picture(): TemplateResult {
    const [a, b] = [radius(1 - this.mix), radius(this.mix)];
    const x = LEFT + (RIGHT - LEFT) * this.mix;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      <defs>
        <filter id="melt" x="-10%" y="-30%" width="120%" height="160%" color-interpolation-filters="sRGB">
          <feGaussianBlur stdDeviation="7" />
          <feColorMatrix values="1 0 0 0 0  0 1 0 0 0  0 0 1 0 0  0 0 0 22 -9" />
        </filter>
        <linearGradient id="flow" gradientUnits="userSpaceOnUse" x1=${LEFT} x2=${RIGHT}>
          <stop offset="0" stop-color="var(--alloy-a)" />
          <stop offset=${this.mix} stop-color="var(--alloy-hybrid)" />
          <stop offset="1" stop-color="var(--alloy-b)" />
        </linearGradient>
        <radialGradient id="sheen" cx="0.36" cy="0.28" r="0.75">
          <stop offset="0" stop-color="white" stop-opacity="0.5" />
          <stop offset="0.5" stop-color="white" stop-opacity="0.06" />
          <stop offset="1" stop-color="black" stop-opacity="0.16" />
        </radialGradient>
      </defs>
      ${svg`<g filter="url(#melt)">
        <rect x=${LEFT} y=${MIDDLE - 6} width=${RIGHT - LEFT} height="12" fill="url(#flow)" />
        <circle cx=${LEFT} cy=${MIDDLE} r=${a} fill="var(--alloy-a)" />
        <circle cx=${RIGHT} cy=${MIDDLE} r=${b} fill="var(--alloy-b)" />
        <circle cx=${x} cy=${MIDDLE} r="24" fill="var(--alloy-hybrid)" />
      </g>
      <circle cx=${LEFT} cy=${MIDDLE} r=${a} fill="url(#sheen)" />
      <circle cx=${RIGHT} cy=${MIDDLE} r=${b} fill="url(#sheen)" />
      <circle cx=${x} cy=${MIDDLE} r="24" fill="url(#sheen)" />
      <circle class="ring" cx=${x} cy=${MIDDLE} r="29" />`}
    </svg>`;
  }
}
