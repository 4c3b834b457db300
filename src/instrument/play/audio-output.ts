/** Owns the player and its output, and plays one clip at a time beside it. [page] */
import { AlloyError, toErrorMessage, type ErrorMessage } from '../../errors.js';
import type { AudioClock } from '../../midi/clock.js';
import type { MidiBytes } from '../../midi/parse.js';
import type { ParameterId, ParameterValues } from '../../parameters.js';
import type { MpeZone } from '../../protocol.js';
import type { MidiNote, Samples, Seconds } from '../../units.js';
import type { WakeState } from './audio-waker.js';
import { ClipOutput, type Played } from './clip-output.js';
import type { ContextOutput } from './context-output.js';
import { Player, playerIn, type LiveSet, type PlayerStatus, type PlayerZone } from './player.js';
import type { AudioState } from '../state/state.js';
import type { HostTransport } from '../host.js';

type PagePlayer = Player<AudioNode>;

/** Owns the player and the one clip that plays, in the context that it was given or one of its own. [page] */
export class AudioOutput {
  /** The context, and the node that all sound passes. */
  readonly host: ContextOutput;
  #player: Promise<PagePlayer> | null = null;
  /** The same, once it is there. */
  #ready: PagePlayer | null = null;
  #closed = false;
  /** Hears all that the player is told, as a recorder does; null: nobody. */
  #tap: PagePlayer | null = null;
  readonly #clips = new ClipOutput(() => this.host);
  #onStatus: (status: PlayerStatus) => void = () => undefined;
  #onPlayer: () => void = () => undefined;
  #onMpe: (zone: MpeZone) => void = () => undefined;
  #onProgram: (program: number) => void = () => undefined;
  #onState: (state: AudioState) => void = () => undefined;
  /** Why there is no player, or no output. */
  #failure: ErrorMessage | null = null;
  #tuning: Float64Array | null = null;
  #channel: number | null = null;
  /** What is played live, the engine with it; and how far zones reach then. */
  #live: (LiveSet & { readonly wasm: ArrayBuffer }) | null = null;
  /** Players that have the engine. */
  readonly #engines = new WeakSet<PagePlayer>();
  #reach = Infinity;
  /** What the host said last, and when that was true; null: nothing. */
  #transport: { readonly transport: Required<HostTransport>; readonly at: Seconds } | null = null;
  /** Latest values, kept from before the player existed. */
  readonly #parameters: Map<ParameterId, number>;

  constructor(parameters: ParameterValues, host: ContextOutput) {
    this.#parameters = new Map(Object.entries(parameters) as [ParameterId, number][]);
    this.host = host;
    host.listen({
      onState: (state) => this.#onWake(state),
      onFailure: (error) => this.#fail(error),
    });
  }

