/** Makes an element's own instrument and keeps it until it is closed; fires its events again from the element. [page] */
import type { ReactiveControllerHost } from 'lit';
import { AlloyError } from '../../src/errors.js';
import { AwaitedInstrument } from '../../src/instrument/awaited.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import { fire, INSTRUMENT_EVENTS } from '../../src/instrument/events.js';
import type { HostContext, HostNode } from '../../src/instrument/host.js';
import type { InstrumentOptions } from '../../src/instrument/options.js';
import { InstrumentController } from './instrument-controller.js';

/** Closes the instruments of elements that nobody holds any more, and nobody closed. */
const forgotten = new FinalizationRegistry<AwaitedInstrument>((instrument) => void instrument.close());

/**
 * The instrument that an element shows: its own, or one that was given. Its own stays the same while the element is away
 * from the page, until `close`. [page]
 */
export class OwnInstrument {
  readonly #element: HTMLElement;
  readonly #subscription: InstrumentController;
  #own: AwaitedInstrument | null = null;
  #context: HostContext | null = null;
  #destination: HostNode | null | undefined;
  #stopFiring: () => void = () => undefined;

  constructor(element: ReactiveControllerHost & HTMLElement) {
    this.#element = element;
    this.#subscription = new InstrumentController(element);
  }

  /** What is shown. */
  get shown(): InstrumentContract | null {
    return this.#subscription.instrument;
  }

  /** The one that was made here; null where there is none. */
  get own(): AwaitedInstrument | null {
    return this.#own;
  }

  /**
   * The audio context that the one that is made plays in; null: its own.
   * @throws AlloyError 'bad-argument' when set while it plays in another.
   */
  get context(): HostContext | null {
    return this.#context;
  }

  set context(context: HostContext | null) {
    if (context === this.#context) return;
    if (this.#own) {
      const message =
        'The element plays in another context already. Set `context` before it is added to the page, or close() it first.';
      throw new AlloyError('bad-argument', 'context', message);
    }
    this.#context = context;
  }

  /** What its output is connected to; undefined: the context's destination; null: nothing. */
  get destination(): HostNode | null | undefined {
    return this.#destination;
  }

  set destination(destination: HostNode | null | undefined) {
    if (this.#own && destination !== undefined) this.#own.destination = destination;
    this.#destination = destination;
  }

  /** Shows an instrument of somebody else, or none; one that was made here is closed. */
  show(instrument: InstrumentContract | null): void {
    if (instrument === this.shown) return;
    if (this.#own) void this.close();
    this.#subscription.instrument = instrument;
    this.#stopFiring();
    this.#stopFiring = instrument ? fireAgain(instrument, new WeakRef(this.#element)) : () => undefined;
  }

  /** Makes one that plays where it was told to, and shows it. Its code is loaded with `begin`, or once something is asked of it. */
  make(options: InstrumentOptions): AwaitedInstrument {
    const own = new AwaitedInstrument({
      ...options,
      ...(this.#context === null ? {} : { context: this.#context }),
      ...(this.#destination === undefined ? {} : { destination: this.#destination }),
    });
    this.show(own);
    this.#own = own;
    forgotten.register(this.#element, own, this);
    return own;
  }

  /** Closes the one that was made here. Resolves once what it keeps is kept. */
  async close(): Promise<void> {
    const own = this.#own;
    if (!own) return;
    this.#own = null;
    forgotten.unregister(this);
    this.show(null);
    await own.close();
  }
}

/** An instrument outlives its element: it must not hold it. @returns a function that ends it. */
function fireAgain(instrument: InstrumentContract, element: WeakRef<HTMLElement>): () => void {
  const again = ({ type, detail }: CustomEvent): void => {
    const target = element.deref();
    if (target) fire(target, type as (typeof INSTRUMENT_EVENTS)[number], detail as never);
  };
  const listener = again as EventListener;
  for (const type of INSTRUMENT_EVENTS) instrument.addEventListener(type as string, listener);
  return () => INSTRUMENT_EVENTS.forEach((type) => instrument.removeEventListener(type as string, listener));
}
