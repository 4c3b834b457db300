/** Records what the player is told, from the first note on, and makes files of it. [page] */
import { AlloyError } from '../../errors.js';
import { writeSong } from '../../midi/write-song.js';
import type { BeatsPerMinute, Seconds } from '../../units.js';
import type { Player } from '../play/player.js';
import type { TakeNotice, TakeSoundOptions, TakeState } from '../songs-contract.js';
import { Tape, type TapeEntry } from './tape.js';
import { eventsOfTake, type TakeControl, type TakeEvent } from './take-events.js';
import type { Take } from './take.js';
import { TakePlayback, type PlaybackHost } from './take-playback.js';

/** Of one recording: an hour; and what it keeps, the rendered notes of the instrument with it. */
const LONGEST: Seconds = 3600;
const MOST_BYTES = 2 ** 29;
const DEFAULT_TEMPO: BeatsPerMinute = 120;

/** What is recorded. */
export interface RecorderInput extends PlaybackHost {
  /** Time of the context's clock, without jitter. */
  now(): Seconds;
  /** Resolves once there is a player. */
  ready(): Promise<void>;
  /** Has a player hear all that the instrument's is told; null: no more. */
  tap(player: Player<AudioNode> | null): void;
  /** Messages that bring a player at rest to where controllers are. */
  readonly moved: readonly (readonly [number, number?, number?])[];
  /** What the instrument is called; empty: nothing. */
  readonly name: string;
  /** Of the song that is open; null: none is. */
  readonly tempo: BeatsPerMinute | null;
}

interface Running {
  readonly tape: Tape;
  readonly player: Player<AudioNode>;
  readonly controls: TakeControl[];
  readonly notices: Set<TakeNotice>;
  /** When the first note sounds; null: there is none yet. */
  start: Seconds | null;
  readonly limit: ReturnType<typeof setTimeout>;
}

interface Recorded {
  readonly take: Take;
  readonly events: readonly TakeEvent[];
  readonly tempo: BeatsPerMinute;
  readonly name: string;
}

/** One recording at a time. [page] */
export class Recorder {
  readonly #input: RecorderInput;
  readonly #changed: () => void;
  readonly #playback: TakePlayback;
  #state: TakeState = { phase: 'none' };
  #running: Running | null = null;
  #recorded: Recorded | null = null;
  #calls = 0;

