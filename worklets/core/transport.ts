/** Follows a host's transport: tempo, and where the song is. [audio, while playing; no allocation] */
import type { BeatsPerMinute, Hertz, QuarterNotes } from '../../src/units.js';
import { CONTROL_FRAMES } from './constants.js';

/** Where no host says any. */
const FIRST_TEMPO: BeatsPerMinute = 120;

/** Tempo and place in the song, in control steps. [audio] */
export class Transport {
  tempo = FIRST_TEMPO;
  playing = false;
  /** Quarter notes since the song's start, at the control step that was planned last. */
  position: QuarterNotes = 0;
  readonly #stepMinutes: number;

  constructor(rate: Hertz) {
    this.#stepMinutes = CONTROL_FRAMES / rate / 60;
  }

  /** Advances one control step. */
  advance(): void {
    if (this.playing) this.position += this.tempo * this.#stepMinutes;
  }
}
