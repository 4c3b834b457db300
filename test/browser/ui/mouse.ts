/** The real mouse, as tests in a browser move it. */
import { commands } from 'vitest/browser';

/** Puts it where it rests on nothing: it stays where it was while files of tests come and go. */
export const { restMouse } = commands as unknown as { restMouse(): Promise<void> };
