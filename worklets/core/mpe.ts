/** Configures MPE zones: which channels are members of which master. [audio, while playing; no allocation] */
import type { MpeZone } from '../../src/protocol.js';
import { CHANNELS } from './constants.js';

export const LOWER_MASTER = 0;
export const UPPER_MASTER = CHANNELS - 1;
/** Members of a zone that has all channels. */
export const ALL_MEMBERS = CHANNELS - 1;

/**
 * MPE zones: the lower has channel 1 as its master and members from channel 2 up, the upper channel 16 and
 * members from channel 15 down. A message on a master applies to all of its zone. [audio]
 */
export class MpeZones {
  #lower = 0;
  #upper = 0;
  readonly #masters = new Int8Array(CHANNELS).fill(-1);

  /** Sets a zone's member count, 0: no zone. The other zone gives up members that the two would share. */
  configure(master: number, members: number): void {
    const asked = Math.min(ALL_MEMBERS, Math.max(0, members));
    // Two masters leave fourteen channels; a zone of all fifteen takes the other's master too.
    const rest = asked === 0 ? ALL_MEMBERS : Math.max(0, CHANNELS - 2 - asked);
    if (master === LOWER_MASTER) {
      this.#lower = asked;
      this.#upper = Math.min(this.#upper, rest);
    } else {
      this.#upper = asked;
      this.#lower = Math.min(this.#lower, rest);
    }
    this.#masters.fill(-1);
    for (let member = 1; member <= this.#lower; member++) this.#masters[member] = LOWER_MASTER;
    for (let member = 1; member <= this.#upper; member++) this.#masters[UPPER_MASTER - member] = UPPER_MASTER;
  }

  /** The active zone; of two, the lower. */
  get zone(): MpeZone {
    return this.#lower > 0 ? 'lower' : this.#upper > 0 ? 'upper' : 'off';
  }

  get active(): boolean {
    return this.#lower > 0 || this.#upper > 0;
  }

  /** The master of a member channel; −1 for any other channel. */
  master(channel: number): number {
    return this.#masters[channel]!;
  }
}
