/** Defines `alloy-filter`: a filter's response, drawn and bent by its points. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import type { Decibels, Hertz } from '../../src/units.js';
import { HandlesController, type Handle } from '../controllers/handles-controller.js';
import { toTravel } from '../format.js';
import { FILTER_TYPES, filterQ, filterResponse, pathOf, type FilterType } from '../pictures/curves.js';
import { choiceName } from './choice.js';
import { acrossOf, LOWEST_HERTZ, MARKS, OCTAVES } from '../pictures/frequency-axis.js';
import { dispatch } from './dispatch.js';
import { Plot, SIZE } from './plot.js';
import { styled } from '../styles/styled.js';

/** The parameters that a filter shows. */
export interface FilterParameters {
  readonly type: Parameter;
  readonly cutoff: Parameter;
  readonly resonance: Parameter;
  /** Modulation of the cutoff by the filter envelope, in octaves. */
  readonly envelope: Parameter;
}

const FLOOR_DB: Decibels = -42;
const CEILING_DB: Decibels = 30;
const POINTS = 160;
/** Position of the handle for the envelope's amount. */
const REACH_PLACE = 0.1;

function upOf(decibels: Decibels): number {
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}

/**
 * A filter's response over 20 Hz to 20 kHz: one point for cutoff and resonance, and one for how far the filter's
 * envelope moves the cutoff, with the response there behind.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart handle - the points
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyFilter extends Plot<FilterParameters> {
  readonly #handles = new HandlesController(this, (id, value) =>
    dispatch(this, 'parameter-change', { id, value }),
  );

  protected override render(): TemplateResult {
    const { parameters } = this;
    if (!parameters) return html``;
    const type = FILTER_TYPES[this.value(parameters.type)] ?? 'off';
    const cutoff = this.value(parameters.cutoff);
    const octaves = this.value(parameters.envelope);
    const { width, height } = SIZE;
    const line = this.#line(type, cutoff);
    const on = type !== 'off';
    return html`<div class="surface ${on ? '' : 'off'}" role="group" aria-label=${this.label}>
      ${this.picture(
        this.#inWords(parameters, type),
        svg`${MARKS.map(([hertz]) => {
          const x = acrossOf(hertz) * width;
          return svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${height} />`;
        })}
          <line class="grid" x1="0" x2=${width} y1=${(1 - upOf(0)) * height} y2=${(1 - upOf(0)) * height} />
          ${on ? svg`<path class="area" d="M0 ${height}L${line}L${width} ${height}Z" />` : nothing}
          ${on && octaves !== 0 ? this.#ghost(type, cutoff, octaves) : nothing}
          <path class=${on ? 'line' : 'ghost'} d="M${line}" />`,
      )}
      ${MARKS.map(
        ([hertz, name]) =>
          html`<span class="mark" ${styled(`left: ${acrossOf(hertz) * 100}%`)} aria-hidden="true"
            >${name}</span
          >`,
      )}
      ${on ? this.#handles.render(this.#points(parameters, cutoff, octaves)) : nothing}
    </div>`;
  }

  #line(type: FilterType, cutoff: Hertz): string {
    const q = filterQ(this.value(this.parameters!.resonance));
    const level = (x: number) => upOf(filterResponse(type, cutoff, q, LOWEST_HERTZ * 2 ** (OCTAVES * x)));
    return pathOf(level, 0, 1, POINTS, SIZE);
  }

  /** Draws the response at the envelope's peak, and the path of the cutoff to it. */
  #ghost(type: FilterType, cutoff: Hertz, octaves: number): TemplateResult {
    const { width, height } = SIZE;
    const y = (1 - REACH_PLACE) * height;
    return svg`<path class="ghost" d="M${this.#line(type, cutoff * 2 ** octaves)}" />
      <line class="ghost" x1=${acrossOf(cutoff) * width} x2=${acrossOf(cutoff * 2 ** octaves) * width} y1=${y} y2=${y} />`;
  }

  #points(parameters: FilterParameters, cutoff: Hertz, octaves: number): Handle[] {
    const resonance = this.value(parameters.resonance);
    const level = (percent: number) => upOf(20 * Math.log10(filterQ(percent)));
    const { parameters: names } = this.strings;
    const { panel } = this.strings.more!;
    const { envelope } = parameters;
    return [
      {
        id: 'cutoff',
        label: panel.cutoffResonance,
        place: { x: toTravel(parameters.cutoff, cutoff), y: level(resonance) },
        across: { parameter: parameters.cutoff, value: cutoff, reach: 1 },
        up: { parameter: parameters.resonance, value: resonance, reach: level(100) - level(0) },
      },
      {
        id: 'envelope',
        label: names[envelope.id] ?? envelope.title,
        place: { x: acrossOf(cutoff * 2 ** octaves), y: REACH_PLACE },
        across: { parameter: envelope, value: octaves, reach: (envelope.max - envelope.min) / OCTAVES },
        up: null,
        bends: true,
      },
    ];
  }

  #inWords({ type: which, cutoff, resonance }: FilterParameters, type: FilterType): string {
    const name = choiceName(this.strings, which, this.value(which));
    if (type === 'off') return name;
    return this.strings.more!.panel.response(name, this.textOf(cutoff), this.textOf(resonance));
  }
}
