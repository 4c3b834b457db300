import type { AlloyInstrumentElement } from './element.js';

declare global {
  interface HTMLElementTagNameMap {
    'alloy-instrument': AlloyInstrumentElement;
  }
}
