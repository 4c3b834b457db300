/** `<alloy-instrument>` as other people's code sees it: no type of Lit's is among them. */
import type { HostContext, HostNode } from '../../src/instrument/host.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';

/** What `<alloy-instrument>` has beside every element's own. */
export interface AlloyInstrumentProperties {
  /**
   * Folder that the package's `dist/assets` was copied to, for bundlers that copy nothing. Attribute `assets-url`; read once,
   * when connected; holds for the whole page.
   */
  assetsUrl: string | null;
  /** Folder of the models, with an `index.json`. Attribute `models-url`; read once, when connected. */
  modelsUrl: string | null;
  /** Folder of the bundled sounds, with an `index.json`. Attribute `sources-url`; read once, when connected. */
  sourcesUrl: string | null;
  /** Name under which the browser keeps the instrument, `none`: nothing is kept. Attribute `storage-key`. */
  storageKey: string;
  /** The audio context that the instrument of its own plays in. Read once, when connected; its own context if not given. */
  context: HostContext | null;
  /** Where it plays: a node of the context; null: nowhere. Read once, when connected. */
  destination: HostNode | null | undefined;
  /** For a host's window, from 420 × 300 on: it fills its box, greets nobody, and hears letters only while it has the focus. */
  compact: boolean;
  /** The instrument that is shown and played; one of its own unless one is given. Given, it stays the giver's to close. */
  instrument: InstrumentContract | null;
}

/** The element `<alloy-instrument>`. */
export interface AlloyInstrumentElement extends HTMLElement, AlloyInstrumentProperties {
  /** The view above the keys. */
  view: 'play' | 'sources' | 'sound' | 'listen';
  /** Ends the instrument of its own, and frees all that it holds. */
  close(): Promise<void>;
}

/** Its class, which importing `alloy-instrument/element` defines. */
export interface AlloyInstrumentConstructor {
  new (): AlloyInstrumentElement;
  readonly prototype: AlloyInstrumentElement;
}
