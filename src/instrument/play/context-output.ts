/** Holds the audio context that an instrument plays in, given or its own, and the one node that all its sound passes. [page] */
import { AlloyError } from '../../errors.js';
import type { AudioClock } from '../../midi/clock.js';
import type { HostContext, HostNode, WorkletNodeClass } from '../host.js';
import { AudioWaker, type WakeState } from './audio-waker.js';
import { defaultNode, takeContext, takeNode, type GivenContext } from './host-context.js';
import type { PlayerHost } from './player-host.js';

export interface ContextOutputOptions {
  /** Left out: a context of its own, made when it is first needed. */
  readonly context?: HostContext | undefined;
  /** Left out: the context's destination; null: nothing. */
  readonly destination?: HostNode | null | undefined;
  /** See InstrumentOptions. */
  readonly audioWorkletNode?: WorkletNodeClass | undefined;
  /** Makes the player's node in place of Alloy's own: a plugin has one node for the player and its host. */
  readonly playerHost?: PlayerHost<AudioNode> | undefined;
}

export interface ContextOutputListeners {
  readonly onState: (state: WakeState) => void;
  /** No context could be made. */
  readonly onFailure: (error: AlloyError) => void;
}

/** Outputs that were opened before their instruments, by the options that those are made with. */
const opened = new WeakMap<object, ContextOutput>();

/** Clock for when no context can be made. */
const STOPPED: AudioClock = { currentTime: 0 };

interface Opened extends GivenContext {
  readonly output: GainNode;
  /** Null for an offline context, which nobody wakes. */
  readonly waker: AudioWaker | null;
}

/**
 * The context and its output. [page] A context that was given is neither closed nor suspended, and resumed only from
 * gestures; one of its own is made when it is first needed, because browsers want a gesture before sound, and closed.
 */
export class ContextOutput {
  /**
   * The output of an instrument that is still to be made with these options, which then takes it.
   * @throws AlloyError 'bad-argument' for a context or a destination that is none.
   */
  static before(options: ContextOutputOptions): ContextOutput {
    const output = ContextOutput.of(options);
    opened.set(options, output);
    return output;
  }

  /** The output of the instrument that is made with these options. @throws as `before`. */
  static of(options: ContextOutputOptions): ContextOutput {
    return opened.get(options) ?? new ContextOutput(options);
  }

  readonly options: ContextOutputOptions;
  readonly #given: GivenContext | null;
  #destination: HostNode | null | undefined;
  #opened: Opened | null = null;
  #closed = false;
  #listeners: ContextOutputListeners | null = null;

  private constructor(options: ContextOutputOptions) {
    this.options = options;
    this.#given = options.context === undefined ? null : takeContext(options.context);
    this.#destination = options.destination;
    if (this.#given) this.#open(this.#given);
    else if (options.destination) {
      const message =
        'A destination belongs to an audio context: pass that as `context`, too, or set it once the instrument has its own.';
      throw new AlloyError('bad-argument', 'destination', message);
    }
  }

  /** Whether the context is the page's. */
  get given(): boolean {
    return this.#given !== null;
  }

  get opened(): boolean {
    return this.#opened !== null;
  }

  get offline(): boolean {
    return this.#opened?.offline ?? false;
  }

  /** The page's context, where it can take a microphone in; null: that needs one of its own. */
  get recordingContext(): AudioContext | null {
    const { context, kind, offline } = this.#given ?? {};
    return kind === 'native' && !offline && context?.state !== 'closed' ? (context as AudioContext) : null;
  }

  /** @throws AlloyError 'audio-output' where the browser makes no context: no device, or too many contexts. */
  get context(): BaseAudioContext {
    return this.#use().context;
  }

  /** Everything that sounds passes it. @throws as `context`. */
  get output(): GainNode {
    return this.#use().output;
  }

  get destination(): HostNode | null {
    if (this.#destination === undefined) return defaultNode(this.#use());
    return this.#destination;
  }

  /** @throws AlloyError 'bad-argument' for a node of another context; what it was connected to stays. */
  set destination(destination: HostNode | null) {
    const { context, output } = this.#use();
    const node = destination === null ? null : takeNode(destination, context);
    output.disconnect();
    if (node) output.connect(node);
    this.#destination = destination;
  }

  get clock(): AudioClock {
    try {
      return this.context;
    } catch {
      return STOPPED; // said where it was opened
    }
  }

  /** Resumes the context; resolves once it runs, or does not for now. Never rejects. */
  async wake(): Promise<void> {
    try {
      await this.#use().waker?.wake();
    } catch {
      return; // said already
    }
  }

  /** Tells somebody of its state from now on. */
  listen(listeners: ContextOutputListeners): void {
    this.#listeners = listeners;
  }

  /** Lets go of the context; closes its own. */
  async close(): Promise<void> {
    this.#closed = true;
    const opened = this.#opened;
    if (!opened) return;
    opened.waker?.close();
    opened.output.disconnect();
    const { context } = opened;
    if (!this.#given && context.state !== 'closed') await (context as AudioContext).close();
  }

  /** The context, made where there is none yet. @throws as `context`. */
  use(): GivenContext {
    return this.#use();
  }

  #use(): Opened {
    if (this.#opened) return this.#opened;
    if (this.#closed) throw new AlloyError('closed', 'instrument', 'The instrument was closed.');
    try {
      const context = new AudioContext({ latencyHint: 'interactive' });
      return this.#open({ context, kind: 'native', offline: false, wrapper: null });
    } catch (cause) {
      const error = noOutput(cause);
      this.#listeners?.onFailure(error);
      throw error;
    }
  }

  #open(given: GivenContext): Opened {
    const { context, offline } = given;
    const destination = this.#destination;
    const node =
      destination === undefined ? defaultNode(given) : destination && takeNode(destination, context);
    const output = context.createGain();
    if (node) output.connect(node);
    const onState = (state: WakeState): void => this.#listeners?.onState(state);
    const keepsRunning = !this.#given;
    const waker = offline ? null : new AudioWaker(context as AudioContext, { onState, keepsRunning });
    this.#opened = { ...given, output, waker };
    return this.#opened;
  }

  /** Tells the state of a context that runs already. */
  look(): void {
    this.#opened?.waker?.look();
  }
}

function noOutput(cause: unknown): AlloyError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `The browser opens no sound output${reason}. Connect one, close other pages with sound, and reload.`;
  return new AlloyError('audio-output', 'sound output', message, { cause });
}
