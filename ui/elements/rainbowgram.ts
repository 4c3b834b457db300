/** Defines `alloy-rainbowgram`: a sound as a rainbowgram. */
import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { SampleBuffer } from '../../src/instrument/state/state.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { isDark } from '../pictures/tints.js';
import { RainbowColumns } from '../pictures/rainbow-columns.js';
import { RainbowLayer } from '../pictures/rainbow-layer.js';
import { controls } from '../styles/controls.js';
import { picture } from '../styles/picture.js';
import { AlloyElement } from './element.js';

/**
 * A sound as the NSynth paper pictures it: frequency upwards (constant Q, A1 to A8), time to the right; brightness is
 * the level, over 70 dB; colour is the instantaneous frequency. A steady partial is a stripe of one colour. Computed in
 * a worker, a few columns at a time.
 */
export class AlloyRainbowgram extends AlloyElement {
  static override readonly styles = [controls, picture];

  @property({ attribute: false }) audio: SampleBuffer | null = null;
  /** Samples that the width stands for; 0: those of the clip. */
  @property({ type: Number }) span = 0;
  @property() label = '';

  readonly #columns = new RainbowColumns(() => this.redraw());
  readonly #layer = new RainbowLayer();
  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  protected override render(): TemplateResult {
    const { views } = this.strings.clips;
    return html`<canvas role="img" aria-label=${this.label || views.rainbowgram}></canvas>`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  #draw(surface: Surface): boolean {
    if (!this.audio || this.audio.samples.length === 0) return false;
    const { samples, sampleRate } = this.audio;
    this.#columns.update(samples, sampleRate, Math.max(this.span, samples.length));
    this.#layer.paint(this.#columns, isDark(surface.context.canvas));
    this.#layer.draw(surface);
    return false;
  }
}
