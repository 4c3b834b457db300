/** Defines `alloy-mix`: the mix of two sources, as a slider with a picture. */
import { html, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { LiveSource } from '../controllers/live-feed.js';
import { VoicesController } from '../controllers/voices-controller.js';
import { percent } from '../format.js';
import { blendShapes, blendShapeDefs } from '../pictures/crucible.js';
import { tintColor, type Tint } from '../pictures/tints.js';
import { blendStyles } from '../styles/blend.js';
import { controls } from '../styles/controls.js';
import { LEFT_SHARE, mixStyles } from '../styles/mix.js';
import { AlloyElement } from './element.js';
import { dispatch } from './dispatch.js';
import { styled } from '../styles/styled.js';

const WIDTH = 300;
const HEIGHT = 120;
const LEFT = WIDTH * LEFT_SHARE;
const RIGHT = WIDTH - LEFT;
const MIDDLE = HEIGHT / 2;

/** A source of the mix: what it is called and its tint, and whether there is a sound at all. */
export interface MixSource {
  readonly name: string;
  readonly there: boolean;
  readonly tint: Tint;
}

/**
 * The mix of two sources: the share of each in the hybrid. A range input, drawn as two pools of the sources' tints that
 * flow into a drop; a ring for every sounding voice, at its present mix position.
 *
 * @fires mix-change - `{ x: number }`, 0 all of the first, 1 all of the second
 * @csspart line - the picture
 * @csspart shares - the names with their percentages
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 * @cssprop --alloy-hybrid - colour of the drop
 * @cssprop --alloy-text - rings of voices
 */
export class AlloyMix extends AlloyElement {
  static override readonly styles = [controls, blendStyles, mixStyles];

  @property({ type: Number }) mix = 0.5;
  @property({ attribute: false }) first: MixSource = { name: 'A', tint: 'a', there: true };
  @property({ attribute: false }) second: MixSource = { name: 'B', tint: 'b', there: true };
  /** As large as its place allows, which then has a height of its own; otherwise as wide as its place, as high as it is. */
  @property({ type: Boolean, reflect: true }) fill = false;
  /** Places that are rendered, 0 to 1. */
  @property({ attribute: false }) places: readonly number[] = [];

  readonly #voices = new VoicesController(this, ({ x }, { width, height }) => [
    ((LEFT + (RIGHT - LEFT) * x) / WIDTH) * width,
    height / 2,
  ]);

  /** Where voices are read from. */
  get live(): LiveSource | null {
    return this.#voices.source;
  }

  set live(live: LiveSource | null) {
    this.#voices.source = live;
  }

  protected override render(): TemplateResult {
    const { mix } = this.strings;
    const shares = this.#shares;
    return html`
      <span class="label" aria-hidden="true">${mix.label}</span>
      <div class="line" part="line" data-tip=${mix.hint}>
        ${this.#picture()}
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          data-parameter="mix"
          aria-label=${mix.label}
          aria-valuetext=${mix.shares(shares.map(({ source, share }) => mix.share(share, source.name)))}
          .value=${String(this.mix)}
          @input=${(event: Event) => this.#set(Number((event.target as HTMLInputElement).value))}
          @dblclick=${() => this.#set(0.5)}
        />
        <canvas aria-hidden="true"></canvas>
      </div>
      <div class="shares number" part="shares" aria-hidden="true">
        ${shares.map(
          ({ source, share }) =>
            html`<span ${styled(`color: ${tintColor(source.tint)}`)}>${mix.share(share, source.name)}</span>`,
        )}
      </div>
    `;
  }

  /** What the hybrid consists of, in percent: a source alone is all of it, wherever the mix stands, and an empty slot is no part. */
  get #shares(): { readonly source: MixSource; readonly share: number }[] {
    const { first, second } = this;
    const share = percent(this.mix);
    if (first.there && second.there)
      return [
        { source: first, share: 100 - share },
        { source: second, share },
      ];
    return [first, second].filter(({ there }) => there).map((source) => ({ source, share: 100 }));
  }

  #set(x: number): void {
    dispatch(this, 'mix-change', { x });
  }

  #picture(): TemplateResult {
    const [from, to] = [tintColor(this.first.tint), tintColor(this.second.tint)];
    const at = (x: number): number => LEFT + (RIGHT - LEFT) * x;
    const pools = [
      { x: LEFT, y: MIDDLE, share: 1 - this.mix, color: from },
      { x: RIGHT, y: MIDDLE, share: this.mix, color: to },
    ];
    const bridge = svg`<rect x=${LEFT} y=${MIDDLE - 6} width=${RIGHT - LEFT} height="12" fill="url(#flow)" />`;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        ${blendShapeDefs()}
        ${svg`<linearGradient id="flow" gradientUnits="userSpaceOnUse" x1=${LEFT} x2=${RIGHT}>
          <stop offset="0" stop-color=${from} />
          <stop offset=${this.mix} stop-color="var(--alloy-hybrid)" />
          <stop offset="1" stop-color=${to} />
        </linearGradient>`}
      </defs>
      ${blendShapes(pools, { x: at(this.mix), y: MIDDLE }, bridge)}
      ${this.places.map(
        (place) =>
          svg`<line class="place" x1=${at(place)} x2=${at(place)} y1=${HEIGHT - 14} y2=${HEIGHT - 8} />`,
      )}
    </svg>`;
  }
}
