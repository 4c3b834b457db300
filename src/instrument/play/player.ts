/** Wraps the player's AudioWorkletNode: typed commands to it, reports from it. [page] */
import { AlloyError } from '../../errors.js';
import { applyTuningMessage, equalTemperament } from '../../midi/tuning/mts.js';
import type { ParameterId } from '../../parameters.js';
import type { MpeZone, PlayerCommand, PlayerReport, ZoneLoop } from '../../protocol.js';
import type { Gain01, Hertz, MidiNote, Samples, Seconds } from '../../units.js';
import type { IAudioNode } from 'standardized-audio-context';
import type { HostTransport, StandardizedContext, WorkletNodeClass } from '../host.js';
import { takeContext, type GivenContext } from './host-context.js';
import { nativeHost, type PlayerHost, type PlayerNode } from './player-host.js';

export interface PlayerZone {
  /** Pitch that the samples sound at when they are played at `sampleRate`; fractions are cents / 100. */
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  /** Samples that there will be in the end. */
  readonly length: Samples;
  /** Where between the sources it is; 0, 0 when left out. */
  readonly x?: Gain01;
  readonly y?: Gain01;
  /** What sounds as long as a note is held; null or left out: the samples play once. */
  readonly loop?: ZoneLoop | null;
  /** True for samples that will be replaced: a key that is held beyond their end goes on then. */
  readonly provisional?: boolean;
}

/** Sources that are morphed between live, packed, and the products of their heads: see audio/partials/pack.ts. */
export interface LiveSet {
  readonly sources: readonly ArrayBuffer[];
  readonly products: Float64Array;
  /** [5][5] linear gains by mix position, y by y; absent: 1. */
  readonly levels?: Float32Array;
  /** They are recordings, until they are taken apart. */
  readonly recorded?: boolean;
}

export interface PlayerStatus {
  /** Voices in use, 0 to 256. */
  readonly voices: number;
  /** Peak since the report before, linear, 0 to 0.9. */
  readonly peak: number;
  /** How often a voice had to wait for samples that were not rendered yet, since the start. */
  readonly underruns: number;
  /** Of each voice in use: key, where its mix is now (x, y), level (linear); four numbers a voice. */
  readonly positions: Float32Array;
}

const SILENT: PlayerStatus = { voices: 0, peak: 0, underruns: 0, positions: new Float32Array(0) };

const PROCESSOR = 'alloy-player';

/**
 * The player as the page sees it: sends commands to the worklet, and holds no samples itself. Commands arrive in order,
 * and may be sent while it plays. After `close`, and after the processor failed, commands do nothing. [page] The audio
 * thread allocates for `setZone`, may for `appendSamples`, and where more messages wait than ever before; for no other command.
 */
export class Player<Destination> {
  readonly #node: PlayerNode<Destination>;
  readonly #listeners = new Set<(status: PlayerStatus) => void>();
  readonly #programListeners = new Set<(program: number) => void>();
  readonly #mpeListeners = new Set<(zone: MpeZone) => void>();
  readonly #errorListeners = new Set<(error: AlloyError) => void>();
  /** Pending promises by id of the sync; null is 'ready'. */
  readonly #waiting = new Map<number | null, PromiseWithResolvers>();
  readonly #zones = new Map<number, { readonly length: Samples; available: Samples }>();
  #syncs = 0;
  #closed = false;
  #status: PlayerStatus = SILENT;
  #tuning = equalTemperament();

