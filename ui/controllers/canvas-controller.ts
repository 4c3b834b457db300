/** Draws a canvas crisply, at most once a frame, when something changed. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { viewOf } from './view.js';
import { zoomOf } from './zoom.js';

/** Where and how large to draw, in CSS pixels; the context is scaled for the screen. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
}

/** Draws; true asks for another frame because there is more to do. */
export type Draw = (surface: Surface) => boolean;

type Host = ReactiveControllerHost & HTMLElement;

/**
 * A canvas that is crisp on every screen and drawn at most once a frame: after `invalidate()`, after a
 * change of size or of colours, and while `draw` asks for more. [page]
 */
export class CanvasController implements ReactiveController {
  readonly #host: Host;
  readonly #draw: Draw;
  readonly #sizes = new ResizeObserver(() => this.invalidate());
  #view = window;
  #scheme: MediaQueryList | null = null;
  #canvas: HTMLCanvasElement | null = null;
  #frame = 0;

  constructor(host: Host, draw: Draw) {
    this.#host = host;
    this.#draw = draw;
    host.addController(this);
  }

  hostConnected(): void {
    this.#view = viewOf(this.#host);
    this.#scheme = this.#view.matchMedia('(prefers-color-scheme: dark)');
    this.#scheme.addEventListener('change', this.#onScheme);
    if (this.#canvas) this.#sizes.observe(this.#canvas);
    this.invalidate();
  }

  hostUpdated(): void {
    const canvas = this.#host.shadowRoot?.querySelector('canvas') ?? null;
    if (canvas !== this.#canvas) {
      this.#sizes.disconnect();
      this.#canvas = canvas;
      if (canvas) this.#sizes.observe(canvas);
    }
    this.invalidate();
  }

  hostDisconnected(): void {
    this.#scheme?.removeEventListener('change', this.#onScheme);
    this.#sizes.disconnect();
    this.#view.cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  invalidate(): void {
    if (this.#frame === 0) this.#frame = this.#view.requestAnimationFrame(this.#onFrame);
  }

  readonly #onScheme = (): void => this.invalidate();

  readonly #onFrame = (): void => {
    this.#frame = 0;
    const canvas = this.#canvas;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    const ratio = this.#view.devicePixelRatio * zoomOf(canvas);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.scale(ratio, ratio);
    if (this.#draw({ context, width, height, ratio })) this.invalidate();
  };
}
