/** Draws the picture of a preset into a canvas of its row, once the row is in sight. */
import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

/** Pictures that wait to be seen, by their canvas. */
const waiting = new WeakMap<Element, Uint8Array>();
let observer: IntersectionObserver | null = null;

/** One for all rows: a list that is closed, and rows that are scrolled out of it, decode nothing. */
function observe(canvas: Element): void {
  observer ??= new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer!.unobserve(target);
      const bytes = waiting.get(target);
      if (bytes) void draw(target as HTMLCanvasElement, bytes);
    }
  });
  observer.observe(canvas);
}

/** No address is made of it: a strict policy allows no image from a blob. */
async function draw(canvas: HTMLCanvasElement, bytes: Uint8Array): Promise<void> {
  const image = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' }), {
    resizeWidth: canvas.width,
    resizeHeight: canvas.height,
    resizeQuality: 'high',
  }).catch(() => null); // it was damaged: the row stays without
  if (!image || waiting.get(canvas) !== bytes) return;
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  image.close();
}

class PresetPicture extends Directive {
  #canvas: Element | null = null;

  override update(part: ElementPart, [bytes]: [Uint8Array]): unknown {
    this.#canvas = part.element;
    return this.render(bytes);
  }

  override render(bytes: Uint8Array): unknown {
    if (!this.#canvas || waiting.get(this.#canvas) === bytes) return noChange;
    waiting.set(this.#canvas, bytes);
    observe(this.#canvas);
    return noChange;
  }
}

/** On a `<canvas>`: bytes of a PNG, in the canvas's own size. */
export const presetPicture = directive(PresetPicture);
