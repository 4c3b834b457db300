/** Messages between the page and the render worker: one tagged union per direction, matched by request id. */
import type { ErrorMessage } from '../errors.js';
import type { WeightStorage } from '../generator/wasm/matrices.js';
import type { NoteAir } from '../audio/air/full-band.js';
import type { AirTrack, Embedding } from '../timbre/embedding.js';
import type { StorageTrouble } from '../platform/bounded-store.js';
import type { Decibels, MidiNote, Samples } from '../units.js';
import type {
  EncodedSource,
  EngineBackend,
  EngineInfo,
  RenderedNote,
  RenderNote,
  RenderProgress,
  SourcePitch,
  SourceWeight,
} from './notes.js';

/** Page → worker. Each but 'cancel' is answered by a reply of the same id. */
export type RenderRequest =
  /** The first message; `model` is absolute, because a worker's own address means nothing to a user. */
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly model: string;
      readonly backend: EngineBackend;
      readonly workers: number | null;
      readonly storage: WeightStorage | null;
      readonly fast: boolean;
    }
  | {
      readonly kind: 'addSource';
      readonly id: number;
      readonly source: string;
      readonly samples: Float32Array;
      readonly rootMidi: MidiNote;
      /** Undefined and null differ: see RenderEngine.addSource. */
      readonly pitch: SourcePitch | null | undefined;
      readonly air: AirTrack | null;
    }
  | {
      readonly kind: 'addEncoded';
      readonly id: number;
      readonly source: string;
      readonly encoded: EncodedSource;
    }
  | { readonly kind: 'encoded'; readonly id: number; readonly source: string }
  | { readonly kind: 'removeSource'; readonly id: number; readonly source: string }
  | { readonly kind: 'embedding'; readonly id: number; readonly weights: readonly SourceWeight[] }
  | {
      readonly kind: 'render';
      readonly id: number;
      readonly notes: readonly RenderNote[];
      /** See RenderOptions. */
      readonly keep: boolean;
    }
  /** Aborts the render of that id, which is then answered with what there is. */
  | { readonly kind: 'cancel'; readonly id: number };

/** Worker → page. */
export type RenderReply =
  | { readonly kind: 'opened'; readonly id: number; readonly info: EngineInfo }
  | { readonly kind: 'embedding'; readonly id: number; readonly embedding: Embedding }
  | { readonly kind: 'encoded'; readonly id: number; readonly encoded: EncodedSource }
  | { readonly kind: 'rendered'; readonly id: number; readonly notes: readonly RenderedNote[] }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage }
  /** Before the answer to a 'render': a stretch of a note; the samples are transferred. */
  | {
      readonly kind: 'audio';
      readonly id: number;
      readonly note: string;
      readonly start: Samples;
      readonly samples: Float32Array;
      /** See RenderOptions.onAudio. */
      readonly loudness: Decibels;
      readonly target: Decibels;
      readonly air: NoteAir | null;
    }
  /** At any time, of the 'open' of that id: notes that were to be kept cannot be. */
  | { readonly kind: 'storage'; readonly id: number; readonly trouble: StorageTrouble }
  /** Before the answer to an 'open' or a 'render'. */
  | { readonly kind: 'progress'; readonly id: number; readonly progress: RenderProgress };
