/** Tells instruments from sounds by what a command was given; apart, because commands start with it. */

/** An instrument file or a bank, by its ending. */
export function isInstrumentFile(path: string): boolean {
  return /\.alloy$/i.test(path);
}

/** The same, a document, or a link: see openInstrument. */
export function isInstrument(path: string): boolean {
  return isInstrumentFile(path) || /\.json$/i.test(path) || /(^|#)alloy=/.test(path);
}
