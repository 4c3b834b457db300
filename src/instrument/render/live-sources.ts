/** Keeps the player's live sources as the slots are: at once as they were recorded, then taken apart, in workers. [page] */
import { partOf } from '../../audio/part.js';
import { headProducts } from '../../audio/partials/head-products.js';
import type { LiveSource } from '../../audio/partials/pack.js';
import type { Hertz, MidiNote, Seconds } from '../../units.js';
import type { AudioOutput } from '../play/audio-output.js';
import type { LiveClient } from '../sounds/live/client.js';
import type { MadeSource } from '../sounds/live/messages.js';
import { foundRoot, isAnalysed } from '../sounds/sound-root.js';
import type { SlotDocument } from '../state/document.js';
import type { InstrumentState, SourceProblem, Trim } from '../state/state.js';
import type { Store } from '../state/store.js';

/** The output that plays live: see AudioOutput. */
export type LiveOutput = Pick<AudioOutput, 'setLive'>;

/** The sounds in the slots: see Sources. */
export interface LiveSounds {
  readonly documents: readonly (SlotDocument | null)[];
  unusable(index: number): SourceProblem | null;
}

/** What a source is made of: samples, or the code of a document. */
interface Wanted {
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  readonly trim: Trim | null;
  readonly root: MidiNote | null;
  readonly seconds: Seconds;
  readonly code: string | null;
}

interface Made {
  readonly wanted: Wanted;
  /** Null where there are no samples. */
  readonly recording: Promise<LiveSource> | null;
  /** Begun once the recording is sent. */
  tracks: Promise<MadeSource> | null;
  /** For documents, once it was asked for. */
  code: Promise<string | null> | null;
  /** The tracks are there. */
  whole: boolean;
}

/** Sounds that were made last are kept, for undo and changes of slots. */
const KEPT = 8;

/**
 * Follows the slots. It waits for no model: a sound plays as it was recorded a moment after it was read, and goes over to its tracks
 * when these are there. What goes wrong leaves the keys to the render, as without the engine. [page]
 */
export class LiveSources {
  readonly #store: Store;
  readonly #audio: LiveOutput;
  readonly #sounds: LiveSounds;
  readonly #onChange = (): void => this.#follow();
  #client: Promise<LiveClient> | null = null;
  #engine: Promise<ArrayBuffer> | null = null;
  #made: Made[] = [];
  /** Sounds that are read, and in no slot yet. */
  readonly #coming = new Map<number, SlotDocument>();
  /** What the player has, or is about to have. */
  #current: readonly Made[] = [];
  #closed = false;

