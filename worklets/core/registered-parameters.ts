/** Tracks which registered parameter (RPN) each channel has selected. [audio, while playing; no allocation] */
import { CHANNELS } from './constants.js';

/** Registered parameter numbers. */
export const BEND_SENSITIVITY = 0;
export const FINE_TUNING = 1;
export const COARSE_TUNING = 2;
export const MPE_CONFIGURATION = 6;
/** The null number; also selected by any non-registered number (NRPN), of which the player has none. */
export const SELECT_NONE = 0x3fff;

/** Holds the registered parameter that each channel has selected by controllers 98 to 101. [audio] */
export class RegisteredParameters {
  readonly #selected = new Uint16Array(CHANNELS).fill(SELECT_NONE);

  /** The number that a channel has selected. */
  selected(channel: number): number {
    return this.#selected[channel]!;
  }

  select(channel: number, number: number): void {
    this.#selected[channel] = number;
  }

  /** Handles the controllers that select a parameter; ignores others. */
  control(channel: number, controller: number, value: number): void {
    const selected = this.#selected[channel]!;
    switch (controller) {
      case 98:
      case 99:
        return this.select(channel, SELECT_NONE);
      case 100:
        return this.select(channel, (selected & 0x3f80) | value);
      case 101:
        return this.select(channel, (selected & 0x7f) | (value << 7));
    }
  }
}
