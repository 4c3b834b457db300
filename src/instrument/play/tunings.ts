/** Holds the tuning of the keys, from Scala files or MIDI tuning messages. [page] */
import { equalTemperament, readTuningMessage } from '../../midi/tuning/mts.js';
import { parseScale, parseTuning } from '../../midi/tuning/scala.js';
import type { AudioOutput } from './audio-output.js';
import type { Tuning } from '../state/document.js';
import type { EditName } from '../state/state.js';
import type { Store } from '../state/store.js';

export interface TuningsOptions {
  readonly store: Store;
  readonly audio: AudioOutput;
  /** Called before each change, for undo. */
  readonly record: (name: EditName, subject: string | null) => void;
}

/** How the keys are tuned: by the files of a scale, by tuning messages, or evenly. [page] */
export class Tunings {
  readonly #options: TuningsOptions;
  #current: Tuning | null = null;

  constructor(options: TuningsOptions) {
    this.#options = options;
  }

  /** Null: equal temperament. */
  get current(): Tuning | null {
    return this.#current;
  }

  /** See InstrumentContract.loadTuning. */
  load(scl: string, kbm?: string, name?: string): void {
    const semitones = parseTuning(scl, kbm);
    this.#options.record('tuning', null);
    this.set({ name: name ?? parseScale(scl).description, semitones });
  }

  clear(): void {
    if (!this.#current) return;
    this.#options.record('tuning', null);
    this.set(null);
  }

  /** Handles a system exclusive message: those of the MIDI Tuning Standard retune, and are stored like a loaded tuning. */
  handleSysex(bytes: Uint8Array): void {
    const read = readTuningMessage(this.#current?.semitones ?? equalTemperament(), bytes);
    if (read.kind === 'other') return;
    this.#options.store.update({ tuningRefused: read.kind === 'refused' ? read.reason : null });
    if (read.kind === 'refused') return;
    this.#options.record('tuning', 'tuning message');
    this.set({ name: 'MIDI', semitones: read.table });
  }

  /** Follows a message that the player has tuned by already, for a host: no edit of the user's. */
  follow(bytes: Uint8Array): void {
    const read = readTuningMessage(this.#current?.semitones ?? equalTemperament(), bytes);
    if (read.kind === 'other') return;
    this.#options.store.update({ tuningRefused: read.kind === 'refused' ? read.reason : null });
    if (read.kind === 'tuned') this.#show({ name: 'MIDI', semitones: read.table });
  }

  /** Without recording. */
  set(tuning: Tuning | null): void {
    if (tuning === this.#current) return;
    this.#show(tuning);
    this.#options.audio.setTuning(tuning?.semitones ?? null);
  }

  #show(tuning: Tuning | null): void {
    this.#current = tuning;
    this.#options.store.update({ tuning: tuning && { name: tuning.name }, tuningRefused: null });
  }
}
