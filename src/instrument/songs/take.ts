/** Declares a recording: what the player was told, from its first note to its end. */
import type { PlayerCommand } from '../../protocol.js';
import type { Seconds } from '../../units.js';

/** What can be made into sound or a song, in a worker too: plain data. Times are of the clock that it was recorded by. */
export interface Take {
  /** In order; those before `start` bring the player to where it was then. */
  readonly entries: readonly { readonly at: Seconds; readonly command: PlayerCommand }[];
  /** Of the first note. */
  readonly start: Seconds;
  readonly end: Seconds;
}
