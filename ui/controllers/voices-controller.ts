/** Draws a ring for each sounding voice at its place in the mix. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MixPosition } from '../../src/instrument/state/state.js';
import { resolveColors } from '../pictures/tints.js';
import { CanvasController, type Surface } from './canvas-controller.js';
import { LiveController } from './live-controller.js';
import type { VoicePosition } from '../../src/instrument/contract.js';
import type { LiveSource } from './live-feed.js';

/** Where a place of the mix lies on the host's canvas, in CSS pixels. */
export type Placing = (at: MixPosition, surface: Surface) => readonly [x: number, y: number];

const SMALLEST = 3;
const LARGEST = 7.5;
/** Voices at one place stand this far apart, by their keys, so that each can be seen. */
const SPREAD = 18;

function same(a: readonly VoicePosition[], b: readonly VoicePosition[]): boolean {
  return a.length === 0 && b.length === 0;
}

/** Draws a ring for every sounding voice at its live place in the mix, on the host's canvas. [page] */
export class VoicesController implements ReactiveController {
  readonly #live: LiveController;
  readonly #canvas: CanvasController;
  readonly #place: Placing;
  #voices: readonly VoicePosition[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement, place: Placing) {
    this.#place = place;
    this.#canvas = new CanvasController(host, (surface) => this.#draw(surface));
    this.#live = new LiveController(host, ({ positions = [] }) => {
      if (!same(positions, this.#voices)) this.#canvas.invalidate();
      this.#voices = positions.slice();
      return undefined;
    });
    host.addController(this);
  }

  /** The voices that are shown now. */
  get voices(): readonly VoicePosition[] {
    return this.#voices;
  }

  get source(): LiveSource | null {
    return this.#live.source;
  }

  set source(source: LiveSource | null) {
    this.#live.source = source;
  }

  hostDisconnected(): void {
    this.#voices = [];
  }

  #draw(surface: Surface): boolean {
    if (this.#voices.length === 0) return false;
    const { context } = surface;
    const [ring, fill] = resolveColors(context.canvas, ['var(--alloy-text)', 'var(--alloy-surface)']);
    for (const voice of this.#voices) {
      const [x, y] = this.#place(voice, surface);
      const size = SMALLEST + (LARGEST - SMALLEST) * Math.min(1, Math.sqrt(Math.max(0, voice.level)));
      context.beginPath();
      context.arc(x, y + ((voice.key % 12) / 11 - 0.5) * SPREAD, size, 0, 2 * Math.PI);
      context.fillStyle = fill!;
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = ring!;
      context.stroke();
    }
    return false;
  }
}
