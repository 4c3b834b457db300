/** Alloy's public API in Node: the same line as in a page, without workers of its own but the generator's. */
export { AlloyError, type AlloyErrorCode } from './errors.js';
export { RenderEngine } from './render/engine.js';
export type * from './render/notes.js';
export { planKeys } from './render/plan.js';
export {
  loadSound,
  prepareSource,
  prepareSamples,
  prepareWhole,
  wholeSound,
  type PreparedSource,
  type SourceOptions,
  type WholeSound,
} from './audio/source.js';
export type { RootFrom, SourceRoot } from './audio/root.js';
export { Headroom, scaled } from './audio/headroom.js';
export { encodeWav } from './audio/wav.js';
export { blend } from './timbre/blend.js';
export type { Embedding, LoudnessTrack, PitchTrack, TimbreTrack } from './timbre/embedding.js';
export { loadModel, type Model } from './model/load.js';
export type { ModelManifest } from './model/manifest.js';
export type { Generator, GeneratorNote, GenerateOptions } from './generator/generator.js';
export { createGenerator } from './generator/create.js';