  constructor(input: RecorderInput, changed: () => void) {
    this.#input = input;
    this.#changed = changed;
    this.#playback = new TakePlayback(input, (playback) => {
      if (this.#state.phase === 'recorded') this.#set({ ...this.#state, playback });
    });
  }

  get state(): TakeState {
    return this.#state;
  }

  get recorded(): Seconds {
    const start = this.#running?.start;
    if (start != null) return Math.max(0, this.#input.now() - start);
    return this.#state.phase === 'recorded' ? this.#state.seconds : 0;
  }

  async record(): Promise<void> {
    this.discard();
    const call = this.#calls;
    this.#set({ phase: 'armed' });
    try {
      await this.#input.ready();
      const { tape, player } = await Tape.open({
        now: () => this.#input.now(),
        onEntry: (entry) => this.#onEntry(entry),
      });
      if (call !== this.#calls) return;
      const limit = setTimeout(() => this.#end('length'), 1000 * LONGEST);
      this.#running = { tape, player, controls: [], notices: new Set(), start: null, limit };
      this.#input.tap(player);
      for (const bytes of this.#input.moved) player.midi(bytes as readonly number[]);
      if (tape.bytes > MOST_BYTES) throw tooMuch();
    } catch (error) {
      if (call === this.#calls) {
        if (this.#running) this.#release(this.#running);
        this.#set({ phase: 'none' });
      }
      throw error;
    }
  }

  /** A controller turned what it is bound to: the player hears a parameter. */
  onControl(bytes: readonly number[], time: Seconds): void {
    const at = Math.max(time, this.#input.now());
    this.#running?.controls.push({ at, bytes });
  }

  /** The instrument became another one. */
  onPreset(): void {
    if (this.#running?.start != null) this.#running.notices.add('preset');
  }

  stop(): void {
    this.#calls++;
    const running = this.#running;
    if (!running) {
      if (this.#state.phase === 'armed') this.#set({ phase: 'none' });
      return;
    }
    this.#release(running);
    const { tape, start, controls, notices } = running;
    const end = this.#input.now();
    if (start === null || start >= end) return this.#set({ phase: 'none' });
    const { entries } = tape;
    const name = nameOf(this.#input.name, new Date());
    const tempo = this.#input.tempo ?? DEFAULT_TEMPO;
    const take = { entries, start, end };
    const events = eventsOfTake(take, controls);
    const notes = events.filter(
      ({ bytes: [status = 0, , velocity = 0] }) => status >> 4 === 9 && velocity > 0,
    ).length;
    this.#recorded = { take, events, tempo, name };
    const said = { name, seconds: end - start, notes, notices: [...notices] };
    this.#set({ phase: 'recorded', ...said, playback: 'stopped' });
  }

  discard(): void {
    this.#calls++;
    if (this.#running) this.#release(this.#running);
    this.#playback.forget();
    this.#recorded = null;
    if (this.#state.phase !== 'none') this.#set({ phase: 'none' });
  }

  async play(): Promise<void> {
    await this.#playback.play(this.#made.take);
  }

  stopPlaying(): void {
    this.#playback.stop();
  }

  async sound({ sampleRate, bits = 24, signal, onProgress }: TakeSoundOptions = {}): Promise<File> {
    const { take, name } = this.#made;
    const { takeWav } = await import('./take/client.js');
    const rate = sampleRate ?? this.#input.context.sampleRate;
    const blob = await takeWav(take, { sampleRate: rate, bits, signal, onProgress });
    return new File([blob], `${name}.wav`, { type: 'audio/wav' });
  }

  song(): File {
    const { take, events, tempo, name } = this.#made;
    const bytes = writeSong({ events, seconds: take.end - take.start, tempo, name });
    return new File([bytes as Uint8Array<ArrayBuffer>], `${name}.mid`, { type: 'audio/midi' });
  }

  get #made(): Recorded {
    if (this.#recorded) return this.#recorded;
    throw new AlloyError('empty', 'take', 'Nothing is recorded: record something first.');
  }

  #set(state: TakeState): void {
    this.#state = state;
    this.#changed();
  }

  #release({ limit, player }: Running): void {
    clearTimeout(limit);
    this.#running = null;
    this.#input.tap(null);
    player.close();
  }

  #end(notice: TakeNotice): void {
    this.#running?.notices.add(notice);
    this.stop();
  }

  #onEntry({ at, command }: TapeEntry): void {
    const running = this.#running;
    if (!running) return;
    if (command.kind === 'midi' && (command.bytes[0] & 0xf0) === 0x90 && command.bytes[2]) {
      const heard = Math.max(at, command.time); // songs are sent ahead: a key that a hand plays may sound before
      if (running.start === null) {
        running.start = heard;
        this.#set({ phase: 'recording' });
      } else running.start = Math.min(running.start, heard);
    }
    // not in the middle of a command, which others have still to hear
    if (running.tape.bytes > MOST_BYTES) setTimeout(() => running === this.#running && this.#end('memory'));
  }
}

function tooMuch(): AlloyError {
  const message =
    'The rendered notes of this instrument take more memory than a recording may: record with fewer or shorter notes, or live.';
  return new AlloyError('out-of-memory', 'take', message);
}

/** The instrument and the date, as every disk takes it. */
function nameOf(instrument: string, date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.');
  const plain = instrument.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ×._-]+/gu, '_');
  const name = [...plain.replace(/^[. _]+|[. _]+$/g, '')].slice(0, 60).join('');
  return `${name || 'Alloy'} ${day} ${time}`;
}
