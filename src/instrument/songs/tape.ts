/** Hears all that the player is told, each command with its time, to be played again elsewhere. [page] */
import type { PlayerCommand } from '../../protocol.js';
import type { Seconds } from '../../units.js';
import { Player } from '../play/player.js';
import type { PlayerNode } from '../play/player-host.js';

/** A command, and when the player heard it, on the context's clock. */
export interface TapeEntry {
  readonly at: Seconds;
  readonly command: PlayerCommand;
}

/** Bytes that an entry without samples takes, about. */
const ENTRY_BYTES = 200;

export interface TapeOptions {
  readonly now: () => Seconds;
  /** Called after each entry. */
  readonly onEntry: (entry: TapeEntry) => void;
}

/** A tape, and the player that writes on it: it takes the commands of any other, and makes no sound. [page] */
export class Tape {
  readonly #options: TapeOptions;
  readonly #entries: TapeEntry[] = [];
  #bytes = 0;
  #latest: Seconds = 0;

  private constructor(options: TapeOptions) {
    this.#options = options;
  }

  static async open(options: TapeOptions): Promise<{ tape: Tape; player: Player<AudioNode> }> {
    const tape = new Tape(options);
    const player = await Player.open<AudioNode>({ createNode: () => Promise.resolve(tape.#node()) });
    return { tape, player };
  }

  get entries(): readonly TapeEntry[] {
    return this.#entries;
  }

  /** What it holds, about. */
  get bytes(): number {
    return this.#bytes;
  }

  #node(): PlayerNode<AudioNode> {
    const port: PlayerNode<AudioNode>['port'] = {
      onmessage: null,
      postMessage: (command) => this.#write(command),
    };
    // the player begins to listen once it has its node
    setTimeout(() => port.onmessage?.(new MessageEvent('message', { data: { kind: 'ready' } })));
    return { port, connect: () => undefined, disconnect: () => undefined, onError: () => undefined };
  }

  #write(command: PlayerCommand): void {
    this.#latest = Math.max(this.#latest, this.#options.now());
    const entry = { at: this.#latest, command };
    this.#entries.push(entry);
    this.#bytes += ENTRY_BYTES + (command.kind === 'samples' ? command.samples.byteLength : 0);
    this.#options.onEntry(entry);
  }
}
