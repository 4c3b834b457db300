/** Remembers which notes and pedals a host's events hold, and which of them lose their end when events are dropped. [audio] */
import { CHANNELS, KEYS } from '../core/constants.js';

const SUSTAIN = 64;
const SOSTENUTO = 66;
const PEDAL_DOWN = 64;
/** The least controller that lets go of all notes of its channel, and the one that silences them at once. */
const ALL_NOTES_OFF = 123;
const ALL_SOUND_OFF = 120;

/** Notes and pedals that are down. Allocates nothing. [audio, while playing] */
export class HeldNotes {
  readonly #notes = new Uint8Array(CHANNELS * KEYS);
  readonly #pedals = new Uint8Array(CHANNELS * KEYS);

  /** Follows a message that is played. */
  play(status: number, first: number, second: number): void {
    const channel = status & 0x0f;
    switch (status & 0xf0) {
      case 0x80:
        this.#notes[KEYS * channel + first] = 0;
        break;
      case 0x90:
        this.#notes[KEYS * channel + first] = second > 0 ? 1 : 0;
        break;
      case 0xb0:
        if (first === SUSTAIN || first === SOSTENUTO)
          this.#pedals[KEYS * channel + first] = second >= PEDAL_DOWN ? 1 : 0;
        else if (first === ALL_SOUND_OFF || first >= ALL_NOTES_OFF)
          this.#notes.fill(0, KEYS * channel, KEYS * (channel + 1));
    }
  }

  /** Whether a message that is dropped would have ended something that is down: it has to be played at once. */
  ends(status: number, first: number, second: number): boolean {
    const channel = status & 0x0f;
    switch (status & 0xf0) {
      case 0x80:
        return this.#notes[KEYS * channel + first] === 1;
      case 0x90:
        return second === 0 && this.#notes[KEYS * channel + first] === 1;
      case 0xb0:
        if (first === SUSTAIN || first === SOSTENUTO)
          return second < PEDAL_DOWN && this.#pedals[KEYS * channel + first] === 1;
        return (
          (first === ALL_SOUND_OFF || first >= ALL_NOTES_OFF) &&
          this.#notes.subarray(KEYS * channel, KEYS * (channel + 1)).includes(1)
        );
      default:
        return false;
    }
  }
}
