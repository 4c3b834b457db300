/** `<alloy-instrument>` as other people's code sees it: no type of Lit's is among them. */
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { InstrumentEventDetails } from '../../src/instrument/events.js';
import type { HostContext, HostNode } from '../../src/instrument/host.js';

/** The events that the element fires, by name; `error` is the instrument's, and no ErrorEvent. */
export type AlloyInstrumentEventMap = Omit<HTMLElementEventMap, 'error'> & {
  [Type in keyof InstrumentEventDetails]: CustomEvent<InstrumentEventDetails[Type]>;
};

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
  /** For a host's window, from 420 × 300 on: it fills its box, greets nobody, and hears letters only while it has the focus. */
  compact: boolean;
  /** The instrument that is shown and played; one of its own unless one is given. Given, it stays the giver's to close. */
  instrument: InstrumentContract | null;
  /** The audio context to play in; null: one of its own. Set before the element is connected, or after `close()`. */
  context: HostContext | null;
  /** What the output is connected to; undefined: the context's destination; null: nothing. */
  destination: HostNode | null | undefined;
}

/** The element `<alloy-instrument>`. */
export interface AlloyInstrumentElement extends HTMLElement, AlloyInstrumentProperties {
  /** The view above the keys. */
  view: 'play' | 'sources' | 'sound' | 'listen';
  /** Opens an `.alloy` file, and says so in the face; a bank's instruments become presets. */
  openFile(file: File): Promise<void>;
  /** Opens a link to an instrument (its fragment is enough), and says so; what is here and nowhere kept becomes a preset. */
  openLink(link: string): Promise<void>;
  /** Closes the instrument that was made here. Added to a page again, the element makes another one. */
  close(): Promise<void>;
  addEventListener<Type extends keyof AlloyInstrumentEventMap>(
    type: Type,
    listener: (this: this, event: AlloyInstrumentEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Its class, which importing `alloy-instrument/element` defines. */
export interface AlloyInstrumentConstructor {
  new (): AlloyInstrumentElement;
  readonly prototype: AlloyInstrumentElement;
}
