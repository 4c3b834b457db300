/** Updates its host when an instrument's state changes. [page] */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { InstrumentContract } from '../../src/instrument/contract.js';

/** Keeps a host up to date with an instrument: one `requestUpdate` for each `change`. [page] */
export class InstrumentController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #instrument: InstrumentContract | null = null;
  #connected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get instrument(): InstrumentContract | null {
    return this.#instrument;
  }

  set instrument(instrument: InstrumentContract | null) {
    if (instrument === this.#instrument) return;
    this.#instrument?.removeEventListener('change', this.#onChange);
    this.#instrument = instrument;
    if (this.#connected) instrument?.addEventListener('change', this.#onChange);
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#connected = true;
    this.#instrument?.addEventListener('change', this.#onChange);
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#instrument?.removeEventListener('change', this.#onChange);
  }

  readonly #onChange = (): void => this.#host.requestUpdate();
}
