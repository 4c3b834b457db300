/** Messages between the page and the worker that prepares sounds. */
import type { ErrorMessage } from '../../../errors.js';
import type { PreparedSource, SourceOptions, WholeSound } from '../../../audio/source.js';
import type { PackFile, PackList, PackSound } from '../../../imports/pack.js';
import type { Hertz } from '../../../units.js';
import type { LoadedSound } from '../../state/document.js';

interface Named {
  readonly id: number;
  readonly name: string;
}
interface FromFile extends Named {
  readonly bytes: ArrayBuffer;
}
interface FromSamples extends Named {
  readonly channels: readonly Float32Array[];
  readonly sampleRate: Hertz;
}
interface FromPack extends Named {
  readonly files: readonly PackFile[];
}
interface Prepared {
  readonly options: SourceOptions;
}

export type PrepareRequest =
  | (FromFile & Prepared & { readonly kind: 'file' })
  | (FromSamples & Prepared & { readonly kind: 'samples' })
  /** A sound that is loaded already. */
  | (Named & Prepared & { readonly kind: 'whole'; readonly sound: WholeSound })
  /** The whole sound, for later. */
  | (FromFile & { readonly kind: 'loadFile' })
  | (FromSamples & { readonly kind: 'loadSamples' })
  /** What is in a pack of this name. */
  | (FromPack & { readonly kind: 'listPack' })
  /** A whole sound of it. */
  | (FromPack & { readonly kind: 'loadFromPack'; readonly sound: PackSound });

export type { LoadedSound };

export type PrepareReply =
  | { readonly kind: 'prepared'; readonly id: number; readonly source: PreparedSource }
  | { readonly kind: 'loaded'; readonly id: number; readonly sound: LoadedSound }
  | { readonly kind: 'listed'; readonly id: number; readonly list: PackList }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };
