/** Attributes of `<alloy-instrument>`, for JSX and templates. */
export interface AlloyInstrumentAttributes {
  /** Folder that the package's `dist/assets` was copied to, for bundlers that copy nothing. */
  'assets-url'?: string | undefined;
  /** Folder of the models, with an `index.json`. */
  'models-url'?: string | undefined;
  /** Folder of the bundled sounds, with an `index.json`. */
  'sources-url'?: string | undefined;
  /** Name under which the browser keeps the instrument; `none`: nothing is kept. */
  'storage-key'?: string | undefined;
  /** For a host's window, from 420 × 300 on; see the property. */
  compact?: boolean | undefined;
}
