/** Declares what a page gives an instrument when it makes one, and finds the folders of models and sounds. [page] */
import type { InstrumentStateDocument } from '../document/schema.js';
import { packageFolder, setAssetsUrl } from '../platform/package-files.js';
import type { HostContext, HostNode, WorkletNodeClass } from './host.js';
import type { PlayerHost } from './play/player-host.js';

export interface InstrumentOptions {
  /**
   * The audio context to play in: a native one, live or offline, one of standardized-audio-context, or `Tone.getContext()`.
   * It stays its owner's: it is neither closed nor suspended. Default: one of its own, made when it is first needed.
   */
  readonly context?: HostContext;
  /** Where to play: a node of the context, or of Tone.js. Null: nowhere; connect `output`. Default: the context's destination. */
  readonly destination?: HostNode | null;
  /** For a context of another copy of standardized-audio-context than the one that Alloy imports: its AudioWorkletNode. */
  readonly audioWorkletNode?: WorkletNodeClass;
  /** Makes the player's node in place of Alloy's own: a plugin has one node for the player and its host. */
  readonly playerHost?: PlayerHost<AudioNode>;
  /**
   * Folder that the package's `dist/assets` was copied to, for bundlers that copy nothing: workers, worklets, WebAssembly,
   * models and sounds. It holds for the whole page. Default: where the package or the bundler has them.
   */
  readonly assetsUrl?: string | URL;
  /** Folder of the models, with an `index.json`. Default: `models/` among the assets. */
  readonly modelsUrl?: string | URL;
  /** Folder of the bundled sounds, with an `index.json`. Default: `presets/sources/` among the assets. */
  readonly sourcesUrl?: string | URL;
  /**
   * Name under which the browser keeps the instrument, so that it comes back after a reload. One living instrument owns
   * a name: first come. Others open with what that one has, say so in `state.storage`, and can take it over (`keepHere`).
   * Default: null, nothing is kept.
   */
  readonly storageKey?: string | null;
  /** What it is at first, from `getState()`: see `setState`. What is kept under the `storageKey` is one undo away. */
  readonly state?: InstrumentStateDocument | null;
}

/** Folders of the models and of the bundled sounds. Where the assets are holds for the whole page from now on. */
export function foldersOf({ assetsUrl, modelsUrl, sourcesUrl }: InstrumentOptions): {
  models: URL;
  sources: URL;
} {
  if (assetsUrl !== undefined) setAssetsUrl(assetsUrl);
  return {
    models: modelsUrl === undefined ? packageFolder('models/') : folderUrl(modelsUrl),
    sources: sourcesUrl === undefined ? packageFolder('presets/sources/') : folderUrl(sourcesUrl),
  };
}

function folderUrl(url: string | URL): URL {
  const text = String(url);
  return new URL(text.endsWith('/') ? text : `${text}/`, document.baseURI);
}
