/** Opens songs, records, saves and asks, for all elements that show one instrument's songs. [page] */
import { AlloyError, toErrorMessage, type ErrorMessage } from '../../src/errors.js';
import type { InstrumentContract } from '../../src/instrument/contract.js';
import type { TakeSoundOptions } from '../../src/instrument/songs-contract.js';
import { SONG_ENDINGS } from '../../src/instrument/song-names.js';
import { saveAs, type FileKind } from './saving.js';

export type DeckBits = NonNullable<TakeSoundOptions['bits']>;

/** 'discard', 'again': the take is to be given up, for nothing or for another one, and that is asked before. */
export interface DeckState {
  readonly asking: 'discard' | 'again' | null;
  /** What went wrong last; null: nothing, or it was read. */
  readonly error: ErrorMessage | null;
  /** How far the WAV is that is being made; null: none is. */
  readonly writing: number | null;
  /** Name of what was saved last of this take; null: nothing. */
  readonly saved: string | null;
}

const QUIET: DeckState = { asking: null, error: null, writing: null, saved: null };
const WAV: Omit<FileKind, 'description'> = { type: 'audio/wav', ending: '.wav' };
const MIDI: Omit<FileKind, 'description'> = { type: 'audio/midi', ending: '.mid' };
const SONG_FILES = [...SONG_ENDINGS, 'audio/midi'].join();

const decks = new WeakMap<InstrumentContract, Deck>();

/** The one of an instrument. */
export function deckOf(instrument: InstrumentContract): Deck {
  let deck = decks.get(instrument);
  if (!deck) decks.set(instrument, (deck = new Deck(instrument)));
  return deck;
}

/** What is done with songs and recordings by hand. Fires `change`, for its own state and that of the songs. [page] */
export class Deck extends EventTarget {
  readonly #instrument: InstrumentContract;
  #state = QUIET;
  #writing: AbortController | null = null;

  constructor(instrument: InstrumentContract) {
    super();
    this.#instrument = instrument;
    instrument.songs.addEventListener('change', () => this.#onSongs());
  }

  get state(): DeckState {
    return this.#state;
  }

  get songs(): InstrumentContract['songs'] {
    return this.#instrument.songs;
  }

  /** Asks for a MIDI file, and opens it. Call from a gesture. */
  choose(): void {
    const input = Object.assign(document.createElement('input'), { type: 'file', accept: SONG_FILES });
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) void this.open(file);
    });
    input.click();
  }

  open(file: File): Promise<void> {
    return this.#try(() => this.songs.open(file));
  }

  toggleSong(): void {
    if (this.songs.state.song?.playing) this.songs.stop();
    else void this.#try(() => this.songs.play());
  }

  /** Records, or ends the recording; asks where that discards one. */
  toggleRecording(): void {
    const { phase } = this.songs.state.take;
    if (phase === 'recorded') this.#show({ asking: 'again' });
    else if (phase === 'none') void this.#try(() => this.songs.record());
    else this.songs.stopRecording();
  }

  toggleTake(): void {
    const { take } = this.songs.state;
    if (take.phase !== 'recorded') return;
    if (take.playback !== 'stopped') this.songs.stopTake();
    else void this.#try(() => this.songs.playTake());
  }

  /** Asks before it does. */
  discard(): void {
    if (this.songs.state.take.phase === 'recorded') this.#show({ asking: 'discard' });
    else this.songs.discardTake();
  }

  answer(yes: boolean): void {
    const { asking } = this.#state;
    this.#show({ asking: null });
    if (!yes || asking === null) return;
    this.#writing?.abort();
    this.#show(QUIET);
    if (asking === 'again') void this.#try(() => this.songs.record());
    else this.songs.discardTake();
  }

  /** Call from a gesture. */
  async saveSound(bits: DeckBits): Promise<void> {
    const { take } = this.songs.state;
    if (take.phase !== 'recorded' || this.#writing) return;
    const writing = new AbortController();
    this.#writing = writing;
    await this.#save(`${take.name}.wav`, { ...WAV, description: 'WAV' }, () => {
      this.#show({ writing: 0 });
      const onProgress = (done: number): void => this.#show({ writing: done });
      return this.songs.takeSound({ bits, signal: writing.signal, onProgress });
    });
    this.#writing = null;
    this.#show({ writing: null });
  }

  /** Ends the making of a WAV. */
  cancelSaving(): void {
    this.#writing?.abort();
  }

  /** Call from a gesture. */
  async saveSong(): Promise<void> {
    const { take } = this.songs.state;
    if (take.phase !== 'recorded') return;
    await this.#save(`${take.name}.mid`, { ...MIDI, description: 'MIDI' }, () => this.songs.takeSong());
  }

  dismiss(): void {
    this.#show({ error: null });
  }

  async #save(name: string, kind: FileKind, make: () => Promise<File>): Promise<void> {
    await this.#try(async () => {
      const { name: saved } = await saveAs(name, kind, async () => ({ blob: await make() }));
      this.#show({ saved });
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.#show({ error: null });
    try {
      await work();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      const known =
        error instanceof AlloyError ? error : new AlloyError('not-loaded', 'Alloy', String(error));
      this.#show({ error: toErrorMessage(known) });
    }
  }

  #onSongs(): void {
    if (this.songs.state.take.phase !== 'recorded') this.#show({ asking: null, saved: null });
    else this.#show({});
  }

  #show(change: Partial<DeckState>): void {
    this.#state = { ...this.#state, ...change };
    this.dispatchEvent(new Event('change'));
  }
}
