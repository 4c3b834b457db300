/** Defines `alloy-envelope`: an ADSR envelope, drawn and bent by its points. */
import { html, svg, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import { HandlesController, type Axis, type Handle } from '../controllers/handles-controller.js';
import { toTravel } from '../format.js';
import { attackSegment, decaySegment, pathOf } from '../pictures/curves.js';
import { dispatch } from './dispatch.js';
import { Plot, SIZE } from './plot.js';

/** The parameters that an envelope shows; without curves of its own it decays exponentially. */
export interface EnvelopeParameters {
  readonly attack: Parameter;
  readonly decay: Parameter;
  readonly sustain: Parameter;
  readonly release: Parameter;
  readonly attackCurve: Parameter | null;
  readonly releaseCurve: Parameter | null;
}

/** Fractions of the width: a segment's minimum, its range over its parameter's travel, and the sustain. */
const LEAST = 0.07;
const REACH = 0.21;
const HELD = 0.16;
const POINTS = 28;

/** Where each segment ends, 0 to 1 of the width. */
interface Layout {
  readonly attack: number;
  readonly decay: number;
  readonly held: number;
  readonly release: number;
}

/**
 * Attack, decay, sustain and release as a line that is bent by its points. Segments are as wide as their knobs are
 * turned, so that a millisecond can be seen beside a second.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart handle - the points
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyEnvelope extends Plot<EnvelopeParameters> {
  readonly #handles = new HandlesController(this, (id, value) =>
    dispatch(this, 'parameter-change', { id, value }),
  );

  protected override render(): TemplateResult {
    const { parameters } = this;
    if (!parameters) return html``;
    const layout = this.#layout(parameters);
    const sustain = this.value(parameters.sustain) / 100;
    const line = this.#line(layout, sustain);
    const { width, height } = SIZE;
    return html`<div class="surface" role="group" aria-label=${this.label}>
      ${this.picture(
        this.inWords([parameters.attack, parameters.decay, parameters.sustain, parameters.release]),
        svg`${[layout.attack, layout.decay, layout.held].map(
          (x) => svg`<line class="grid" x1=${x * width} x2=${x * width} y1="0" y2=${height} />`,
        )}
          <line class="base" x1="0" x2=${width} y1=${height} y2=${height} />
          <path class="area" d="M${line}Z" />
          <path class="line" d="M${line}" />`,
      )}
      ${this.#handles.render(this.#points(parameters, layout, sustain))}
    </div>`;
  }

  #curve(parameter: Parameter | null, without: number): number {
    return parameter ? this.value(parameter) : without;
  }

  #layout(parameters: EnvelopeParameters): Layout {
    const wide = (parameter: Parameter) => LEAST + REACH * toTravel(parameter, this.value(parameter));
    const attack = wide(parameters.attack);
    const decay = attack + wide(parameters.decay);
    return { attack, decay, held: decay + HELD, release: decay + HELD + wide(parameters.release) };
  }

  #line({ attack, decay, held, release }: Layout, sustain: number): string {
    const rises = this.#curve(this.parameters!.attackCurve, 0);
    const falls = this.#curve(this.parameters!.releaseCurve, 100);
    const rise = pathOf((x) => attackSegment(rises, x), 0, attack, POINTS, SIZE);
    const fall = pathOf((x) => 1 - (1 - sustain) * decaySegment(falls, x), attack, decay, POINTS, SIZE);
    const end = pathOf((x) => sustain * (1 - decaySegment(falls, x)), held, release, POINTS, SIZE);
    return [rise, fall, end].join('L');
  }

  #points(
    parameters: EnvelopeParameters,
    { attack, decay, held, release }: Layout,
    sustain: number,
  ): Handle[] {
    const { parameters: names } = this.strings;
    const { panel } = this.strings.more!;
    const axis = (parameter: Parameter, reach: number): Axis => ({
      parameter,
      value: this.value(parameter),
      reach,
    });
    const points: Handle[] = [
      {
        id: 'attack',
        label: panel.attack,
        place: { x: attack, y: 1 },
        across: axis(parameters.attack, REACH),
        up: null,
      },
      {
        id: 'decay',
        label: panel.decaySustain,
        place: { x: decay, y: sustain },
        across: axis(parameters.decay, REACH),
        up: axis(parameters.sustain, 1),
      },
      {
        id: 'release',
        label: panel.release,
        place: { x: release, y: 0 },
        across: axis(parameters.release, REACH),
        up: null,
      },
    ];
    const { attackCurve, releaseCurve } = parameters;
    if (attackCurve) {
      const bend = attackSegment(this.value(attackCurve), 0.5);
      points.push({
        id: 'attackCurve',
        label: names[attackCurve.id] ?? attackCurve.title,
        place: { x: attack / 2, y: bend },
        across: null,
        up: axis(attackCurve, 0.8),
        bends: true,
      });
    }
    if (releaseCurve) {
      const bend = sustain * (1 - decaySegment(this.value(releaseCurve), 0.5));
      points.push({
        id: 'releaseCurve',
        label: names[releaseCurve.id] ?? releaseCurve.title,
        place: { x: (held + release) / 2, y: bend },
        across: null,
        up: { ...axis(releaseCurve, 0.8), flipped: true },
        bends: true,
      });
    }
    return points;
  }
}
