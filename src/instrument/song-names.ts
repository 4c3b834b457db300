/** Tells files of songs by their names. Plain functions: they run anywhere. */

/** Endings of MIDI files, for dialogs; and the same as a pattern. */
export const SONG_ENDINGS = ['.mid', '.midi', '.rmi', '.kar'] as const;
const ENDING = /\.(midi?|rmi|kar)$/i;

export function isSongName(name: string): boolean {
  return ENDING.test(name);
}

export function withoutSongEnding(name: string): string {
  return name.replace(ENDING, '');
}
