/** Messages between the page and the worker that takes sounds apart for the live engine. */
import type { LiveSourceOptions } from '../../../audio/partials/live-source.js';
import type { LiveSource, SourceLevels } from '../../../audio/partials/pack.js';
import type { DocumentLink } from '../../../document/encode-link.js';
import type { LinkDocument } from '../../../document/link.js';
import type { ErrorMessage } from '../../../errors.js';
import type { MidiNote } from '../../../units.js';

interface OfSound {
  readonly id: number;
  readonly samples: Float32Array;
  readonly options: LiveSourceOptions;
}

export type LiveRequest =
  /** As it was recorded. */
  | (OfSound & { readonly kind: 'recording' })
  /** Taken apart; with the levels that were measured of the recording. */
  | (OfSound & { readonly kind: 'source'; readonly levels: SourceLevels })
  /** The tracks that a source was made of, as a document has them. */
  | {
      readonly kind: 'code';
      readonly id: number;
      readonly stored: Uint8Array<ArrayBuffer>;
      readonly levels: SourceLevels;
      /** Of the source: see LiveSourceOptions. */
      readonly root: MidiNote | null;
    }
  /** A source of what a document has, at a root. */
  | { readonly kind: 'coded'; readonly id: number; readonly code: string; readonly root: MidiNote | null }
  /** A document as a link. */
  | { readonly kind: 'link'; readonly id: number; readonly document: LinkDocument }
  /** The bytes of engine.wasm. */
  | { readonly kind: 'engine'; readonly id: number };

/** A source, and the tracks that it was made of, where it was (src/audio/partials/bytes.ts). */
export interface MadeSource extends LiveSource {
  readonly stored?: Uint8Array<ArrayBuffer>;
}

export type LiveReply =
  | { readonly kind: 'source'; readonly id: number; readonly source: MadeSource }
  /** Null: it cannot be coded in the room that a document has for it. */
  | { readonly kind: 'code'; readonly id: number; readonly code: string | null }
  | { readonly kind: 'link'; readonly id: number; readonly link: DocumentLink }
  | { readonly kind: 'engine'; readonly id: number; readonly wasm: ArrayBuffer }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
