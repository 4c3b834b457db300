/** Defines the base class of Alloy's elements: strings and colours of the place where an element stands. */
import { LitElement, type ReactiveElement } from 'lit';
import { LanguageController } from '../controllers/language-controller.js';
import type { Strings } from '../strings.js';
import { adoptSheets } from '../styles/adopt.js';
import { carryTokens, forgetTokens } from '../styles/standalone.js';

/**
 * The words of the place where an element stands, and its looks: colours are those of the instrument around it, or where one
 * stands alone, its own. Moved to another document (a frame, a window of its own, picture-in-picture) and back, it keeps
 * them: browsers take a shadow root's constructed style sheets away then.
 */
export abstract class AlloyElement extends LitElement {
  readonly #language = new LanguageController(this);

  protected get strings(): Strings {
    return this.#language.strings;
  }

  /** Whether it is not drawn yet, as the words of its language have not come. */
  protected get wordless(): boolean {
    return !this.hasUpdated && this.#language.coming !== null;
  }

  /** As lit's; the first time with the words of the place where it stands. */
  protected override scheduleUpdate(): Promise<unknown> | undefined {
    const { coming } = this.#language;
    if (coming === null || this.hasUpdated) return super.scheduleUpdate() as Promise<unknown> | undefined;
    return coming.then(() => super.scheduleUpdate());
  }

  /** As lit's, which adopts the sheets of the document that its code was loaded in. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRootOptions } = this.constructor as typeof ReactiveElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    this.#adopt(root);
    return root;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    carryTokens(this);
  }

  /** Called by the browser between leaving one document and being connected in another. */
  adoptedCallback(): void {
    forgetTokens(this);
    if (this.shadowRoot) this.#adopt(this.shadowRoot);
    this.requestUpdate(); // pictures have the pixels and the colours of the window
  }

  #adopt(root: ShadowRoot): void {
    adoptSheets(root, (this.constructor as typeof ReactiveElement).elementStyles);
  }
}
