/** Defines `alloy-embedding`: an embedding as a heat map. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { EmbeddingPicture } from '../../src/instrument/state/state.js';
import type { Gain01 } from '../../src/units.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { rangeOf, type ValueRange } from '../pictures/blend-pictures.js';
import { Layer } from '../pictures/layer.js';
import { tintColor, resolveColors, type Tint } from '../pictures/tints.js';
import { controls } from '../styles/controls.js';
import { picture } from '../styles/picture.js';
import { AlloyElement } from './element.js';
import { styled } from '../styles/styled.js';

/**
 * An embedding as a heat map: a row for each channel, time (or the way from one source to another) to the right.
 *
 * @csspart marker - the line at `at`
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 * @cssprop --alloy-text - the marker
 */
export class AlloyEmbedding extends AlloyElement {
  static override readonly styles = [
    controls,
    picture,
    css`
      canvas {
        image-rendering: pixelated;
      }
      .marker {
        position: absolute;
        inset: 0 auto;
        width: 2px;
        margin-left: -1px;
        background: var(--alloy-text);
        box-shadow: 0 0 0 1px var(--alloy-surface);
      }
    `,
  ];

  @property({ attribute: false }) embedding: EmbeddingPicture | null = null;
  /** The source that it is of, by its letter. */
  @property() tint: Tint = 'a';
  /** Colours from left to right, as CSS, in place of the tint's. */
  @property({ attribute: false }) colors: readonly string[] | null = null;
  /** Each channel's darkest and brightest value; the picture's own where not given. */
  @property({ attribute: false }) range: ValueRange | null = null;
  /** A place to mark, 0 left to 1 right. */
  @property({ attribute: false }) at: Gain01 | null = null;
  @property() label = '';

  #painted: readonly [EmbeddingPicture, ValueRange | null] | null = null;
  readonly #layer = new Layer();
  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label || this.strings.clips.views.embedding}></canvas> ${
        this.at === null
          ? nothing
          : html`<span class="marker" part="marker" ${styled(`left: ${(this.at * 100).toFixed(2)}%`)}></span>`
      }`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  #draw(surface: Surface): boolean {
    const { embedding, range } = this;
    if (!embedding) return false;
    if (this.#painted?.[0] !== embedding || this.#painted[1] !== range) this.#paint(embedding, range);
    const colors = this.colors ?? [tintColor(this.tint)];
    this.#layer.draw(surface, resolveColors(surface.context.canvas, colors), false);
    return false;
  }

  /** Intensity is where a value lies in its channel's range. */
  #paint(picture: EmbeddingPicture, range: ValueRange | null): void {
    const { frames, channels, values } = picture;
    const { low, high } = range ?? rangeOf([picture]);
    this.#layer.resize(frames, channels);
    this.#layer.paint(0, frames, (frame, row) => {
      const channel = channels - 1 - row;
      const [from, to] = [low[channel]!, high[channel]!];
      const share = Math.min(1, Math.max(0, (values[frame * channels + channel]! - from) / (to - from)));
      return 0.06 + 0.94 * share ** 1.5;
    });
    this.#painted = [picture, range];
  }
}
