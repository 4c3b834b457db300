import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { EmbeddingPicture } from '../../src/instrument/state.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { Layer } from '../pictures/layer.js';
import { metalColors, type Metal } from '../pictures/metal.js';
import { controls } from '../styles/controls.js';
import { picture } from '../styles/picture.js';
import { AlloyElement } from './element.js';

/**
 * An embedding as a heat map: a row for each channel, time to the right.
 *
 * @cssprop --alloy-a - colour of source A
 * @cssprop --alloy-b - colour of source B
 */
export class AlloyEmbedding extends AlloyElement {
  static override readonly styles = [controls, picture];

  @property({ attribute: false }) embedding: EmbeddingPicture | null = null;
  @property() metal: Metal = 'a';
  @property({ type: Number }) mix = 0.5;
  @property() label = '';

  #painted: EmbeddingPicture | null = null;
  readonly #layer = new Layer();
  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label || this.strings.takes.views.embedding}></canvas>`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  #draw(surface: Surface): boolean {
    const picture = this.embedding;
    if (!picture) return false;
    if (picture !== this.#painted) this.#paint(picture);
    this.#layer.draw(surface, metalColors(surface.context.canvas, this.metal, this.mix), false);
    return false;
  }

  /** Intensity is where a value lies between the smallest and the largest of the picture. */
  #paint(picture: EmbeddingPicture): void {
    const { frames, channels, values } = picture;
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const range = high - low || 1;
    this.#layer.resize(frames, channels);
    this.#layer.paint(0, frames, (frame, row) => {
      const value = values[frame * channels + (channels - 1 - row)]!;
      return 0.06 + 0.94 * ((value - low) / range) ** 1.5;
    });
    this.#painted = picture;
  }
}
