/** Sets and gives the state of a WAM: one after the other, the last one counts, nobody waits for ever. [page] */
import { AlloyError, fromErrorMessage } from '../errors.js';
import type { Instrument } from '../instrument/instrument.js';
import { deferred } from './requests.js';

type StateDocument = Awaited<ReturnType<Instrument['getState']>>;

export interface StateKeeperOptions {
  /** Offline, a state sounds right when all of it is rendered; live, when the first keys are. */
  readonly offline: boolean;
  /** A state is in place. */
  readonly placed: () => void;
  /** Resolves once the processor has everything that was sent to it. */
  readonly synced: () => Promise<void>;
}

/** [page] */
export class StateKeeper {
  readonly #instrument: Instrument;
  readonly #options: StateKeeperOptions;
  /** The last state that was set, until it is in place. */
  #wanted: StateDocument | null = null;
  #turn = 0;
  #applying: Promise<void> = Promise.resolve();
  readonly #end = deferred<never>();

  constructor(instrument: Instrument, options: StateKeeperOptions) {
    this.#instrument = instrument;
    this.#options = options;
    this.#end.promise.catch(() => undefined); // whoever waits is told
  }

  /** Rejects all that wait. */
  end(error: AlloyError): void {
    this.#end.reject(error);
  }

  async get(): Promise<StateDocument> {
    if (this.#wanted) return structuredClone(this.#wanted);
    return this.#untilEnd(this.#instrument.getState({ live: false })); // hosts keep it with each step of theirs
  }

  /** Resolves once it sounds right. */
  async set(state: unknown): Promise<void> {
    if (isNothing(state)) return;
    await this.#untilEnd(this.#place(state));
    await this.#untilEnd(this.#sounds());
  }

  /** Resolves once it is in place; offline, once it sounds right. */
  async begin(state: unknown): Promise<void> {
    if (this.#options.offline) return this.set(state);
    if (!isNothing(state)) await this.#untilEnd(this.#place(state));
  }

  #untilEnd<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#end.promise]);
  }

  /** Puts a state in place, after those that are under way; one that is not the last any more is passed over. */
  #place(state: unknown): Promise<void> {
    const wanted = copied(state);
    const turn = ++this.#turn;
    this.#wanted = wanted;
    const apply = async (): Promise<void> => {
      if (turn !== this.#turn) return;
      try {
        await this.#instrument.setState(wanted);
      } finally {
        if (turn === this.#turn) this.#wanted = null;
      }
      this.#options.placed();
    };
    const applied = this.#applying.then(apply);
    this.#applying = applied.catch(() => undefined); // its caller is told
    return applied;
  }

  /** @throws what keeps it from being rendered. */
  async #sounds(): Promise<void> {
    await this.#rendered();
    await this.#options.synced();
  }

  async #rendered(): Promise<void> {
    const { promise, resolve, reject } = deferred<null>();
    const look = (): void => {
      const { render, zones, stale } = this.#instrument.state;
      if (render.phase === 'error') reject(fromErrorMessage(render.error));
      else if (render.phase !== 'running') resolve(null);
      else if (this.#options.offline || stale || render.step === 'model' || render.step === 'encode') return;
      else if (zones.some(({ phase }) => phase === 'ready' || phase === 'conditioning')) resolve(null);
    };
    this.#instrument.addEventListener('change', look);
    look();
    await promise.finally(() => this.#instrument.removeEventListener('change', look));
  }
}

/** Hosts pass what they have: nothing, null, an empty object. */
function isNothing(state: unknown): boolean {
  if (state === undefined || state === null) return true;
  return typeof state === 'object' && Object.keys(state).length === 0;
}

/** @throws AlloyError 'bad-argument' where it is no data. */
function copied(state: unknown): StateDocument {
  try {
    return structuredClone(state) as StateDocument;
  } catch (cause) {
    const message = 'The state is no plain data: pass what getState gave.';
    throw new AlloyError('bad-argument', 'state', message, { cause });
  }
}
