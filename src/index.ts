/**
 * Alloy's public API in a page: everything heavy runs in workers. The elements are in
 * `alloy-instrument/element`; in Node, `alloy-instrument` is src/node.ts.
 */
export { AlloyError, type AlloyErrorCode } from './errors.js';
export { LFO_SYNCS, PARAMETERS, type Parameter, type ParameterId } from './parameters.js';
export { Instrument } from './instrument/instrument.js';
export type { InstrumentOptions } from './instrument/options.js';
export type { InstrumentEventDetails, InstrumentEventMap, NoteDetail } from './instrument/events.js';
export type { HostContext, HostNode, HostTransport, HostedInstrument } from './instrument/host.js';
export type {
  BundledSource,
  ExportFormat,
  ExportLoss,
  InstrumentContract,
  InstrumentExportOptions,
  MeterReading,
  PackFile,
  SaveOptions,
  SoundPack,
  StateOptions,
} from './instrument/contract.js';
export type { PackKind, PackSound } from './imports/pack.js';
export type * from './instrument/songs-contract.js';
export type * from './instrument/state/state.js';
export type * from './document/schema.js';
export { PrepareClient } from './instrument/sounds/prepare/client.js';
export type { PreparedSource, SourceOptions } from './audio/source.js';
export { RenderClient } from './render/client.js';
export type * from './render/notes.js';
export { planKeys } from './render/plan.js';
export { Headroom, scaled } from './audio/headroom.js';
export { encodeWav } from './audio/wav.js';
export type { Embedding, LoudnessTrack, PitchTrack, TimbreTrack } from './timbre/embedding.js';
export type { ModelManifest } from './model/manifest.js';
