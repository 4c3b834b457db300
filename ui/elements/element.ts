import { LitElement } from 'lit';
import { LanguageController } from '../controllers/language-controller.js';
import type { Strings } from '../strings.js';
import { carryTokens } from '../styles/standalone.js';

/**
 * What all of Alloy's elements have in common: the words of the place where they stand, and colours: those of the
 * instrument around them, or where one stands alone, its own.
 */
export abstract class AlloyElement extends LitElement {
  readonly #language = new LanguageController(this);

  protected get strings(): Strings {
    return this.#language.strings;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    carryTokens(this);
  }
}
