/** Defines `alloy-morph`: how far playing moves a note between the sources, drawn. */
import { css, html, svg, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import { Plot, SIZE } from './plot.js';

/** The parameters that move a note between its sources, beside the place where it begins. */
export interface MorphParameters {
  readonly mix: Parameter;
  readonly moves: readonly { readonly parameter: Parameter; readonly bothWays: boolean }[];
}

/** Top of the gradient and of the lines below it, as fractions of the height. */
const BAR = 16;
const FIRST = 32;

/**
 * Modulation of a note's mix position by playing: from the mix position, a line for each modulation source, as long as
 * its range; both ways for slide and key, which have a centre.
 *
 * @cssprop --alloy-a - the tint begins with it; `--alloy-b`: and ends
 */
export class AlloyMorph extends Plot<MorphParameters> {
  static override readonly styles = [
    Plot.styles,
    css`
      .surface {
        touch-action: auto;
      }
      .way {
        stroke: url(#gradient);
        stroke-width: 3;
        stroke-linecap: round;
      }
      .still {
        stroke: var(--alloy-line);
        stroke-width: 3;
        stroke-linecap: round;
      }
      .here {
        stroke: var(--alloy-text);
        stroke-width: 2;
      }
      @media (forced-colors: active) {
        .way {
          stroke: Highlight;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    if (!this.parameters) return html``;
    const { mix, moves } = this.parameters;
    const { width, height } = SIZE;
    const from = this.value(mix) / 100;
    return html`<div class="surface">
      ${this.picture(
        this.inWords([mix, ...moves.map(({ parameter }) => parameter)]),
        svg`<rect width=${width} height=${BAR} fill="url(#gradient)" />
          ${moves.map(({ parameter, bothWays }, i) => {
            const amount = this.value(parameter) / 100;
            const [back, to] = [from - (bothWays ? amount : 0), from + amount].map(within01);
            const y = FIRST + ((height - FIRST) * (i + 0.5)) / moves.length;
            const kind = to === back ? 'still' : 'way';
            // a line of no length would have no gradient
            return svg`<path class=${kind} d="M${back! * width} ${y}L${to! * width} ${y + 0.01}" />`;
          })}
          <line class="here" x1=${from * width} x2=${from * width} y1="0" y2=${height} />`,
      )}
    </div>`;
  }
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
