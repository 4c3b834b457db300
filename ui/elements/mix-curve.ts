/** Defines `alloy-mix-curve`: the curve that each note's mix goes along, bent by its points and drawn across them. */
import { css, html, svg, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import { HandlesController, type Handle } from '../controllers/handles-controller.js';
import { valueAt } from '../value-steps.js';
import { dispatch } from './dispatch.js';
import { Plot, SIZE } from './plot.js';

/** The parameters that a curve shows. */
export interface MixCurveParameters {
  /** From a note's beginning on. */
  readonly points: readonly Parameter[];
  readonly time: Parameter;
}

/**
 * How far the mix is moved over a note's time: a line through points, which are dragged, walked by keys, or drawn across.
 *
 * @fires parameter-change - `{ id: string, value: number }`
 * @csspart handle - the points
 * @cssprop --alloy-a - the line's gradient begins with it; `--alloy-b`: and ends
 */
export class AlloyMixCurve extends Plot<MixCurveParameters> {
  static override readonly styles = [
    Plot.styles,
    css`
      .surface {
        cursor: crosshair;
        touch-action: none;
      }
    `,
  ];

  readonly #handles = new HandlesController(this, (id, value) => this.#set(id, value));
  /** The pointer that draws, and the point that it set last. */
  #pen: { readonly id: number; last: number } | null = null;

  protected override render(): TemplateResult {
    const { parameters } = this;
    if (!parameters) return html``;
    const { width, height } = SIZE;
    const middle = 0.5 * height;
    const places = parameters.points.map((point, i) => this.#handle(point, i));
    const line = places.map(({ place: { x, y } }) => `${x * width} ${(1 - y) * height}`).join('L');
    const on = parameters.points.some((point) => this.value(point) !== 0);
    return html`<div
      class="surface"
      role="group"
      aria-label=${this.label}
      @pointerdown=${this.#onDown}
      @pointermove=${this.#onMove}
      @pointerup=${this.#onEnd}
      @pointercancel=${this.#onEnd}
    >
      ${this.picture(
        this.inWords(parameters.points),
        svg`<line class="grid" x1="0" x2=${width} y1=${middle} y2=${middle} />
          <path class="area" d="M0 ${middle}L${line}L${width} ${middle}Z" />
          <path class=${on ? 'line' : 'ghost'} d="M${line}" />`,
      )}
      ${this.#handles.render(places)}
      <span class="span mark" aria-hidden="true">${this.textOf(parameters.time)}</span>
    </div>`;
  }

  #handle(point: Parameter, index: number): Handle {
    const value = this.value(point);
    return {
      id: point.id,
      label: this.strings.parameters[point.id] ?? point.title,
      place: {
        x: index / (this.parameters!.points.length - 1),
        y: (value - point.min) / (point.max - point.min),
      },
      across: null,
      up: { parameter: point, value, reach: 1 },
    };
  }

  #set(id: string, value: number): void {
    dispatch(this, 'parameter-change', { id, value });
  }

  readonly #onDown = (event: PointerEvent): void => {
    // a handle takes its own
    if (event.button !== 0 || this.#pen || (event.target as Element).matches('.handle')) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    event.preventDefault();
    this.#pen = { id: event.pointerId, last: this.#pointAt(event) };
    this.#draw(event);
  };

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerId === this.#pen?.id) this.#draw(event);
  };

  readonly #onEnd = (event: PointerEvent): void => {
    if (event.pointerId === this.#pen?.id) this.#pen = null;
  };

  /** The point nearest to a pointer. */
  #pointAt({ clientX }: PointerEvent): number {
    const { left, width } = this.#box;
    const last = this.parameters!.points.length - 1;
    return Math.min(last, Math.max(0, Math.round(((clientX - left) / width) * last)));
  }

  get #box(): DOMRect {
    return this.shadowRoot!.querySelector('.surface')!.getBoundingClientRect();
  }

  /** Sets the point under the pen, and those that a quick hand has passed. */
  #draw(event: PointerEvent): void {
    const { top, height } = this.#box;
    const pen = this.#pen!;
    const to = this.#pointAt(event);
    const travel = Math.min(1, Math.max(0, 1 - (event.clientY - top) / height));
    const step = Math.sign(to - pen.last) || 1;
    for (let i = pen.last === to ? to : pen.last + step; ; i += step) {
      const point = this.parameters!.points[i]!;
      this.#set(point.id, valueAt(point, travel));
      if (i === to) break;
    }
    pen.last = to;
  }
}
