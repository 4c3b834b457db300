/** Loads a model and offers encoding, conditioning and band envelopes. [worker or Node] */
import { AlloyError } from '../errors.js';
import type { Decoder } from '../generator/decoder.js';
import type { Conditioning } from '../generator/generator.js';
import type { BandEnvelopeTrack, Embedding, PitchTrack, TimbreTrack } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';
import { warpEnvelope, sourceBandEnvelope } from './envelope-warp.js';
import { conditionNote, joinMaps, type ConditioningMaps } from './conditioning.js';
import { encodeTimbre } from './encoder.js';
import { MANIFEST_FILE, openModelFiles, type ModelSource } from './files.js';
import { Fingerprint } from './hash.js';
import type { ModelManifest } from './manifest.js';
import { assembleDecoder } from './decoder-weights.js';
import { withTensors } from './tensors.js';
import { parseManifestText } from './validate.js';
import { readWeights, type Weights } from './weights.js';

export type { ModelFiles, ModelSource } from './files.js';

export interface ConditionOptions {
  readonly rootMidi: MidiNote;
  /** Frames wanted; default: all that the embedding has. Its last frame holds after its end. */
  readonly frames?: number;
}

/** A model that is ready to encode and to condition. [worker or Node] */
export interface Model {
  readonly manifest: ModelManifest;
  /** Changes when any byte of the model changes. */
  readonly fingerprint: string;
  readonly decoder: Decoder;
  /**
   * Timbre of mono samples at the model's rate, their peak as `manifest.signal.peak` says.
   * @throws AlloyError 'empty' for no samples, 'not-finite' for samples that are no numbers.
   */
  encode(samples: Float32Array): Promise<TimbreTrack>;
  /** Computes the decoder's conditioning. @throws AlloyError 'bad-argument' for an embedding of another model. */
  condition(embedding: Embedding, options: ConditionOptions): Promise<Conditioning>;
  /**
   * Measures the band envelope of samples as they were encoded. Null for a model without an envelope warp.
   * @param pitch its pitch contour around `rootMidi`; null for a sound without pitch.
   */
  bandEnvelopeOf(
    samples: Float32Array,
    timbre: TimbreTrack,
    pitch: PitchTrack | null,
    rootMidi: MidiNote,
  ): BandEnvelopeTrack | null;
  /** A source's embedding with the band envelope that it would have at another root. */
  bandEnvelopeAt(embedding: Embedding, rootMidi: MidiNote): Embedding;
  /** Frees the weights; encode and condition reject from then on. */
  dispose(): void;
}

/**
 * Loads and checks a model. Tensors run on what `initTensors` chose, or on 'auto'. [worker or Node]
 * @throws AlloyError 'model-missing', 'model-invalid', 'model-mismatch', 'model-truncated'.
 */
export async function loadModel(source: ModelSource): Promise<Model> {
  const files = await openModelFiles(source);
  const text = new TextDecoder().decode(await files.read(MANIFEST_FILE));
  const manifest = parseManifestText(text, files.name);
  const fingerprint = new Fingerprint().text(text);
  const weights = await readWeights(manifest, files, fingerprint);
  return new LoadedModel(manifest, weights, fingerprint.toString());
}

class LoadedModel implements Model {
  readonly manifest: ModelManifest;
  readonly fingerprint: string;
  readonly decoder: Decoder;
  #weights: Weights | null;
  readonly #maps: ConditioningMaps;

  constructor(manifest: ModelManifest, weights: Weights, fingerprint: string) {
    this.manifest = manifest;
    this.fingerprint = fingerprint;
    this.decoder = assembleDecoder(manifest, weights);
    this.#weights = weights;
    this.#maps = joinMaps(manifest, weights);
  }

  async encode(samples: Float32Array): Promise<TimbreTrack> {
    if (samples.length === 0) throw new AlloyError('empty', 'samples', 'There are no samples to encode.');
    if (!samples.every(Number.isFinite)) {
      throw new AlloyError('not-finite', 'samples', 'The sound has samples that are not finite numbers.');
    }
    const weights = this.#alive();
    return withTensors((tf) => encodeTimbre(tf, samples, this.manifest, weights));
  }

  async condition(embedding: Embedding, options: ConditionOptions): Promise<Conditioning> {
    const weights = this.#alive();
    const { frames, channels } = embedding.timbre;
    if (channels !== this.manifest.encoder.embedding || frames < 1) {
      throw new AlloyError(
        'bad-argument',
        'embedding',
        `The embedding has ${frames} frames of ${channels} values; the model ${this.manifest.name} has ${this.manifest.encoder.embedding} values a frame.`,
      );
    }
    const wanted = options.frames ?? frames;
    const { rootMidi } = options;
    return withTensors((tf) =>
      conditionNote(tf, embedding, rootMidi, wanted, this.manifest, weights, this.#maps),
    );
  }

  bandEnvelopeOf(
    samples: Float32Array,
    timbre: TimbreTrack,
    pitch: PitchTrack | null,
    rootMidi: MidiNote,
  ): BandEnvelopeTrack | null {
    return sourceBandEnvelope(samples, timbre, pitch, rootMidi, this.manifest);
  }

  bandEnvelopeAt(embedding: Embedding, rootMidi: MidiNote): Embedding {
    return warpEnvelope(embedding, rootMidi, this.manifest, this.#alive());
  }

  dispose(): void {
    this.#weights = null;
  }

  #alive(): Weights {
    const { name } = this.manifest;
    if (!this.#weights) throw new AlloyError('closed', name, `The model ${name} was let go.`);
    return this.#weights;
  }
}