  /** The context's time, which messages are timed by. */
  get clock(): AudioClock {
    return this.host.clock;
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

  /** Begins what a context that was given needs; tells its state. */
  begin(): void {
    if (!this.host.given) return;
    this.host.look();
    void this.player().catch(() => undefined); // said, and tried anew by whoever needs it
  }

  /** Resolves once the player has what was sent so far. @throws AlloyError where there is no player. */
  async synced(): Promise<void> {
    await (await this.player()).synced();
  }

  /**
   * Wakes the context up, whatever put it to sleep. Call from every user gesture. Resolves once it runs, or does not for
   * now, which `onState` says; never rejects. The first time, the browser opens its audio device, which alone
   * takes some 40 ms: a task of its own keeps that apart from whatever else the gesture does.
   */
  async resume(): Promise<void> {
    if (!this.host.opened) await new Promise((resolve) => setTimeout(resolve));
    await this.host.wake();
  }

  /** The same for a note, which waits for nothing. A context that was given is its owner's to resume, or a gesture's. */
  wake(): void {
    if (!this.host.given) void this.host.wake();
  }

  #onWake(state: WakeState): void {
    if (this.#closed) return;
    if (state === 'closed') this.#fail(this.host.given ? closedByPage() : takenAway());
    else if (!this.#failure) this.#onState({ phase: state === 'resting' ? 'off' : state });
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#failure = toErrorMessage(error);
    this.#onState({ phase: 'error', error: this.#failure });
  }

  async #makePlayer(): Promise<PagePlayer> {
    const { playerHost, audioWorkletNode } = this.host.options;
    const player = await (playerHost ? Player.open(playerHost) : playerIn(this.host.use(), audioWorkletNode));
    if (this.#closed) {
      player.close();
      throw new AlloyError('closed', 'instrument', 'The instrument was closed.');
    }
    player.connect(this.host.output);
    player.onStatus((status) => this.#onStatus(status));
    player.onMpe((zone) => this.#onMpe(zone));
    player.onProgram((program) => this.#onProgram(program));
    this.#prepare(player);
    this.#ready = player;
    player.onError((error) => this.#fail(error));
    this.#onPlayer(); // zones first, then the notes that wait for it
    return player;
  }

  /** Tells a new player all but the zones. */
  #prepare(player: PagePlayer): void {
    for (const [id, value] of this.#parameters) player.setParameter(id, value);
    if (this.#transport) player.setTransport(this.#transport.transport, this.#transport.at);
    player.setTuning(this.#tuning);
    player.setChannel(this.#channel);
    player.setReach(this.#reach);
    this.#sendLive(player);
  }

  /** Has a second player hear all that the first one knows, and from then on all that it is told; null: no more. */
  tap(player: PagePlayer | null): void {
    const ready = this.#ready;
    this.#tap = null;
    try {
      if (!player) return;
      this.#prepare(player);
      this.#ready = player; // zones are sent to whoever is there
      this.#onPlayer();
      this.#tap = player;
    } finally {
      this.#ready = ready;
    }
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
  midi(bytes: MidiBytes, time: Seconds, song = false): void {
    this.#send((player) => player.midi(bytes as readonly number[], time, song));
  }

  /** See Player.release. */
  release(time: Seconds): void {
    this.#send((player) => player.release(time));
  }

  /** See Player.cancel. */
  cancel(time: Seconds, song = false): void {
    this.#send((player) => player.cancel(time, song));
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

  /** Sets what is played live, and by what; null: nothing. A player that is made later begins with it. */
  setLive(live: (LiveSet & { readonly wasm: ArrayBuffer }) | null): void {
    this.#live = live;
    this.#tell((player) => this.#sendLive(player));
  }

  /** See Player.setReach. */
  setReach(semitones: number): void {
    this.#reach = semitones;
    this.#tell((player) => player.setReach(semitones));
  }

  #sendLive(player: PagePlayer): void {
    const live = this.#live;
    const known = this.#engines.has(player);
    if (live && !known) player.setEngine(live.wasm);
    if (live || known) player.setLive(live);
    if (live) this.#engines.add(player);
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

  /** See Player.setTransport. A player that is made later begins with it. */
  setTransport(transport: Required<HostTransport>, time: Seconds): void {
    // Without a time: now, which is where the context's clock is; one that is not open yet has not begun.
    const at = time > 0 ? time : this.host.opened ? this.host.context.currentTime : 0;
    this.#transport = { transport, at };
    this.#tell((player) => player.setTransport(transport, at));
  }

  /** `time` as of `midi`, in one order with its messages. */
  setParameter(id: ParameterId, value: number, time: Seconds = 0): void {
    const set = (): void => void this.#parameters.set(id, value);
    if (this.#player === null && time === 0) return set();
    void this.player().catch(set); // a player that is made later begins with it
    this.#whenReady((player) => {
      set();
      player.setParameter(id, value, time);
    });
  }

  /** Follows a parameter that the player has set by itself. */
  followParameter(id: ParameterId, value: number): void {
    this.#parameters.set(id, value);
  }

  /** Plays a sound at its own pitch; a sound that plays already fades out. `ended` is called once, at the end. */
  async play(played: Played, ended: () => void): Promise<void> {
    this.#clips.stop();
    if (!this.host.opened) await new Promise((resolve) => setTimeout(resolve)); // see resume
    void this.host.wake(); // not waited for: the clip begins when the context runs
    try {
      this.#clips.play(played, ended);
    } catch (error) {
      if (!(error instanceof AlloyError)) throw error;
      ended(); // there is no output, which is said already
    }
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
    this.#closed = true;
    const player = await this.#player?.catch(() => null);
    player?.close();
    this.#ready = null;
    await this.host.close();
  }

  /** The same as `#whenReady`, and begins the player where there is none. */
  #send(use: (player: PagePlayer) => void): void {
    void this.player().catch(() => undefined);
    this.#whenReady(use);
  }

  /** At once where the player is there, or else in the order of the calls. A player that cannot be made is reported by the
   * render that needs it. */
  #whenReady(use: (player: PagePlayer) => void): void {
    if (this.#ready) this.#tell(use);
    else this.#player?.then(use, () => undefined);
  }

  #tell(use: (player: PagePlayer) => void): void {
    if (this.#ready) use(this.#ready);
    if (this.#tap) use(this.#tap);
  }
}

function takenAway(): AlloyError {
  const message =
    'The device closed the sound output. Reload the page: the instrument comes back as it was kept.';
  return new AlloyError('audio-output', 'closed', message);
}

function closedByPage(): AlloyError {
  const message =
    'The page closed the audio context that the instrument plays in. Make another instrument in a new context.';
  return new AlloyError('audio-output', 'context', message);
}
