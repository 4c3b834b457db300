import type { Embedding } from '../timbre/embedding.js';
import type { MidiNote } from '../units.js';
import type {
  EngineInfo,
  EngineOptions,
  RenderedNote,
  RenderNote,
  RenderOptions,
  SourcePitch,
  SourceWeight,
} from './notes.js';

/** A model, its sources and its generator. [worker or Node] */
export class RenderEngine {
  readonly info: EngineInfo;

  private constructor(info: EngineInfo) {
    this.info = info;
  }

  /** Loads a model and makes it ready. */
  static open(options: EngineOptions): Promise<RenderEngine> {
    return Promise.reject(new Error(`not yet: ${String(options.model)}`));
  }

  /**
   * Encodes a source.
   * @param samples mono at the model's rate, prepared by audio/source.ts.
   * @param rootMidi its pitch, as the user or the analysis has it.
   * @param pitch its course; undefined: steady at the root; null: it has no pitch (a drum, a noise).
   */
  addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch?: SourcePitch | null,
  ): Promise<Embedding> {
    return Promise.reject(new Error(`not yet: ${id} ${samples.length} ${rootMidi} ${String(pitch)}`));
  }

  removeSource(id: string): void {
    throw new Error(`not yet: ${id}`);
  }

  /** The blend of sources, to show. */
  embedding(weights: readonly SourceWeight[]): Embedding {
    throw new Error(`not yet: ${weights.length}`);
  }

  /** Renders notes, the first ones first. */
  render(notes: readonly RenderNote[], options: RenderOptions = {}): Promise<RenderedNote[]> {
    return Promise.reject(new Error(`not yet: ${notes.length} ${String(options.signal)}`));
  }

  async close(): Promise<void> {}
}
