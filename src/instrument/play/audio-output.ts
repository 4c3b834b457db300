/** Owns the AudioContext and the player in it, and plays one clip at a time. [page] */
import { AlloyError, toErrorMessage, type ErrorMessage } from '../../errors.js';
import type { AudioClock } from '../../midi/clock.js';
import type { MidiBytes } from '../../midi/parse.js';
import type { ParameterId, ParameterValues } from '../../parameters.js';
import type { MpeZone } from '../../protocol.js';
import type { MidiNote, Samples, Seconds } from '../../units.js';
import { AudioWaker, type WakeState } from './audio-waker.js';
import { ClipOutput, type Played } from './clip-output.js';
import { createPlayer, type Player, type PlayerStatus, type PlayerZone } from './player.js';
import type { AudioState } from '../state/state.js';

type PagePlayer = Player<AudioNode>;

/** Clock for when no context can be made. */
const STOPPED: AudioClock = { currentTime: 0 };

/**
 * Owns the context, the player in it, and the one clip that plays. [page]
 * Made lazily: browsers want a user gesture before sound.
 */
export class AudioOutput {
  #context: AudioContext | null = null;
  #waker: AudioWaker | null = null;
  #player: Promise<PagePlayer> | null = null;
  /** The same, once it is there. */
  #ready: PagePlayer | null = null;
  readonly #clips = new ClipOutput(() => this.#open());
  #onStatus: (status: PlayerStatus) => void = () => undefined;
  #onPlayer: () => void = () => undefined;
  #onMpe: (zone: MpeZone) => void = () => undefined;
  #onProgram: (program: number) => void = () => undefined;
  #onState: (state: AudioState) => void = () => undefined;
  /** Why there is no player, or no output. */
  #failure: ErrorMessage | null = null;
  #tuning: Float64Array | null = null;
  #channel: number | null = null;
  /** Latest values, kept from before the player existed. */
  readonly #parameters: Map<ParameterId, number>;

  constructor(parameters: ParameterValues) {
    this.#parameters = new Map(Object.entries(parameters) as [ParameterId, number][]);
  }

  /** The context's time, which messages are timed by. */
  get clock(): AudioClock {
    try {
      return this.#open();
    } catch {
      return STOPPED; // said where it was opened
    }
  }

