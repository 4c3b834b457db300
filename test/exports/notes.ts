/** Declares notes as readers and the player get them. */

/** Time in seconds, and a MIDI message of three bytes. */
export type NoteEvent = readonly [time: number, status: number, first: number, second: number];
