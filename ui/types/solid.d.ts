/** Tells Solid's types of `<alloy-instrument>`. */
import type {} from 'solid-js';
import type { AlloyInstrumentElement, AlloyInstrumentProperties } from './element.js';
import type { AlloyInstrumentAttributes } from './attributes.js';

type Properties = {
  [Name in keyof AlloyInstrumentProperties as `prop:${Name}`]?: AlloyInstrumentProperties[Name];
};

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'alloy-instrument': HTMLAttributes<AlloyInstrumentElement> & AlloyInstrumentAttributes & Properties;
    }
  }
}
