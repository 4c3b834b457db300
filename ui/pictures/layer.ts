import type { Surface } from '../controllers/canvas-controller.js';
import { metalFill } from './metal.js';

/** A picture of intensities 0 to 1, kept small and stretched when drawn; coloured by a metal. */
export class Layer {
  readonly #canvas = document.createElement('canvas');
  #columns = 0;
  #rows = 0;

  /** Sets every pixel; row 0 lies at the bottom. */
  paint(columns: number, rows: number, intensity: (column: number, row: number) => number): void {
    this.#columns = columns;
    this.#rows = rows;
    this.#canvas.width = columns;
    this.#canvas.height = rows;
    const context = this.#canvas.getContext('2d')!;
    const image = context.createImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = intensity(column, row);
        image.data[((rows - 1 - row) * columns + column) * 4 + 3] = 255 * value;
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** Draws over `share` of the width: the metal's colour, as dense as the intensity. */
  draw({ context, width, height }: Surface, colors: readonly string[], share = 1, smooth = true): void {
    if (this.#columns === 0 || this.#rows === 0) return;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#canvas, 0, 0, width * Math.min(1, share), height);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = metalFill(context, colors, width);
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }
}
