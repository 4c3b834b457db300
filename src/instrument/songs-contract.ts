/** Declares what plays MIDI files through an instrument, and records what is played. [page] */
import type { SongPart } from '../midi/song.js';
import type { BeatsPerMinute, Gain01, Hertz, Seconds } from '../units.js';

/** A part of a song, and whether it is played. */
export interface SongPartState extends SongPart {
  readonly on: boolean;
}

/** What is played again and again: from `start` to `end`, in seconds of the song. */
export interface SongLoop {
  readonly start: Seconds;
  readonly end: Seconds;
}

/** The song that is open; its seconds are those of its own tempo. */
export interface SongState {
  readonly name: string;
  readonly seconds: Seconds;
  /** That it begins with. */
  readonly tempo: BeatsPerMinute;
  /** How many times as fast as it is written, 0.25 to 4: all its tempi change with it. */
  readonly speed: number;
  readonly playing: boolean;
  readonly loop: SongLoop | null;
  readonly parts: readonly SongPartState[];
  /** Its file ends in the middle: it is played as far as it goes. */
  readonly cut: boolean;
}

/**
 * What is to be known of a recording: 'preset': the instrument became another one meanwhile; 'length', 'memory': it was ended, because it
 * came to the longest that there is.
 */
export type TakeNotice = 'preset' | 'length' | 'memory';

/** 'armed': it begins with the first note. */
export type TakeState =
  | { readonly phase: 'none' }
  | { readonly phase: 'armed' }
  | { readonly phase: 'recording' }
  | {
      readonly phase: 'recorded';
      /** Of its files, without their endings: the instrument and the date. */
      readonly name: string;
      readonly seconds: Seconds;
      readonly notes: number;
      readonly notices: readonly TakeNotice[];
      /** 'making': its sound is being made, to be played. */
      readonly playback: 'stopped' | 'making' | 'playing';
    };

export interface SongsState {
  readonly song: SongState | null;
  readonly take: TakeState;
}

export interface TakeSoundOptions {
  /** Left out: that of the context that it was played in. */
  readonly sampleRate?: Hertz;
  /** Of a sample; left out: 24. */
  readonly bits?: 16 | 24 | 'float';
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: Gain01) => void;
}

/** A plain event each: `state` is another one; the song came to its end by itself. */
export interface SongsEventMap {
  change: Event;
  ended: Event;
}

/**
 * MIDI files that play through the instrument, and recordings of what is played. [page] The code for it is loaded with the first call.
 * Nothing of it is a step of undo, and edits, presets and renders do not stop it.
 */
export interface InstrumentSongsContract extends EventTarget {
  /** Never written to: a change puts another object in its place. */
  readonly state: SongsState;
  /** Where the song is, in its seconds; polled by a page at its own pace. */
  readonly position: Seconds;
  /** Seconds of the recording so far. */
  readonly recorded: Seconds;

  /**
   * Opens a standard MIDI file (.mid, also in a RIFF envelope), in place of the one that is open.
   * @throws AlloyError 'unreadable' for one that is none: the one before stays.
   */
  open(file: Blob, name?: string): Promise<void>;
  /**
   * Plays from where the song is. Call it from a user's gesture where no sound was asked for yet. Its messages are timed on the audio
   * clock, to the sample. @throws AlloyError 'empty' where no song is open; where there is no player.
   */
  play(): Promise<void>;
  /** Stops, and releases what the song holds; stopped already, it goes back to the start of the loop, or of the song. */
  stop(): void;
  /** Goes to a place, playing or not; beyond the ends, the nearest. */
  seek(seconds: Seconds): void;
  /** @param speed how many times as fast as it is written; beyond 0.25 to 4, the nearest. */
  setSpeed(speed: number): void;
  /** What is repeated; the nearest within the song; null: nothing. @throws AlloyError 'bad-argument' for less than 0.05 s. */
  setLoop(loop: SongLoop | null): void;
  /** Whether a part of `state.song.parts` is played, by its index. */
  setPart(index: number, on: boolean): void;
  /** Closes the song. */
  closeSong(): void;

  /**
   * Records all that the instrument is told from the first note on: notes, controllers, parameters, and what it is made of. A take that
   * there is is discarded.
   */
  record(): Promise<void>;
  /** Ends the recording; one without a note is none. */
  stopRecording(): void;
  /** Discards the take, or what was recorded so far. */
  discardTake(): void;
  /** Plays the take as it was heard. @throws AlloyError 'empty' where there is none. */
  playTake(): Promise<void>;
  stopTake(): void;
  /**
   * The take as a stereo WAV file, made anew by the player's core from what it was told: until its last note has died away.
   * @throws AlloyError 'empty' where there is none, 'not-loaded'; the signal's reason.
   */
  takeSound(options?: TakeSoundOptions): Promise<File>;
  /**
   * The take as a standard MIDI file, to the millisecond, at the tempo of the song that is open, or 120. Parameters that no
   * controller is bound to are in the sound alone. @throws AlloyError 'empty' where there is none.
   */
  takeSong(): Promise<File>;

  addEventListener<Type extends keyof SongsEventMap>(
    type: Type,
    listener: (event: SongsEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
