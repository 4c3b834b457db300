/** Inline styles that a strict Content-Security-Policy lets through: set by CSSOM, never as an attribute. */
import { noChange, type ElementPart } from 'lit';
import { directive, Directive, PartType, type PartInfo } from 'lit/directive.js';

class Styled extends Directive {
  #text: string | null = null;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styled() goes on an element: <span ${styled(…)}>.');
  }

  override render(text: string): unknown {
    void text;
    return noChange;
  }

  override update(part: ElementPart, [text]: [string]): unknown {
    if (text !== this.#text) (part.element as HTMLElement).style.cssText = text;
    this.#text = text;
    return noChange;
  }
}

/** `<span ${styled(`left: ${x}%`)}>`: declarations as in a `style` attribute, which `style-src 'self'` would refuse. */
export const styled = directive(Styled);
