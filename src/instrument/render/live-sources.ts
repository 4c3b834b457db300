/** Keeps the player's live sources as the slots are: takes sounds apart in a worker as soon as they are there. [page] */
import { headProducts } from '../../audio/partials/head-products.js';
import type { LiveSource } from '../../audio/partials/pack.js';
import type { Hertz, MidiNote, Seconds } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { LiveClient } from '../sounds/live/client.js';
import type { InstrumentState, SlotState, Trim } from '../state/state.js';
import type { Store } from '../state/store.js';

/** The output that plays live: see AudioOutput. */
export type LiveOutput = Pick<AudioOutput, 'setLive'>;

/** What a source is taken apart from. */
interface Wanted {
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  readonly trim: Trim | null;
  readonly root: MidiNote | null;
  readonly seconds: Seconds;
}

interface Made {
  readonly wanted: Wanted;
  readonly packed: Promise<LiveSource>;
}

/** Sounds that were taken apart last are kept, for undo and changes of slots. */
const KEPT = 8;

/** Follows the state. What goes wrong leaves the keys to the render, as without the engine. [page] */
export class LiveSources {
  readonly #store: Store;
  readonly #audio: LiveOutput;
  readonly #onChange = (): void => this.#follow();
  #client: Promise<LiveClient> | null = null;
  #engine: Promise<ArrayBuffer> | null = null;
  #made: Made[] = [];
  /** What the player has, or is about to have. */
  #current: readonly Made[] = [];
  #closed = false;

  constructor(store: Store, audio: LiveOutput) {
    this.#store = store;
    this.#audio = audio;
    store.addEventListener('change', this.#onChange);
  }

  close(): void {
    this.#closed = true;
    this.#store.removeEventListener('change', this.#onChange);
    this.#client?.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  #follow(): void {
    const { state } = this.#store;
    if (state.slots.some(({ phase }) => phase === 'loading')) return; // what is coming is waited for
    const wanted = wantedOf(state);
    if (wanted !== null && wanted.length > 0 && !isNeeded(state) && this.#current.length === 0) return;
    const made = (wanted ?? []).map((one) => this.#make(one));
    if (made.length === this.#current.length && made.every((one, i) => one === this.#current[i])) return;
    this.#current = made;
    void this.#send(made);
  }

  #make(wanted: Wanted): Made {
    const known = this.#made.find((one) => same(one.wanted, wanted));
    if (known) return known;
    const made = { wanted, packed: this.#takeApart(wanted) };
    made.packed.catch(() => {
      this.#made = this.#made.filter((one) => one !== made); // tried anew with the next change
    });
    this.#made = [made, ...this.#made].slice(0, KEPT);
    return made;
  }

  async #takeApart({ samples, sampleRate, trim, root, seconds }: Wanted): Promise<LiveSource> {
    this.#client ??= import('../sounds/live/client.js').then(({ LiveClient }) => new LiveClient());
    const client = await this.#client;
    const part = trim
      ? samples.subarray(Math.round(trim.start * sampleRate), Math.round(trim.end * sampleRate))
      : samples;
    return client.source(part, { sampleRate, root, seconds });
  }

  async #send(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return this.#audio.setLive(null);
    try {
      const sources = await Promise.all(made.map(({ packed }) => packed));
      this.#engine ??= this.#client!.then((client) => client.engine());
      const wasm = await this.#engine;
      const { liveLevels } = await import('./live-levels.js');
      if (this.#closed || this.#current !== made) return;
      const products = headProducts(sources);
      const levels = liveLevels(sources.map(({ chords }) => chords));
      this.#audio.setLive({ wasm, sources: sources.map(({ data }) => data), products, levels });
    } catch {
      this.#engine = null;
      if (this.#current === made) this.#current = [];
    }
  }
}

/** What the slots' sounds would be taken apart from; null where one of them is known by its embedding alone. */
function wantedOf({ slots, seconds }: InstrumentState): Wanted[] | null {
  const ready = slots.filter(
    (slot): slot is Extract<SlotState, { phase: 'ready' }> => slot.phase === 'ready',
  );
  if (ready.some(({ embedded }) => embedded)) return null;
  return ready.map(({ original, trim, rootMidi, pitched, rootOverride }) => ({
    ...original,
    trim,
    root: pitched || rootOverride !== null ? rootMidi : null,
    seconds,
  }));
}

/** Not where all keys are rendered, and rendered notes are wanted. */
function isNeeded({ parameters, zones }: InstrumentState): boolean {
  return parameters.live === 1 || zones.length === 0 || zones.some(({ phase }) => phase !== 'ready');
}

function same(a: Wanted, b: Wanted): boolean {
  return (
    a.samples === b.samples &&
    a.root === b.root &&
    a.seconds === b.seconds &&
    a.trim?.start === b.trim?.start &&
    a.trim?.end === b.trim?.end
  );
}
