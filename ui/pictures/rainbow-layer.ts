/** Paints a rainbowgram into a layer, in the colours of tempered metal. */
import type { Surface } from '../controllers/canvas-controller.js';
import { brightness, type RainbowColumns } from './rainbow-columns.js';

/** As in the NSynth paper: what lies further below the loudest is not shown. */
const RANGE_DB = 70;
const HUES = 256;

/**
 * The colours of tempered metal, once around: straw, copper, magenta, blue, verdigris. Equally light all around, so that
 * brightness says level and nothing else.
 */
export function temperColors(dark: boolean): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  canvas.width = HUES;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  for (let hue = 0; hue < HUES; hue++) {
    const degrees = 75 - (360 * hue) / HUES;
    context.fillStyle = dark ? `oklch(0.8 0.14 ${degrees})` : `oklch(0.55 0.16 ${degrees})`;
    context.fillRect(hue, 0, 1, 1);
  }
  return context.getImageData(0, 0, HUES, 1).data;
}

/** The picture of a rainbowgram, kept in its own size and stretched when drawn. */
export class RainbowLayer {
  readonly #canvas = document.createElement('canvas');
  #colors = new Uint8ClampedArray(0);
  #dark: boolean | null = null;
  #peak = -1;

  /** Paints what is new; all of it where the loudest has changed, or the scheme. */
  paint(picture: RainbowColumns, dark: boolean): void {
    const { rows, columns, done, peak } = picture;
    if (rows === 0) return this.clear();
    if (dark !== this.#dark) this.#colors = temperColors(dark) as Uint8ClampedArray<ArrayBuffer>;
    const fits = this.#canvas.width === columns && this.#canvas.height === rows;
    const fresh = picture.takeFresh();
    const from = fits && dark === this.#dark && peak === this.#peak ? Math.min(fresh, done) : 0;
    if (!fits) {
      this.#canvas.width = columns;
      this.#canvas.height = rows;
    } else if (from === 0) this.#canvas.getContext('2d')!.clearRect(0, 0, columns, rows);
    this.#dark = dark;
    this.#peak = peak;
    if (from < done) this.#columns(picture, from, done);
  }

  clear(): void {
    this.#canvas.width = 0;
    this.#peak = -1;
  }

  #columns({ rows, levels, hues, peak }: RainbowColumns, from: number, to: number): void {
    const width = to - from;
    const context = this.#canvas.getContext('2d')!;
    const image = context.createImageData(width, rows);
    const alphas = Uint8Array.from(
      { length: 256 },
      (_, level) => 255 * brightness(level, peak, RANGE_DB) ** 1.6,
    );
    for (let column = 0; column < width; column++) {
      for (let row = 0; row < rows; row++) {
        const at = (from + column) * rows + row;
        const pixel = ((rows - 1 - row) * width + column) * 4;
        const color = hues[at]! * 4;
        image.data[pixel] = this.#colors[color]!;
        image.data[pixel + 1] = this.#colors[color + 1]!;
        image.data[pixel + 2] = this.#colors[color + 2]!;
        image.data[pixel + 3] = alphas[levels[at]!]!;
      }
    }
    context.putImageData(image, from, 0);
  }

  draw({ context, width, height }: Surface): void {
    if (this.#canvas.width > 0) context.drawImage(this.#canvas, 0, 0, width, height);
  }
}
