/** Holds a picture of intensities, stretched when it is drawn. */
import type { Surface } from '../controllers/canvas-controller.js';
import { tintFill } from './tints.js';

/** A picture of intensities 0 to 1, kept small and stretched when drawn; coloured by a metal. */
export class Layer {
  readonly #canvas = document.createElement('canvas');
  #columns = 0;
  #rows = 0;

  /** Makes room; what was painted is gone if the size changes. */
  resize(columns: number, rows: number): void {
    if (columns === this.#columns && rows === this.#rows) return;
    this.#columns = columns;
    this.#rows = rows;
    this.#canvas.width = columns;
    this.#canvas.height = rows;
  }

  /** Takes everything away. */
  clear(): void {
    this.#columns = 0;
    this.#rows = 0;
  }

  /** Sets the pixels of columns `from` to `to`; row 0 lies at the bottom. */
  paint(from: number, to: number, intensity: (column: number, row: number) => number): void {
    if (from >= to) return;
    const context = this.#canvas.getContext('2d')!;
    const [columns, rows] = [to - from, this.#rows];
    const image = context.createImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = intensity(from + column, row);
        image.data[((rows - 1 - row) * columns + column) * 4 + 3] = 255 * value;
      }
    }
    context.putImageData(image, from, 0);
  }

  /** Draws over the whole of the surface: the metal's colour, as dense as the intensity. */
  draw({ context, width, height }: Surface, colors: readonly string[], smooth = true): void {
    if (this.#columns === 0 || this.#rows === 0) return;
    context.imageSmoothingEnabled = smooth;
    context.drawImage(this.#canvas, 0, 0, width, height);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = tintFill(context, colors, width);
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }
}
