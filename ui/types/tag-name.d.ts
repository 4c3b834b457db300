/** Tells the DOM's types of `<alloy-instrument>`, outside this repository. */
import type { AlloyInstrumentElement } from './element.js';

declare global {
  interface HTMLElementTagNameMap {
    'alloy-instrument': AlloyInstrumentElement;
  }
}
