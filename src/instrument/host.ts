/** Declares what an instrument shows to the host that plays it: its context, its output, messages with a time. [page] */
import type { IAudioContext, IAudioNode, IOfflineAudioContext } from 'standardized-audio-context';
import type { BeatsPerMinute, QuarterNotes, Seconds } from '../units.js';

export type StandardizedContext = IAudioContext | IOfflineAudioContext;

/** A context inside another object, which also makes its worklet nodes: what `Tone.getContext()` returns. */
export interface WrappedContext {
  readonly rawContext: object;
  createAudioWorkletNode(name: string, options?: object): object;
}

/** What an instrument can play in: a native context, one of standardized-audio-context, one of Tone.js. */
export type HostContext = BaseAudioContext | StandardizedContext | WrappedContext;

/** A node with an input that leads to a node of the context: what Tone.js has. */
export interface WrappedNode {
  readonly input: unknown;
}

/** Where an instrument can play to: a node of its context. */
export type HostNode = AudioNode | IAudioNode<StandardizedContext> | WrappedNode;

/** An AudioWorkletNode of a copy of standardized-audio-context. */
export type WorkletNodeClass = new (context: never, name: string, options?: never) => object;

/** What a host's transport does. */
export interface HostTransport {
  /** Quarter notes a minute, above 0. */
  readonly tempo: BeatsPerMinute;
  /** Whether the song runs; false when left out. */
  readonly playing?: boolean;
  /** Where in the song it is at the time that goes with it, in quarter notes from its start; 0 when left out. */
  readonly position?: QuarterNotes;
}

/**
 * An instrument as a host holds it. [page] Times are seconds of the context's clock (`context.currentTime`), and count to the
 * sample. Left out, 0 or past they mean now. What is sent for one time is played in the order in which it was sent, also
 * what was sent before the context ran.
 */
export interface HostedInstrument {
  /**
   * The context that it plays in. Given one, it makes no other, and neither closes nor suspends that; without, it makes its own
   * when this, `output` or sound is first asked for. A context of standardized-audio-context has its own types.
   * @throws AlloyError 'audio-output' where the browser makes none.
   */
  readonly context: BaseAudioContext;
  /** All that sounds passes it: a GainNode of the context. @throws as `context`. */
  readonly output: AudioNode;
  /**
   * What the output is connected to; null: nothing.
   * @throws AlloyError 'bad-argument' when set to what is no node of the context.
   */
  destination: HostNode | null;
  /**
   * Resolves once the model is open and, in a context that was given, the player's worklet runs. It may be used before: what is
   * sent waits. Rejects with the reason why there is no model or no player.
   */
  readonly ready: Promise<void>;
  /**
   * Resolves once the player has all that was sent so far: to be awaited before `startRendering()` of an offline context.
   * @throws AlloyError where there is no player.
   */
  synced(): Promise<void>;
  /**
   * One whole MIDI message. Channel filter, learned controllers and program changes take it like that of a MIDI input;
   * system exclusive (tuning) counts at once, other system messages do nothing.
   * @throws AlloyError 'bad-argument' for bytes that are none, and for a time that is negative or no number.
   */
  midi(bytes: ArrayLike<number>, time?: Seconds): void;
  /**
   * Tells tempo and place in the song, which oscillators follow whose `sync` is on: at the start, at each change, when the song
   * jumps, starts or stops. It counts at once; `time` is when the position is true, and may lie ahead or behind.
   * @throws AlloyError 'bad-argument' for a tempo, a position or a time that is none.
   */
  setTransport(transport: HostTransport, time?: Seconds): void;
  /** Releases every note that sounds at `time`, on every channel, those that a pedal holds too. */
  allNotesOff(time?: Seconds): void;
  /** Forgets notes, controllers and parameters that were sent for `time` or later; the notes that sound go on. */
  cancelScheduled(time?: Seconds): void;
}
