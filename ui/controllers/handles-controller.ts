/** Moves parameters by handles on a picture: pointer, keyboard, wheel. [page] */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Parameter } from '../../src/parameters.js';
import { parameterText, toTravel } from '../format.js';
import { steppedByKey, valueAt } from '../value-steps.js';
import { DragController, type Place } from './drag-controller.js';
import { LanguageController } from './language-controller.js';
import { styled } from '../styles/styled.js';
import { zoomOf } from './zoom.js';

/** A parameter that a handle turns as it moves along one side of a picture. */
export interface Axis {
  readonly parameter: Parameter;
  readonly value: number;
  /** Share of the picture's side that takes the parameter from one end to the other. */
  readonly reach: number;
  /** The value grows to the left, or downwards. */
  readonly flipped?: boolean;
}

/** A point of a picture that can be taken: it turns one parameter or two. */
export interface Handle {
  readonly id: string;
  readonly label: string;
  /** Where it is drawn, 0 to 1 to the right and upwards. */
  readonly place: Place;
  readonly across: Axis | null;
  readonly up: Axis | null;
  /** Drawn smaller: it bends a line between two points. */
  readonly bends?: boolean;
}

type Host = ReactiveControllerHost & HTMLElement;

/**
 * Handles on a picture (the host's `.surface`): dragged by any number of pointers, walked by arrow keys, set back by
 * a double click or Delete. Sliders to a screen reader. A handle of two parameters takes left and right for the one,
 * up and down for the other. [page]
 */
export class HandlesController {
  readonly #host: Host;
  readonly #language: LanguageController;
  readonly #set: (id: string, value: number) => void;
  readonly #drag: DragController<string>;
  #handles: readonly Handle[] = [];

  constructor(host: Host, set: (id: string, value: number) => void) {
    this.#host = host;
    this.#set = set;
    this.#language = new LanguageController(host);
    this.#drag = new DragController<string>(host, {
      begin: (id) => this.#begin(this.#find(id)),
      move: (id, place) => this.#move(this.#find(id), place),
      end: () => host.requestUpdate(),
    });
  }

  /** The handles as they are now, to be put into the surface. */
  render(handles: readonly Handle[]): TemplateResult[] {
    this.#handles = handles;
    return handles.map((handle) => this.#handle(handle));
  }

  #handle(handle: Handle): TemplateResult {
    const { id, label, place, across, up, bends } = handle;
    const main = (across ?? up)!;
    const both = [across, up].filter((axis) => axis !== null);
    const { more, units } = this.#language.strings;
    const { panel } = more!;
    const name = panel.point(label);
    const texts = both.map(({ parameter, value }) => parameterText(parameter, value, units));
    const text = texts.length > 1 ? panel.pair(texts[0]!, texts[1]!) : texts[0]!;
    return html`<div
      part="handle"
      class="handle ${bends ? 'bends' : ''} ${this.#drag.holds(id) ? 'dragged' : ''}"
      ${styled(`left: ${(place.x * 100).toFixed(2)}%; bottom: ${(place.y * 100).toFixed(2)}%`)}
      data-handle=${id}
      data-parameter=${both.map(({ parameter }) => parameter.id).join(' ')}
      role="slider"
      tabindex="0"
      title=${name}
      aria-label=${name}
      aria-orientation=${across ? nothing : 'vertical'}
      aria-valuemin=${main.parameter.min}
      aria-valuemax=${main.parameter.max}
      aria-valuenow=${Number(main.value.toPrecision(4))}
      aria-valuetext=${text}
      @pointerdown=${(event: PointerEvent) => this.#drag.grab(id, event)}
      @pointermove=${this.#drag.onPointerMove}
      @pointerup=${this.#drag.onPointerEnd}
      @pointercancel=${this.#drag.onPointerEnd}
      @dblclick=${() => both.forEach(({ parameter }) => this.#set(parameter.id, parameter.default))}
      @keydown=${(event: KeyboardEvent) => this.#onKeyDown(handle, event)}
    ></div>`;
  }

  #find(id: string): Handle {
    return this.#handles.find((handle) => handle.id === id)!;
  }

  #begin({ across, up }: Handle): Place & { width: number; height: number } {
    const surface = this.#host.shadowRoot!.querySelector('.surface')!;
    const travel = (axis: Axis | null) => {
      if (!axis) return 0;
      const at = toTravel(axis.parameter, axis.value);
      return axis.flipped ? 1 - at : at;
    };
    return {
      x: travel(across),
      y: travel(up),
      width: across ? surface.clientWidth * zoomOf(surface) * across.reach : Infinity,
      height: up ? surface.clientHeight * zoomOf(surface) * up.reach : Infinity,
    };
  }

  #move({ across, up }: Handle, { x, y }: Place): void {
    if (across) this.#stepBy(across, across.flipped ? 1 - x : x);
    if (up) this.#stepBy(up, up.flipped ? 1 - y : y);
  }

  #stepBy({ parameter, value }: Axis, travel: number): void {
    const next = valueAt(parameter, travel);
    if (next !== value) this.#set(parameter.id, next);
  }

  #onKeyDown({ across, up }: Handle, event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const vertical = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    const resets = event.key === 'Delete' || event.key === 'Backspace';
    const axes = resets ? [across, up] : [vertical ? (up ?? across) : (across ?? up)];
    for (const axis of axes) {
      if (!axis) continue;
      const next = steppedByKey(axis.parameter, axis.value, event);
      if (next === null) return;
      event.preventDefault();
      if (next !== axis.value) this.#set(axis.parameter.id, next);
    }
  }
}
