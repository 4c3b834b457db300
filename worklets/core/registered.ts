import { CHANNELS } from './constants.js';

/** Registered parameter numbers. */
export const BEND_SENSITIVITY = 0;
export const FINE_TUNING = 1;
export const COARSE_TUNING = 2;
export const MPE_CONFIGURATION = 6;
/** The null number; also while a non-registered number is selected, of which there are none here. */
export const SELECT_NONE = 0x3fff;

/**
 * Which registered parameter each channel has selected, and the data that was entered for it, by controllers 6,
 * 38 and 98 to 101. [audio]
 */
export class ParameterNumbers {
  readonly #selected = new Uint16Array(CHANNELS).fill(SELECT_NONE);
  /** 14 bits, of what is selected. */
  readonly #data = new Uint16Array(CHANNELS);

  /** The number that a channel has selected. */
  selected(channel: number): number {
    return this.#selected[channel]!;
  }

  /** Coarse and fine half of the data, 0 to 127 each. */
  coarse(channel: number): number {
    return this.#data[channel]! >> 7;
  }

  fine(channel: number): number {
    return this.#data[channel]! & 0x7f;
  }

  /** What the data of a channel's parameter is now, 14 bits. */
  enter(channel: number, data: number): void {
    this.#data[channel] = data;
  }

  select(channel: number, number: number): void {
    this.#selected[channel] = number;
    this.#data[channel] = 0;
  }

  /** True when the controller entered data for a selected parameter. A coarse half alone means a fine one of 0. */
  control(channel: number, controller: number, value: number): boolean {
    const selected = this.#selected[channel]!;
    switch (controller) {
      case 6:
        this.#data[channel] = value << 7;
        return selected !== SELECT_NONE;
      case 38:
        this.#data[channel] = (this.#data[channel]! & 0x3f80) | value;
        return selected !== SELECT_NONE;
      case 98:
      case 99:
        this.select(channel, SELECT_NONE);
        return false;
      case 100:
        this.select(channel, (selected & 0x3f80) | value);
        return false;
      case 101:
        this.select(channel, (selected & 0x7f) | (value << 7));
        return false;
      default:
        return false;
    }
  }
}
