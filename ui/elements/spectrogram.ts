import { html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Clip } from '../../src/instrument/state.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { Layer } from '../pictures/layer.js';
import { metalColors, type Metal } from '../pictures/metal.js';
import { ROWS, SpectrumColumns } from '../pictures/spectrum-columns.js';
import { controls } from '../styles/controls.js';
import { picture } from '../styles/picture.js';

/**
 * A clip's frequencies (logarithmic, upwards) over time, made a little each frame.
 *
 * @cssprop --alloy-a - colour of source A
 * @cssprop --alloy-b - colour of source B
 */
export class AlloySpectrogram extends LitElement {
  static override readonly styles = [controls, picture];

  @property({ attribute: false }) clip: Clip | null = null;
  @property() metal: Metal = 'a';
  @property({ type: Number }) mix = 0.5;
  /** Samples that the width stands for; 0: those of the clip. */
  @property({ type: Number }) span = 0;
  @property() label = '';

  readonly #columns = new SpectrumColumns();
  readonly #layer = new Layer();
  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label || 'Spectrogram'}></canvas>`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  #draw(surface: Surface): boolean {
    if (!this.clip || this.clip.samples.length === 0) return false;
    const { samples, sampleRate } = this.clip;
    const span = Math.max(this.span, samples.length);
    this.#columns.update(samples, sampleRate, span);
    const before = this.#columns.done;
    const more = this.#columns.work();
    const { done, step, values } = this.#columns;
    if (before === 0) this.#layer.clear();
    this.#layer.resize(Math.ceil(span / step), ROWS);
    this.#layer.paint(before, done, (column, row) => values[column * ROWS + row]!);
    this.#layer.draw(surface, metalColors(surface.context.canvas, this.metal, this.mix));
    return more;
  }
}