  /** The player, connected; the same one each time. One that could not be made is tried anew. */
  player(): Promise<PagePlayer> {
    this.#player ??= this.#makePlayer().catch((error: unknown) => {
      this.#player = null;
      this.#fail(error);
      throw error;
    });
    return this.#player;
  }

  /**
   * Wakes the context up, whatever put it to sleep. Call from every user gesture. Resolves once it runs, or does not for
   * now, which `onState` says; never rejects. The first time, the browser opens its audio device, which alone
   * takes some 40 ms: a task of its own keeps that apart from whatever else the gesture does.
   */
  async resume(): Promise<void> {
    if (!this.#context) await new Promise((resolve) => setTimeout(resolve));
    await this.#wake();
  }

  /** The same for a note, which waits for nothing. */
  wake(): void {
    void this.#wake();
  }

  async #wake(): Promise<void> {
    try {
      this.#open();
    } catch {
      return; // said already
    }
    await this.#waker?.wake();
  }

  /** @throws AlloyError 'no-backend' where the browser makes no context: no device, or too many contexts. */
  #open(): AudioContext {
    if (this.#context) return this.#context;
    try {
      const context = new AudioContext({ latencyHint: 'interactive' });
      this.#context = context;
      this.#waker = new AudioWaker(context, { onState: (state) => this.#onWake(state) });
      return context;
    } catch (cause) {
      const error = noOutput(cause);
      this.#fail(error);
      throw error;
    }
  }

  #onWake(state: WakeState): void {
    if (state === 'closed') this.#fail(takenAway());
    else if (!this.#failure) this.#onState({ phase: state });
  }

  #fail(error: unknown): void {
    this.#failure = toErrorMessage(error);
    this.#onState({ phase: 'error', error: this.#failure });
  }

  async #makePlayer(): Promise<PagePlayer> {
    const context = this.#open();
    const player = await createPlayer(context);
    player.connect(context.destination);
    player.onStatus((status) => this.#onStatus(status));
    player.onMpe((zone) => this.#onMpe(zone));
    player.onProgram((program) => this.#onProgram(program));
    for (const [id, value] of this.#parameters) player.setParameter(id, value);
    player.setTuning(this.#tuning);
    player.setChannel(this.#channel);
    this.#ready = player;
    player.onError((error) => this.#fail(error));
    this.#onPlayer(); // zones first, then the notes that wait for it
    return player;
  }

  /** Adds a listener for the state of the audio output. [page] */
  onState(listener: (state: AudioState) => void): void {
    this.#onState = listener;
  }

  /** Adds a listener for the player's creation; its commands reach the player before those that were queued. [page] */
  onPlayer(listener: () => void): void {
    this.#onPlayer = listener;
  }

  /** Adds a listener for the player's reports. [page] */
  onStatus(listener: (status: PlayerStatus) => void): void {
    this.#onStatus = listener;
  }

  /** Adds a listener for MPE zones that messages set. [page] */
  onMpe(listener: (zone: MpeZone) => void): void {
    this.#onMpe = listener;
  }

  /** Adds a listener for program changes, 0 to 127. [page] */
  onProgram(listener: (program: number) => void): void {
    this.#onProgram = listener;
  }

  /**
   * Sends a MIDI message, in the order of the calls, also before the player is ready. `time` on the context's clock, 0:
   * now. [page]
   */
  midi(bytes: MidiBytes, time: Seconds): void {
    void this.player().catch(() => undefined);
    this.#whenReady((player) => player.midi(bytes as readonly number[], time));
  }

  /** See Player.slide. */
  slide(channel: number, key: MidiNote, amount: number): void {
    this.#whenReady((player) => player.slide(channel, key, amount));
  }

  setZone(id: number, zone: PlayerZone): void {
    this.#whenReady((player) => player.setZone(id, zone));
  }

  removeZone(id: number): void {
    this.#whenReady((player) => player.removeZone(id));
  }

  appendSamples(zone: number, start: Samples, samples: Float32Array): void {
    this.#whenReady((player) => player.appendSamples(zone, start, samples));
  }

  panic(): void {
    this.#whenReady((player) => player.panic());
  }

  /** See Player.setTuning. */
  setTuning(semitones: Float64Array | null): void {
    this.#tuning = semitones;
    this.#whenReady((player) => player.setTuning(semitones));
  }

  setChannel(channel: number | null): void {
    this.#channel = channel;
    this.#whenReady((player) => player.setChannel(channel));
  }

  setParameter(id: ParameterId, value: number): void {
    this.#parameters.set(id, value);
    this.#whenReady((player) => player.setParameter(id, value));
  }

  /** Follows a parameter that the player has set by itself. */
  followParameter(id: ParameterId, value: number): void {
    this.#parameters.set(id, value);
  }

  /** Plays a sound at its own pitch; a sound that plays already fades out. `ended` is called once, at the end. */
  async play(played: Played, ended: () => void): Promise<void> {
    this.#clips.stop();
    if (!this.#context) await new Promise((resolve) => setTimeout(resolve)); // see resume
    try {
      this.#open();
    } catch {
      return ended(); // said already
    }
    this.wake(); // not waited for: the clip begins when the context runs
    this.#clips.play(played, ended);
  }

  /** Sets the gains of the layers that play. */
  followLayers(gains: readonly number[]): void {
    this.#clips.follow(gains);
  }

  /** Fades out the sound that plays. */
  stop(): void {
    this.#clips.stop();
  }

  async close(): Promise<void> {
    this.stop();
    this.#waker?.close();
    const player = await this.#player?.catch(() => null);
    player?.close();
    if (this.#context && this.#context.state !== 'closed') await this.#context.close();
  }

  /** At once where the player is there, or else in the order of the calls. A player that cannot be made is reported by the
   * render that needs it. */
  #whenReady(use: (player: PagePlayer) => void): void {
    if (this.#ready) use(this.#ready);
    else this.#player?.then(use, () => undefined);
  }
}

function noOutput(cause: unknown): AlloyError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `The browser opens no sound output${reason}. Connect one, close other pages with sound, and reload.`;
  return new AlloyError('audio-output', 'sound output', message, { cause });
}

function takenAway(): AlloyError {
  const message =
    'The device closed the sound output. Reload the page: the instrument comes back as it was kept.';
  return new AlloyError('audio-output', 'closed', message);
}
