/** Defines `alloy-equalizer`: the response of three bands, drawn and bent by its points. */
import { html, svg, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import type { Decibels } from '../../src/units.js';
import { HandlesController, type Handle } from '../controllers/handles-controller.js';
import { pathOf } from '../pictures/curves.js';
import { equalizerResponse } from '../pictures/equalizer-curve.js';
import { styled } from '../styles/styled.js';
import { acrossOf, LOWEST_HERTZ, MARKS, OCTAVES } from '../pictures/frequency-axis.js';
import { dispatch } from './dispatch.js';
import { Plot, SIZE } from './plot.js';

/** A band's parameters. */
export interface BandParameters {
  readonly gain: Parameter;
  readonly frequency: Parameter;
}

/** The parameters that an equalizer shows. */
export interface EqualizerParameters {
  readonly bands: readonly BandParameters[];
}

const REACH_DB: Decibels = 18;
const POINTS = 120;

function upOf(decibels: Decibels): number {
  return Math.min(1, Math.max(0, 0.5 + decibels / (2 * REACH_DB)));
}

/**
 * An equalizer's response over 20 Hz to 20 kHz, with a point for each band: across its frequency, up its gain.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart handle - the points
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyEqualizer extends Plot<EqualizerParameters> {
  readonly #handles = new HandlesController(this, (id, value) =>
    dispatch(this, 'parameter-change', { id, value }),
  );

  protected override render(): TemplateResult {
    const { parameters, values } = this;
    if (!parameters) return html``;
    const { width, height } = SIZE;
    const on = parameters.bands.some(({ gain }) => this.value(gain) !== 0);
    const line = pathOf(
      (x) => upOf(equalizerResponse(values, LOWEST_HERTZ * 2 ** (OCTAVES * x))),
      0,
      1,
      POINTS,
      SIZE,
    );
    const middle = 0.5 * height;
    return html`<div class="surface" role="group" aria-label=${this.label}>
      ${this.picture(
        this.inWords(parameters.bands.map(({ gain }) => gain)),
        svg`${MARKS.map(([hertz]) => {
          const x = acrossOf(hertz) * width;
          return svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${height} />`;
        })}
          <line class="grid" x1="0" x2=${width} y1=${middle} y2=${middle} />
          <path class="area" d="M0 ${middle}L${line}L${width} ${middle}Z" />
          <path class=${on ? 'line' : 'ghost'} d="M${line}" />`,
      )}
      ${MARKS.map(
        ([hertz, name]) =>
          html`<span class="mark" ${styled(`left: ${acrossOf(hertz) * 100}%`)} aria-hidden="true"
            >${name}</span
          >`,
      )}
      ${this.#handles.render(parameters.bands.map((band) => this.#point(band)))}
    </div>`;
  }

  #point({ gain, frequency }: BandParameters): Handle {
    const [decibels, hertz] = [this.value(gain), this.value(frequency)];
    return {
      id: gain.id,
      label: this.strings.parameters[gain.id] ?? gain.title,
      place: { x: acrossOf(hertz), y: upOf(decibels) },
      across: {
        parameter: frequency,
        value: hertz,
        reach: Math.log2(frequency.max / frequency.min) / OCTAVES,
      },
      up: { parameter: gain, value: decibels, reach: (gain.max - gain.min) / (2 * REACH_DB) },
    };
  }
}
