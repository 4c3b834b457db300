/** Types of `alloy-instrument/element`. */
import type { AlloyInstrumentConstructor } from './instrument-element.js';

export type {
  AlloyInstrumentElement,
  AlloyInstrumentEventMap,
  AlloyInstrumentProperties,
} from './instrument-element.js';
export type { InstrumentContract } from '../../src/instrument/contract.js';
export type * from '../../src/instrument/state/state.js';

/** The class of `<alloy-instrument>`. */
export declare const AlloyInstrument: AlloyInstrumentConstructor;
