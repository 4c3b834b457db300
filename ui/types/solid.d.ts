/** Tells Solid's types of `<alloy-instrument>`. */
import type {} from 'solid-js';
import type { AlloyInstrumentAttributes } from './attributes.js';
import type {
  AlloyInstrumentElement,
  AlloyInstrumentEventMap,
  AlloyInstrumentProperties,
} from './element.js';

/** Names of the events that are the instrument's. */
type Fired = Exclude<keyof AlloyInstrumentEventMap, Exclude<keyof HTMLElementEventMap, 'error'>>;

type Properties = {
  [Name in keyof AlloyInstrumentProperties as `prop:${Name}`]?: AlloyInstrumentProperties[Name];
};

/** `on:render-done={…}`. */
type Listeners = {
  [Name in Fired as `on:${Name}`]?: (event: AlloyInstrumentEventMap[Name]) => void;
};

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'alloy-instrument': Omit<HTMLAttributes<AlloyInstrumentElement>, keyof Listeners> &
        AlloyInstrumentAttributes &
        Properties &
        Listeners;
    }
  }
}

/** Nothing but what is declared above for others. */
export {};
