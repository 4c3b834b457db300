/** Tells Vue's types of `<alloy-instrument>`. */
import type { HTMLAttributes, ReservedProps } from 'vue';
import type { AlloyInstrumentAttributes } from './attributes.js';
import type {
  AlloyInstrumentElement,
  AlloyInstrumentEventMap,
  AlloyInstrumentProperties,
} from './element.js';

/** Names of the events that are the instrument's. */
type Fired = Exclude<keyof AlloyInstrumentEventMap, Exclude<keyof HTMLElementEventMap, 'error'>>;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** `@render-done="…"`. */
type Listeners = {
  [Name in Fired as `on${Capitalize<CamelCase<Name>>}`]?: (event: AlloyInstrumentEventMap[Name]) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'alloy-instrument': new () => AlloyInstrumentElement & {
      $props: ReservedProps &
        Omit<HTMLAttributes, keyof Listeners> &
        AlloyInstrumentAttributes &
        Partial<AlloyInstrumentProperties> &
        Listeners;
    };
  }
}

/** Nothing but what is declared above for others. */
export {};
