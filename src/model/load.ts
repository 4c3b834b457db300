import type { Decoder } from '../generator/decoder.js';
import type { Conditioning } from '../generator/generator.js';
import type { Embedding, TimbreLane } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';
import type { ModelManifest } from './manifest.js';

/** A model's files, wherever they are: dropped by a user, in a zip, on a disk. */
export interface ModelFiles {
  /** For error messages. */
  readonly name: string;
  /** The bytes of `model.json` or of a shard that it names; rejects when there is none. */
  read(path: string): Promise<ArrayBuffer>;
}

export type ModelSource = URL | string | ModelFiles;

/** A model that is ready to encode and to condition. [worker or Node] */
export interface Model {
  readonly manifest: ModelManifest;
  /** Changes when any byte of the weights changes. */
  readonly fingerprint: string;
  readonly decoder: Decoder;
  /** Timbre of mono samples at the model's rate. */
  encode(samples: Float32Array): Promise<TimbreLane>;
  /** What the decoder is told at `rootMidi`, for at most `frames` frames (default: all the embedding has). */
  condition(
    embedding: Embedding,
    options: { readonly rootMidi: MidiNote; readonly frames?: number },
  ): Promise<Conditioning>;
  dispose(): void;
}

export function loadModel(source: ModelSource): Promise<Model> {
  return Promise.reject(new Error(`not yet: ${String(source)}`));
}