  private constructor(node: PlayerNode<Destination>) {
    this.#node = node;
    node.port.onmessage = (event: MessageEvent<PlayerReport>) => this.#handleReport(event.data);
    node.onError(() => this.#fail());
  }

  /** Opens a player on a host; resolves once the worklet runs. [page] */
  static async open<Destination>(host: PlayerHost<Destination>): Promise<Player<Destination>> {
    const { playerModuleUrl } = await import('./player-url.js');
    const player = new Player(await host.createNode(playerModuleUrl, PROCESSOR));
    await player.#wait(null);
    return player;
  }

  /** The last report. */
  get status(): PlayerStatus {
    return this.#status;
  }

  /** Begins a zone, or replaces it: sounding notes crossfade to the new samples once these have arrived. */
  setZone(id: number, zone: PlayerZone): void {
    const { rootMidi, sampleRate, length, x = 0, y = 0, loop = null, provisional = false } = zone;
    if (!(Number.isInteger(length) && length > 0 && sampleRate > 0 && Number.isFinite(rootMidi))) {
      throw new AlloyError('bad-argument', `zone ${id}`, 'A zone needs a root, a sample rate and a length.');
    }
    if (loop !== null && !fits(loop, length)) {
      throw new AlloyError('bad-argument', `zone ${id}`, 'The loop does not lie within its zone.');
    }
    this.#zones.set(id, { length, available: 0 });
    const more = provisional ? { provisional } : {};
    this.#send({ kind: 'zone', id, rootMidi, sampleRate, length, x, y, loop, ...more });
  }

  /**
   * Adds samples that belong at `start`, in order; what is there already is skipped. They are copied.
   * @throws AlloyError `bad-argument` when there is no such zone, or on a gap or excess.
   */
  appendSamples(id: number, start: Samples, samples: Float32Array): void {
    const zone = this.#zones.get(id);
    const end = start + samples.length;
    if (zone === undefined || !(start >= 0 && start <= zone.available && end <= zone.length)) {
      const there = zone === undefined ? 'no zone' : `${zone.available} of ${zone.length} samples`;
      const subject = `samples ${start} to ${end} of zone ${id}`;
      throw new AlloyError('bad-argument', subject, `There is no place for ${subject}: there is ${there}.`);
    }
    zone.available = Math.max(zone.available, end);
    const copy = samples.slice();
    this.#send({ kind: 'samples', id, start, samples: copy }, [copy.buffer]);
  }

  /** Removes a zone; voices that read it crossfade to another layer of its key zone, or play it to its end. */
  removeZone(id: number): void {
    this.#zones.delete(id);
    this.#send({ kind: 'removeZone', id });
  }

  /** Gives the worklet the engine that plays live, once: bytes of engine.wasm. The audio thread compiles them. */
  setEngine(wasm: ArrayBuffer): void {
    this.#send({ kind: 'engine', wasm });
  }

  /** The sources that are played live; null: none. They are copied; sounding notes crossfade to them. */
  setLive(live: LiveSet | null): void {
    const { sources, products, levels, recorded } = live ?? { sources: [], products: new Float64Array(0) };
    const more = { ...(levels ? { levels } : {}), ...(recorded ? { recorded } : {}) };
    this.#send({ kind: 'live', sources, products, ...more });
  }

  /** How far from its root a rendered zone is played where there are live sources, in semitones. */
  setReach(semitones: number): void {
    this.#send({ kind: 'reach', semitones });
  }

  /** Takes all zones away and releases all voices. */
  clear(): void {
    this.#zones.clear();
    this.#send({ kind: 'clear' });
  }

  /**
   * One MIDI message, 1 to 3 bytes, for `time` of the context's clock; 0 or past: now.
   * @param song whether it is a message of a song, which `cancel` tells from others.
   */
  midi(bytes: ArrayLike<number>, time: Seconds = 0, song = false): void {
    if (bytes.length === 0) return;
    const message = { bytes: [bytes[0]!, bytes[1] ?? 0, bytes[2] ?? 0], time } as const;
    this.#send({ kind: 'midi', ...message, ...(song ? { song } : {}) });
  }

  /** Slide of the finger on a key that is down, −1 to 1. */
  slide(channel: number, key: MidiNote, amount: number): void {
    this.#send({ kind: 'slide', channel, key, amount });
  }

  /** `time` as of `midi`, in one order with its messages; without one, before all that waits. */
  setParameter(id: ParameterId, value: number, time?: Seconds): void {
    this.#send({ kind: 'parameter', id, value, ...(time === undefined ? {} : { time }) });
  }

  /** Releases all notes at `time`, as of `midi`, those that a pedal holds too. */
  release(time: Seconds = 0): void {
    this.#send({ kind: 'release', time });
  }

  /** Forgets the messages that wait for `time` or later: those of a song, or all but those. */
  cancel(time: Seconds = 0, song = false): void {
    this.#send({ kind: 'cancel', time, ...(song ? { song } : {}) });
  }

  /** Pitch of each of the 128 keys in MIDI notes, NaN where one is silent; null: equal temperament. */
  setTuning(semitones: Float64Array | null): void {
    this.#tuning = semitones ?? equalTemperament();
    this.#send({ kind: 'tuning', semitones: this.#tuning });
  }

  /** A system exclusive message of the MIDI Tuning Standard changes the tuning; false: it was none, nothing happens. */
  systemExclusive(bytes: ArrayLike<number>): boolean {
    const tuned = applyTuningMessage(this.#tuning, bytes);
    if (tuned !== null) this.setTuning(tuned);
    return tuned !== null;
  }

  /** Listens to one channel, 0 to 15, or to all. */
  setChannel(channel: number | null): void {
    this.#send({ kind: 'channel', channel });
  }

  /** Tells the host's transport; `position` is true at `time`, without one now. */
  setTransport({ tempo, playing, position }: Required<HostTransport>, time?: Seconds): void {
    this.#send({ kind: 'transport', tempo, playing, position, ...(time === undefined ? {} : { time }) });
  }

  /** Silences all voices within a few milliseconds, and drops the messages that wait for their time. */
  panic(): void {
    this.#send({ kind: 'panic' });
  }

  /** How often to report, in blocks of 128 frames; 0 never. 16 at first. */
  reportEvery(blocks: number): void {
    this.#send({ kind: 'reportEvery', blocks });
  }

  /** Calls back with each report, until the function that it returns is called. */
  onStatus(listener: (status: PlayerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back with each program change that is played, 0 to 127. */
  onProgram(listener: (program: number) => void): () => void {
    this.#programListeners.add(listener);
    return () => this.#programListeners.delete(listener);
  }

  /** Calls back with the MPE zone that there is, each time that a configuration message is played. */
  onMpe(listener: (zone: MpeZone) => void): () => void {
    this.#mpeListeners.add(listener);
    return () => this.#mpeListeners.delete(listener);
  }

  /** Calls back when the processor failed, which a player does not survive. */
  onError(listener: (error: AlloyError) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  /** Resolves once the worklet has handled all that was sent so far. Rejects when the player closes. */
  synced(): Promise<void> {
    const id = ++this.#syncs;
    const settled = this.#wait(id);
    this.#send({ kind: 'sync', id });
    return settled;
  }

  connect(destination: Destination): void {
    this.#node.connect(destination);
  }

  disconnect(): void {
    this.#node.disconnect();
  }

  /** Silences the player; the worklet drops its zones and may be garbage-collected. */
  close(): void {
    if (this.#closed) return;
    this.#send({ kind: 'close' });
    this.#end(new AlloyError('closed', 'player', 'The player was closed.'));
    this.#node.port.onmessage = null;
    this.#node.disconnect();
  }

  #send(command: PlayerCommand, transfer: Transferable[] = []): void {
    if (!this.#closed) this.#node.port.postMessage(command, transfer);
  }

  #handleReport(report: PlayerReport): void {
    switch (report.kind) {
      case 'ready':
        return this.#resolve(null);
      case 'synced':
        return this.#resolve(report.id);
      case 'status':
        this.#status = report;
        for (const listener of this.#listeners) listener(report);
        return;
      case 'program':
        for (const listener of this.#programListeners) listener(report.program);
        return;
      case 'mpe':
        for (const listener of this.#mpeListeners) listener(report.zone);
    }
  }

  #wait(id: number | null): Promise<void> {
    if (this.#closed) return Promise.reject(new AlloyError('closed', 'player', 'The player was closed.'));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #resolve(id: number | null): void {
    this.#waiting.get(id)?.resolve();
    this.#waiting.delete(id);
  }

  #fail(): void {
    const error = new AlloyError('closed', 'player', 'The player stopped: its worklet failed.');
    this.#end(error);
    for (const listener of this.#errorListeners) listener(error);
  }

  #end(error: AlloyError): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#zones.clear();
    this.#listeners.clear();
    this.#programListeners.clear();
    this.#mpeListeners.clear();
  }
}

function fits({ start, end, crossfade, decayRate = 0 }: ZoneLoop, length: Samples): boolean {
  return (
    decayRate >= 0 &&
    start >= 0 &&
    start < end &&
    end <= length &&
    crossfade >= 0 &&
    crossfade <= Math.min(start, end - start)
  );
}

interface PromiseWithResolvers {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Makes a player in a context: the browser's own, or one of standardized-audio-context, whose nodes are then used. Not
 * connected yet. [page]
 * @throws AlloyError 'insecure-page', 'audio-output', 'bad-argument'.
 */
export function createPlayer(context: BaseAudioContext): Promise<Player<AudioNode>>;
export function createPlayer<T extends StandardizedContext>(context: T): Promise<Player<IAudioNode<T>>>;
export async function createPlayer(
  context: BaseAudioContext | StandardizedContext,
): Promise<Player<AudioNode> | Player<IAudioNode<StandardizedContext>>> {
  return playerIn(takeContext(context));
}

/** The same in a context that was looked at already. @param workletNode of the copy of the library that the context is of. */
export async function playerIn(
  given: GivenContext,
  workletNode?: WorkletNodeClass,
): Promise<Player<AudioNode>> {
  if (given.kind === 'native') return Player.open(nativeHost(given.context));
  const { standardizedHost } = await import('./standardized-host.js'); // not for pages that have none of its contexts
  return Player.open(standardizedHost(given, workletNode));
}
