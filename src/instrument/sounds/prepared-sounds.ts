/** Prepares sounds for the model that is open, and keeps a few that were prepared. [page] */
import type { PreparedSource } from '../../audio/source.js';
import type { Seconds } from '../../units.js';
import type { SignalFacts, SlotDocument } from '../state/document.js';
import { preparedEmbedded } from './embedded-sound.js';
import { LeastRecentlyUsed } from './least-recently-used.js';
import type { PrepareClient } from './prepare/client.js';
import { preparedKey } from './source-key.js';

/** Those of the last notes' length and model, too, so that undo need not wait. [page] */
export class PreparedSounds {
  readonly #client: Pick<PrepareClient, 'fromWhole'>;
  readonly #recent: LeastRecentlyUsed<PreparedSource>;

  /** @param count how many are kept. */
  constructor(client: Pick<PrepareClient, 'fromWhole'>, count: number) {
    this.#client = client;
    this.#recent = new LeastRecentlyUsed(count);
  }

  /** One that is used, or of an earlier visit. */
  remember(key: string, source: PreparedSource): void {
    this.#recent.set(key, source);
  }

  /** Undefined where it is still to be prepared. */
  known(document: SlotDocument, seconds: Seconds, signal: SignalFacts): PreparedSource | undefined {
    return this.#recent.get(preparedKey(document, seconds, signal));
  }

  /** Prepared now; kept once it is remembered. @throws AlloyError where the model could not take it. */
  async prepare(
    { sound, trim }: SlotDocument,
    seconds: Seconds,
    signal: SignalFacts,
  ): Promise<PreparedSource> {
    if (sound.embedded) return preparedEmbedded(sound);
    return this.#client.fromWhole(sound, { ...signal, seconds, trim, air: true });
  }
}
