/** Plays a song through the instrument: sends its messages ahead of the audio clock, each for its own time. [page] */
import { AlloyError } from '../../errors.js';
import { withoutSongEnding } from '../song-names.js';
import { checkNotes, readSong, type Song, type SongEvent } from '../../midi/song.js';
import type { Hertz, Milliseconds, Seconds } from '../../units.js';
import type { SongLoop, SongState } from '../songs-contract.js';
import { chased, firstFrom, nextStep, songOf, stretchAt, type Stretch } from './song-cursor.js';

/** From the call of play to the first event, and from a change to where it counts: a message takes less to the audio thread. */
const MARGIN: Seconds = 0.05;
/** How far ahead messages are sent: a busy page may take a second to come back; the timers of one that is hidden take that at least. */
const AHEAD: Seconds = 1;
const HIDDEN_AHEAD: Seconds = 2.5;
const TICK: Milliseconds = 100;
/** Drums of General MIDI. */
const DRUMS = 9;
const SPEEDS = [0.25, 4] as const;
const SHORTEST_LOOP: Seconds = 0.05;
const LARGEST_FILE = 2 ** 25;

/** What it plays through. */
export interface SongOutput {
  readonly currentTime: Seconds;
  readonly sampleRate: Hertz;
  /** An offline context has no present: all is sent at once. */
  readonly offline: boolean;
  /** Resolves once there is a player, in a context that was woken up. */
  ready(): Promise<void>;
  song(bytes: ArrayLike<number>, time: Seconds): void;
  cancelSong(time: Seconds): void;
  /** @param ahead note-ons that were sent for `time` or later: one that was played all the same is released. */
  endSong(time: Seconds, ahead: readonly ArrayLike<number>[]): void;
}

export interface SongTransportOptions {
  readonly output: SongOutput;
  readonly changed: () => void;
  /** It came to its end by itself. */
  readonly ended: () => void;
  /** Of the page; left out: the document's. */
  readonly hidden?: () => boolean;
}

/** What was sent: an event, or the loop's turn, after which comes the event of that index, had it not turned. */
interface Sent {
  readonly time: Seconds;
  readonly bytes: SongEvent['bytes'] | null;
  readonly index: number;
  readonly stretch: Stretch;
}

/** One song: play, stop, seek, speed, loop and parts. [page] */
export class SongTransport {
  readonly #options: SongTransportOptions;
  #song: Song | null = null;
  #state: SongState | null = null;
  /** Where it stands while it does not play. */
  #rest: Seconds = 0;
  /** What is being sent; null: it does not play. */
  #stretch: Stretch | null = null;
  /** Those that sound or are sent already, the last one being `#stretch`. */
  #stretches: Stretch[] = [];
  #next = 0;
  /** What was sent for times that may still lie ahead. */
  #sent: Sent[] = [];
  #endTime: Seconds | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #starting = 0;

