/** Lets the player share the port of a WAM's node: its commands go out, its reports come in. [page] */
import type { PlayerCommand, PlayerReport } from '../protocol.js';
import type { PlayerPort } from '../instrument/play/player-host.js';

/** The player's side of a port that has other messages too. Keeps reports that come before somebody listens. [page] */
export class SharedPort implements PlayerPort {
  readonly #port: MessagePort;
  readonly #early: PlayerReport[] = [];
  #listener: PlayerPort['onmessage'] = null;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  get onmessage(): PlayerPort['onmessage'] {
    return this.#listener;
  }

  set onmessage(listener: PlayerPort['onmessage']) {
    this.#listener = listener;
    // As a port does: never within this call, whose caller is not ready to hear.
    queueMicrotask(() => {
      for (const report of this.#early.splice(0)) this.receive(report);
    });
  }

  postMessage(command: PlayerCommand, transfer: Transferable[]): void {
    this.#port.postMessage(command, transfer);
  }

  /** A report of the player's has come. */
  receive(report: PlayerReport): void {
    if (this.#listener) this.#listener(new MessageEvent('message', { data: report }));
    else this.#early.push(report);
  }
}
