/** Defines `alloy-waveform`: peaks and loudness of a sound over time. */
import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { SampleBuffer } from '../../src/instrument/state/state.js';
import { CanvasController, type Surface } from '../controllers/canvas-controller.js';
import { tintColor, tintFill, resolveColors, type Tint } from '../pictures/tints.js';
import { Peaks } from '../pictures/peaks.js';
import { picture } from '../styles/picture.js';
import { controls } from '../styles/controls.js';
import { AlloyElement } from './element.js';

/** Shortest windows, in samples, of peak and loudness: shorter ones would show single periods. */
const PEAK_WINDOW = 160;
const LOUDNESS_WINDOW = 800;

/**
 * A clip over time: its peaks as a soft body, its loudness as a solid core.
 *
 * @cssprop --alloy-a - colour of source A; `--alloy-b`, `-c` and `-d` likewise
 */
export class AlloyWaveform extends AlloyElement {
  static override readonly styles = [
    controls,
    picture,
    css`
      canvas {
        inset: 2px 0;
        height: calc(100% - 4px);
      }
    `,
  ];

  @property({ attribute: false }) audio: SampleBuffer | null = null;
  /** The source that it is of, by its letter. */
  @property() tint: Tint = 'a';
  /** Colours from left to right, as CSS, in place of the tint's. */
  @property({ attribute: false }) colors: readonly string[] | null = null;
  /** Samples that the width stands for; 0: those of the clip. */
  @property({ type: Number }) span = 0;
  @property() label = '';

  readonly #peaks = new Peaks();
  readonly #canvas = new CanvasController(this, (surface) => this.#draw(surface));

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label || this.strings.clips.views.waveform}></canvas>`;
  }

  /** Draws anew, as after a change of colours from outside. */
  redraw(): void {
    this.#canvas.invalidate();
  }

  #draw({ context, width, height, ratio }: Surface): boolean {
    const canvas = context.canvas;
    const colors = resolveColors(canvas, this.colors ?? [tintColor(this.tint)]);
    const fill = tintFill(context, colors, width);
    const samples = this.audio?.samples ?? new Float32Array(0);
    const more = this.#peaks.update(samples);
    const span = Math.max(this.span, samples.length, 1);
    const middle = height / 2;
    context.fillStyle = fill;
    context.globalAlpha = 0.35;
    context.fillRect(0, middle - 0.5, width, 1);
    const samplesPerColumn = span / (width * ratio);
    const columns = Math.ceil((samples.length / span) * width * ratio);
    const body = new Path2D();
    const core = new Path2D();
    for (let i = 0; i < columns; i++) {
      const x = i / ratio;
      const centre = (i + 0.5) * samplesPerColumn;
      const reach = Math.max(PEAK_WINDOW, samplesPerColumn) / 2;
      const { min, max } = this.#peaks.column(centre - reach, centre + reach);
      const far = Math.max(LOUDNESS_WINDOW, samplesPerColumn) / 2;
      const { rms } = this.#peaks.column(centre - far, centre + far);
      body.rect(x, middle - max * middle, 1 / ratio, Math.max(1 / ratio, (max - min) * middle));
      core.rect(x, middle - rms * middle, 1 / ratio, Math.max(1 / ratio, 2 * rms * middle));
    }
    context.globalAlpha = 0.5;
    context.fill(body);
    context.globalAlpha = 1;
    context.fill(core);
    return more;
  }
}