  constructor(options: SongTransportOptions) {
    this.#options = options;
    globalThis.document?.addEventListener('visibilitychange', this.#onVisibility);
  }

  get state(): SongState | null {
    return this.#state;
  }

  get position(): Seconds {
    if (!this.#stretch) return this.#rest;
    const { currentTime } = this.#options.output;
    const stretch = this.#stretches.findLast(({ clock }) => clock <= currentTime) ?? this.#stretches[0]!;
    return songOf(stretch, currentTime);
  }

  /** @throws AlloyError 'unreadable': the song that was open stays. */
  async open(file: Blob, name: string): Promise<void> {
    const song = readSong(await bytesOf(file, name), name);
    checkNotes(song, name);
    this.close();
    const melodic = song.parts.some(({ channel }) => channel !== DRUMS);
    const parts = song.parts.map((part) => ({ ...part, on: part.channel !== DRUMS || !melodic }));
    this.#song = song;
    this.#rest = 0;
    const { seconds, cut, tempi } = song;
    const shown = withoutSongEnding(name);
    const first = { tempo: tempi[0]!.tempo, speed: 1, playing: false, loop: null };
    this.#set({ name: shown, seconds, ...first, parts, cut });
  }

  async play(): Promise<void> {
    if (!this.#song)
      throw new AlloyError('empty', 'song', 'There is no song to play: open a MIDI file first.');
    if (this.#stretch) return;
    const call = ++this.#starting;
    await this.#options.output.ready();
    if (call !== this.#starting || !this.#song || this.#stretch) return;
    if (this.#rest >= this.#song.seconds) this.#rest = this.#state!.loop?.start ?? 0;
    this.#begin(this.#options.output.currentTime + MARGIN, this.#rest);
    this.#set({ playing: true });
  }

  stop(): void {
    this.#starting++;
    if (!this.#song) return;
    if (!this.#stretch) {
      this.#rest = this.#state!.loop?.start ?? 0;
      return this.#options.changed();
    }
    this.#halt(this.position);
  }

  seek(seconds: Seconds): void {
    if (!this.#song || Number.isNaN(seconds)) return;
    const to = Math.min(this.#song.seconds, Math.max(0, seconds));
    if (this.#stretch) this.#jump(to);
    else this.#rest = to;
    this.#options.changed();
  }

  setSpeed(speed: number): void {
    if (!this.#song || !(speed > 0)) return;
    this.#set({ speed: Math.min(SPEEDS[1], Math.max(SPEEDS[0], speed)) });
    this.#resend();
  }

  setLoop(loop: SongLoop | null): void {
    const song = this.#song;
    if (!song) return;
    if (loop !== null) {
      const [start, end] = [Math.max(0, loop.start), Math.min(song.seconds, loop.end)];
      if (!(end - start >= SHORTEST_LOOP)) {
        const message = `A loop from ${loop.start} to ${loop.end} s is none: it needs ${SHORTEST_LOOP} s at least, within the song.`;
        throw new AlloyError('bad-argument', 'loop', message);
      }
      loop = { start, end };
    }
    this.#set({ loop });
    this.#resend();
  }

  setPart(index: number, on: boolean): void {
    const { parts } = this.#state ?? { parts: [] };
    if (!parts[index] || parts[index].on === on) return;
    this.#set({ parts: parts.map((part, i) => (i === index ? { ...part, on } : part)) });
    if (this.#stretch) this.#jump(this.#positionAt(this.#soon));
  }

  /** What was sent ahead was forgotten, and what sounded is released. */
  silenced(forGood: boolean): void {
    if (!this.#stretch) return;
    if (forGood) this.#halt(this.position);
    else this.#jump(this.position);
  }

  /** Closes the song: nothing of it sounds on. */
  close(): void {
    this.#starting++;
    if (this.#stretch) this.#halt(0);
    this.#song = null;
    if (this.#state) this.#set(null);
  }

  /** The last call. */
  dispose(): void {
    this.close();
    globalThis.document?.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #set(change: Partial<SongState> | null): void {
    this.#state = change && ({ ...this.#state, ...change } as SongState);
    this.#options.changed();
  }

  /** A frame of the audio clock that messages reach in time. */
  get #soon(): Seconds {
    const { currentTime, sampleRate } = this.#options.output;
    return Math.ceil((currentTime + MARGIN) * sampleRate) / sampleRate;
  }

  /** Whether a time's frame is that of `at`, or later: as the player counts. */
  #isFrom(time: Seconds, at: Seconds): boolean {
    const { sampleRate } = this.#options.output;
    return Math.round(time * sampleRate) >= Math.round(at * sampleRate);
  }

  /** Ends what sounds, and what was sent ahead. */
  #end(at: Seconds): void {
    const ahead = this.#sent.flatMap(({ time, bytes }) =>
      bytes && (bytes[0]! & 0xf0) === 0x90 && this.#isFrom(time, at) ? [bytes] : [],
    );
    this.#options.output.endSong(at, ahead);
  }

  /** Where the song will be at a time that was sent already. */
  #positionAt(time: Seconds): Seconds {
    const stretch = this.#stretches.findLast(({ clock }) => clock <= time) ?? this.#stretches[0]!;
    return songOf(stretch, time);
  }

  /** Begins to send from a place; nothing of the song sounds then. */
  #begin(clock: Seconds, position: Seconds): void {
    this.#next = firstFrom(this.#song!, position);
    this.#chase(clock);
    this.#stretches = [];
    this.#sent = [];
    this.#endTime = null;
    this.#add(clock, position);
    this.#pump();
  }

  #add(clock: Seconds, position: Seconds): void {
    const { speed, loop } = this.#state!;
    this.#stretch = stretchAt(this.#song!, { clock, position, speed, loop });
    this.#stretches.push(this.#stretch);
  }

  #chase(time: Seconds): void {
    for (const { bytes } of chased(this.#song!, this.#next, this.#plays))
      this.#options.output.song(bytes, time);
  }

  readonly #plays = ({ part }: SongEvent): boolean => part < 0 || this.#state!.parts[part]!.on;

  /** Goes on at another place: what sounds ends. */
  #jump(to: Seconds): void {
    const at = this.#soon;
    this.#end(at);
    this.#begin(at, to);
  }

  /** Goes on at the same place in another way: what sounds goes on, what was sent ahead is sent anew. */
  #resend(): void {
    if (!this.#stretch) return;
    const at = this.#soon;
    const first = this.#sent.find(({ time }) => this.#isFrom(time, at));
    const stretch = first?.stretch ?? this.#stretches.findLast(({ clock }) => clock <= at) ?? this.#stretch;
    if (stretch.clock > at || (this.#endTime ?? Infinity) <= at) return this.#jump(this.#positionAt(at)); // just turned back, or at the end
    const position = songOf(stretch, at);
    this.#options.output.cancelSong(at);
    this.#next = first?.index ?? this.#next;
    this.#stretches = this.#stretches.filter(({ clock }) => clock <= at);
    this.#sent = this.#sent.filter(({ time }) => !this.#isFrom(time, at));
    this.#endTime = null;
    this.#add(at, position);
    this.#pump();
  }

  #halt(rest: Seconds): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#end(this.#soon);
    this.#stretch = null;
    this.#stretches = [];
    this.#sent = [];
    this.#rest = rest;
    this.#set({ playing: false });
  }

  /** Sends what belongs to the time that is near, and comes back. */
  #pump(): void {
    const { output } = this.#options;
    const hidden = this.#options.hidden?.() ?? globalThis.document?.hidden ?? false;
    const now = output.currentTime;
    const ahead = output.offline && !this.#state!.loop ? Infinity : hidden ? HIDDEN_AHEAD : AHEAD;
    const until = now + ahead;
    this.#sent = this.#sent.filter(({ time }) => time >= now);
    while (this.#stretches.length > 1 && this.#stretches[1]!.clock <= now) this.#stretches.shift();
    while (this.#endTime === null) {
      const stretch = this.#stretch!;
      const step = nextStep(this.#song!, stretch, this.#next);
      if (step.time > until) break;
      if (step.kind === 'event') {
        this.#next++;
        if (!this.#plays(step.event)) continue;
        output.song(step.event.bytes, step.time);
        this.#sent.push({ time: step.time, bytes: step.event.bytes, index: step.index, stretch });
      } else if (step.kind === 'wrap') this.#wrap(step.time);
      else {
        this.#release(step.time);
        this.#endTime = step.time;
      }
    }
    if (this.#endTime !== null && now >= this.#endTime) return this.#finish();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), TICK);
  }

  /** Releases what the song holds at the loop's end, and goes on at its start. */
  #wrap(time: Seconds): void {
    const { start } = this.#state!.loop!;
    this.#release(time);
    this.#sent.push({ time, bytes: null, index: this.#next, stretch: this.#stretch! });
    this.#next = firstFrom(this.#song!, start);
    this.#chase(time);
    this.#add(time, start);
  }

  /** Releases the notes that are down at the end of the stretch, and lifts its pedals. */
  #release(time: Seconds): void {
    for (const bytes of this.#heldNow()) this.#options.output.song(bytes, time);
  }

  #heldNow(): readonly (readonly number[])[] {
    const { events } = this.#song!;
    const held = new Set<number>();
    const channels = new Set<number>();
    for (let i = 0; i < this.#next; i++) {
      const [status = 0, key = 0, velocity = 0] = events[i]!.bytes;
      const kind = status & 0xf0;
      if (status >= 0xf0 || !this.#plays(events[i]!)) continue;
      channels.add(status & 15);
      if (kind === 0x90 && velocity > 0) held.add(((status & 15) << 7) | key);
      else if (kind === 0x90 || kind === 0x80) held.delete(((status & 15) << 7) | key);
    }
    const offs = [...held].map((note) => [0x80 | (note >> 7), note & 127, 64]);
    return [...offs, ...[...channels].map((channel) => [0xb0 | channel, 121, 0])];
  }

  #finish(): void {
    this.#halt(0);
    this.#options.ended();
  }

  readonly #onVisibility = (): void => {
    if (this.#stretch) this.#pump();
  };
}

async function bytesOf(file: Blob, name: string): Promise<Uint8Array> {
  if (file.size > LARGEST_FILE) {
    const message = `“${name}” cannot be played: it is larger than ${LARGEST_FILE / 2 ** 20} MB. Give a standard MIDI file (.mid).`;
    throw new AlloyError('unreadable', name, message);
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `“${name}” cannot be read (${reason}). See whether it is still there, and choose it again.`;
    throw new AlloyError('unreadable', name, message, { cause });
  }
}
