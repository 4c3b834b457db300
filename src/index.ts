/** Alloy's public API in a page. The elements are in `alloy-instrument/element`. */
export * from './node.js';
export { PARAMETERS, type Parameter, type ParameterId } from './parameters.js';
export { Instrument, type InstrumentOptions } from './instrument/instrument.js';
export type { BundledSource, InstrumentContract, MeterReading } from './instrument/contract.js';
export type * from './instrument/state.js';
