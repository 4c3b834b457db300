/** Tells Vue's types of `<alloy-instrument>`. */
import type { HTMLAttributes } from 'vue';
import type { AlloyInstrumentProperties } from './element.js';
import type { AlloyInstrumentAttributes } from './attributes.js';

declare module 'vue' {
  interface GlobalComponents {
    'alloy-instrument': new () => {
      $props: HTMLAttributes & AlloyInstrumentAttributes & Partial<AlloyInstrumentProperties>;
    };
  }
}
