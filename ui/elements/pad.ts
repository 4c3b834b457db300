/** Defines `alloy-pad`: the mix of three or four sources, as a plane. */
import { html, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { mixWeights } from '../../src/instrument/state/plan.js';
import type { MixPosition } from '../../src/instrument/state/state.js';
import type { LiveSource } from '../controllers/live-feed.js';
import { VoicesController } from '../controllers/voices-controller.js';
import { percent } from '../format.js';
import { blendShapes, blendShapeDefs, type Pool } from '../pictures/crucible.js';
import { tintColor } from '../pictures/tints.js';
import { blendStyles } from '../styles/blend.js';
import { controls } from '../styles/controls.js';
import { padStyles } from '../styles/pad.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import type { MixSource } from './mix.js';
import { styled } from '../styles/styled.js';

const WIDTH = 300;
const HEIGHT = 220;
const INSET = 42;
const [RIGHT, BOTTOM] = [WIDTH - INSET, HEIGHT - INSET];
const STEP = 0.02;

/** Corners in the order of the sources; with three, the third is the whole lower edge. */
const CORNERS: readonly MixPosition[] = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 1 },
];
const MOVES: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** Left to right and top to bottom inside the pools, as far as the middles of the pools. */
function placed({ x, y }: MixPosition): { x: number; y: number } {
  return { x: INSET + (RIGHT - INSET) * x, y: INSET + (BOTTOM - INSET) * y };
}

/**
 * The mix of three or four sources: the share of each in the hybrid. A plate with a pool of its source's tint in each
 * corner and a drop that is dragged between them; a ring for every sounding voice, at its present mix position. Two
 * sliders for the keyboard: either takes all four arrow keys.
 *
 * @fires mix-change - `{ x: number, y: number }`, 0 left and top, 1 right and bottom
 * @csspart plate - the picture
 * @csspart shares - the names with their percentages
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 * @cssprop --alloy-hybrid - colour of the drop
 * @cssprop --alloy-text - rings of voices
 */
export class AlloyPad extends AlloyElement {
  static override readonly styles = [controls, blendStyles, padStyles];

  @property({ attribute: false }) mix: MixPosition = { x: 0.5, y: 0.5 };
  /** As large as its place allows, which then has a height of its own; otherwise as wide as its place, as high as it is. */
  @property({ type: Boolean, reflect: true }) fill = false;
  /** Three or four. */
  @property({ attribute: false }) sources: readonly MixSource[] = [];
  /** Places that are rendered. */
  @property({ attribute: false }) places: readonly MixPosition[] = [];

  #dragging = false;
  readonly #voices = new VoicesController(this, (at, { width, height }) => {
    const { x, y } = placed(at);
    return [(x / WIDTH) * width, (y / HEIGHT) * height];
  });

  /** Where voices are read from. */
  get live(): LiveSource | null {
    return this.#voices.source;
  }

  set live(live: LiveSource | null) {
    this.#voices.source = live;
  }

  get #weights(): readonly number[] {
    const count = Math.min(4, Math.max(1, this.sources.length));
    return mixWeights(count, this.mix.x, this.mix.y);
  }

  protected override render(): TemplateResult {
    const { mix } = this.strings;
    const weights = this.#weights;
    const shares = this.sources.map(({ name }, i) => mix.share(percent(weights[i]!), name));
    return html`
      <span class="label" aria-hidden="true">${mix.label}</span>
      <div class="row">
        <div class="group" role="group" aria-label=${mix.padLabel}>
          <div
            class="plate"
            part="plate"
            data-parameter="mix mixY"
            data-tip=${mix.padHint}
            @pointerdown=${this.#onPointerDown}
            @pointermove=${(event: PointerEvent) => this.#dragging && this.#point(event)}
            @pointerup=${() => (this.#dragging = false)}
            @pointercancel=${() => (this.#dragging = false)}
            @dblclick=${() => this.#set(0.5, 0.5)}
          >
            ${this.#picture(weights)}
            <canvas aria-hidden="true"></canvas>
          </div>
          ${this.#slider('x', mix.across, mix.shares(shares))}
          ${this.#slider('y', mix.down, mix.shares(shares))}
        </div>
        <ul class="shares number" part="shares">
          ${this.sources.map(
            ({ tint }, i) =>
              html`<li>
                <span class="dot" ${styled(`background: ${tintColor(tint)}`)}></span>${shares[i]}
              </li>`,
          )}
        </ul>
      </div>
    `;
  }

  #slider(axis: 'x' | 'y', label: string, text: string): TemplateResult {
    return html`<input
      class="unseen"
      data-parameter=${axis === 'x' ? 'mix' : 'mixY'}
      type="range"
      min="0"
      max="1"
      step=${STEP}
      aria-label=${label}
      aria-orientation=${axis === 'x' ? 'horizontal' : 'vertical'}
      aria-valuetext=${text}
      .value=${String(this.mix[axis])}
      @input=${(event: Event) => {
        const to = (event.target as HTMLInputElement).valueAsNumber;
        this.#set(axis === 'x' ? to : this.mix.x, axis === 'y' ? to : this.mix.y);
      }}
      @keydown=${this.#onKeyDown}
    />`;
  }

  #set(x: number, y: number): void {
    const within = (value: number): number => Math.min(1, Math.max(0, value));
    dispatch(this, 'mix-change', { x: within(x), y: within(y) });
  }

  #point(event: PointerEvent): void {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const [x, y] = [((event.clientX - left) / width) * WIDTH, ((event.clientY - top) / height) * HEIGHT];
    this.#set((x - INSET) / (RIGHT - INSET), (y - INSET) / (BOTTOM - INSET));
  }

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.#point(event);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    this.#set(this.mix.x + move[0], this.mix.y + move[1]);
  }

  #picture(weights: readonly number[]): TemplateResult {
    const three = this.sources.length === 3;
    const pools = this.sources.map(({ tint }, i): Pool => {
      const corner = three && i === 2 ? { x: 0.5, y: 1 } : CORNERS[i]!;
      return { ...placed(corner), share: weights[i]!, color: tintColor(tint) };
    });
    const drop = placed(this.mix);
    const bridges = pools.map(
      ({ x, y, share, color }) =>
        svg`<line x1=${x} y1=${y} x2=${drop.x} y2=${drop.y} stroke=${color} stroke-width=${9.5 + 7 * share} />`,
    );
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      <defs>${blendShapeDefs()}</defs>
      ${svg`<rect class="field" x="1" y="1" width=${WIDTH - 2} height=${HEIGHT - 2} rx="18" />`}
      ${this.places.map((place) => {
        const { x, y } = placed(place);
        return svg`<circle class="place" cx=${x} cy=${y} r="3" />`;
      })}
      ${blendShapes(pools, drop, svg`${bridges}`)}
    </svg>`;
  }
}