  constructor(store: Store, audio: LiveOutput, sounds: LiveSounds) {
    this.#store = store;
    this.#audio = audio;
    this.#sounds = sounds;
    store.addEventListener('change', this.#onChange);
  }

  /** Sounds are about to come: what will take them is begun. */
  warm(): void {
    if (!this.#closed) this.#wasm().catch(() => undefined); // tried anew when it is needed
  }

  /**
   * A sound is read, and will be in a slot if it can be used: keys play it already. Resolves once it is made, or cannot be: what else is
   * done with it would take the cores from that.
   */
  async expect(index: number, document: SlotDocument): Promise<void> {
    if (this.#closed || !isSound(document)) return;
    this.#coming.set(index, document);
    const { recording } = this.#make(wantedOf(document, this.#store.state.seconds));
    this.#follow();
    await recording?.catch(() => undefined);
  }

  /** What a document holds of a sound, to be played live where its samples are not: see src/document/live-code.ts. Never rejects. */
  async codeOf(document: SlotDocument): Promise<string | null> {
    if (document.sound.embedded) return document.sound.embedded.live ?? null;
    if (this.#closed || !isSound(document)) return null;
    const made = this.#make(wantedOf(document, this.#store.state.seconds));
    made.code ??= this.#coded(made);
    return made.code.catch(() => {
      made.code = null; // tried anew with the next document
      return null;
    });
  }

  async #coded(made: Made): Promise<string | null> {
    const [client, source] = await Promise.all([this.#open(), this.#tracksOf(made)]);
    return client.code(source, made.wanted.root);
  }

  /** A document is about to be applied: sounds that are not its own are played no more, and its own as soon as they are known. */
  leaveFor(slots: readonly (SlotDocument | null)[]): void {
    const kept = ({ wanted }: Made): boolean =>
      slots.some((slot) => slot !== null && slot.sound.samples === wanted.samples);
    if (this.#current.every(kept)) return;
    this.#current = [];
    this.#audio.setLive(null);
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
    const wanted = this.#wanted(state);
    if (wanted === 'coming') return;
    if (wanted !== null && wanted.length > 0 && !isNeeded(state) && this.#current.length === 0) return;
    const made = (wanted ?? []).map((one) => this.#make(one));
    if (made.length === this.#current.length && made.every((one, i) => one === this.#current[i])) return;
    this.#current = made;
    void this.#send(made);
  }

  /** What the slots' sounds are; null where of one of them nothing can be played; 'coming': not known yet. */
  #wanted({ slots, seconds }: InstrumentState): Wanted[] | null | 'coming' {
    const documents = this.#sounds.documents.map((one, i) => {
      const slot = slots[i]!;
      const arriving = slot.phase === 'loading' || (slot.phase === 'ready' && slot.incoming !== null);
      if (!arriving || one?.sound === this.#coming.get(i)?.sound) this.#coming.delete(i);
      return this.#coming.get(i) ?? one;
    });
    if (slots.some(({ phase }, i) => phase === 'loading' && !documents[i])) return 'coming';
    const used = documents.filter((one, i): one is SlotDocument => {
      return !!one && (this.#coming.has(i) || !this.#sounds.unusable(i));
    });
    if (used.some(({ sound }) => sound.embedded && sound.embedded.live === undefined)) return null;
    return used.every((one) => one.sound.embedded ?? isSound(one))
      ? used.map((one) => wantedOf(one, seconds))
      : 'coming';
  }

  #make(wanted: Wanted): Made {
    const known = this.#made.find((one) => same(one.wanted, wanted));
    if (known) return known;
    const recording =
      wanted.code === null
        ? this.#open().then((client) =>
            client.recording(partOf(wanted.samples, wanted.sampleRate, wanted.trim), wanted),
          )
        : null;
    const made: Made = { wanted, recording, tracks: null, code: null, whole: false };
    recording?.catch(() => this.#forget(made));
    this.#made = [made, ...this.#made].slice(0, KEPT);
    return made;
  }

  /** Tried anew with the next change. */
  #forget(made: Made): void {
    this.#made = this.#made.filter((one) => one !== made);
  }

  #tracksOf(made: Made): Promise<MadeSource> {
    made.tracks ??= this.#takeApart(made).then(
      (source) => {
        made.whole = true;
        return source;
      },
      (error: unknown) => {
        this.#forget(made);
        throw error;
      },
    );
    return made.tracks;
  }

  async #takeApart({ wanted, recording }: Made): Promise<MadeSource> {
    const [client, levels] = await Promise.all([this.#open(), recording]);
    if (levels === null) return client.coded(wanted.code!, wanted.root);
    return client.source(partOf(wanted.samples, wanted.sampleRate, wanted.trim), wanted, levels);
  }

  #open(): Promise<LiveClient> {
    this.#client ??= import('../sounds/live/client.js').then(
      ({ LiveClient }) => new LiveClient(),
      (error: unknown) => {
        this.#client = null;
        throw error;
      },
    );
    return this.#client;
  }

  #wasm(): Promise<ArrayBuffer> {
    this.#engine ??= this.#open()
      .then((client) => client.warm())
      .catch((error: unknown) => {
        this.#engine = null;
        throw error;
      });
    return this.#engine;
  }

  async #send(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return this.#audio.setLive(null);
    const whole = (): boolean => made.every((one) => one.whole);
    try {
      const recordings = made.flatMap(({ recording }) => recording ?? []);
      // a sound that is none is taken apart already: the others do not wait as recordings for it
      if (!whole() && recordings.length === made.length) {
        const sources = await Promise.all(recordings);
        if (!whole()) await this.#play(made, sources, true);
      }
      if (this.#closed || this.#current !== made) return;
      await this.#play(made, await Promise.all(made.map((one) => this.#tracksOf(one))), false);
    } catch {
      if (this.#current === made) this.#current = [];
    }
  }

  async #play(made: readonly Made[], sources: readonly LiveSource[], recorded: boolean): Promise<void> {
    const [wasm, { liveLevels }] = await Promise.all([this.#wasm(), import('./live-levels.js')]);
    if (this.#closed || this.#current !== made) return;
    const products = headProducts(sources);
    const levels = liveLevels(sources.map(({ chords }) => chords));
    this.#audio.setLive({ wasm, sources: sources.map(({ data }) => data), products, levels, recorded });
  }
}

/** It has samples, and what they hold is known. */
function isSound({ sound }: SlotDocument): boolean {
  return !sound.embedded && isAnalysed(sound);
}

function wantedOf(document: SlotDocument, seconds: Seconds): Wanted {
  const { sound, trim, rootOverride } = document;
  const { samples, sampleRate, pitched } = sound;
  const root = rootOverride ?? (pitched ? foundRoot(document).midi : null);
  return { samples, sampleRate, trim, root, seconds, code: sound.embedded?.live ?? null };
}

/** Not where all keys are rendered, and rendered notes are wanted. */
function isNeeded({ parameters, zones }: InstrumentState): boolean {
  return parameters.live === 1 || zones.length === 0 || zones.some(({ phase }) => phase !== 'ready');
}

function same(a: Wanted, b: Wanted): boolean {
  return (
    a.code === b.code &&
    (a.samples === b.samples || a.code !== null) &&
    a.root === b.root &&
    a.seconds === b.seconds &&
    a.trim?.start === b.trim?.start &&
    a.trim?.end === b.trim?.end
  );
}
