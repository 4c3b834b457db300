/** Tells React's types of `<alloy-instrument>`. */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { AlloyInstrumentElement, AlloyInstrumentProperties } from './element.js';
import type { AlloyInstrumentAttributes } from './attributes.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'alloy-instrument': ClassAttributes<AlloyInstrumentElement> &
        HTMLAttributes<AlloyInstrumentElement> &
        AlloyInstrumentAttributes &
        Partial<AlloyInstrumentProperties> & { class?: string | undefined };
    }
  }
}
