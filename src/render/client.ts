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

/**
 * A RenderEngine in a worker of its own. [page]
 *
 * `open` may be called again at any time: the newest wins, everything that was pending rejects with an
 * AbortError, and sources must be added anew. `close` rejects what is pending with AlloyError 'closed'.
 */
export class RenderClient {
  /** Of the model that is open; null before. */
  get info(): EngineInfo | null {
    return null;
  }

  open(options: EngineOptions): Promise<EngineInfo> {
    return Promise.reject(new Error(`not yet: ${String(options.model)}`));
  }

  /** See RenderEngine; `samples` are copied. */
  addSource(
    id: string,
    samples: Float32Array,
    rootMidi: MidiNote,
    pitch?: SourcePitch | null,
  ): Promise<Embedding> {
    return Promise.reject(new Error(`not yet: ${id} ${samples.length} ${rootMidi} ${String(pitch)}`));
  }

  removeSource(id: string): Promise<void> {
    return Promise.reject(new Error(`not yet: ${id}`));
  }

  embedding(weights: readonly SourceWeight[]): Promise<Embedding> {
    return Promise.reject(new Error(`not yet: ${weights.length}`));
  }

  render(notes: readonly RenderNote[], options: RenderOptions = {}): Promise<RenderedNote[]> {
    return Promise.reject(new Error(`not yet: ${notes.length} ${String(options.signal)}`));
  }

  async close(): Promise<void> {}
}
