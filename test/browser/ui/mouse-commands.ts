/** Moves the real mouse for tests in a browser: commands of Vitest's browser mode. [Node] */

/** The part of Playwright's page that is asked. */
interface Mouse {
  readonly page: { readonly mouse: { move(x: number, y: number): Promise<void> } };
}

export const mouseCommands = {
  /** Puts the mouse into the page's corner, where nothing speaks: it stays where it was while files of tests come and go. */
  restMouse: (context: unknown): Promise<void> => (context as Mouse).page.mouse.move(0, 0),
};
