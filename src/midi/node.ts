/** Hears MIDI inputs in Node, by the optional package `midi` (RtMidi: ALSA, CoreMIDI, Windows). [Node] */
import { existsSync } from 'node:fs';
import { AlloyError } from '../errors.js';
import type { Milliseconds } from '../units.js';
import { IntervalClock } from './bridge/clocks.js';
import { InputStates } from './input-states.js';
import { midiBytes, parseMidi, type MidiBytes } from './parse.js';

/** What we use of the package, which has no types. */
interface RtMidiInput {
  getPortCount(): number;
  getPortName(port: number): string;
  openPort(port: number): void;
  openVirtualPort(name: string): void;
  closePort(): void;
  /** Whether to drop system exclusive, clock, and active sensing messages; the package drops all three unless told. */
  ignoreTypes(exclusive: boolean, clock: boolean, sensing: boolean): void;
  on(event: 'message', listener: (deltaSeconds: number, bytes: readonly number[]) => void): void;
}

export interface RtMidiModule {
  readonly Input: new () => RtMidiInput;
}

export interface NodeMidiHandlers {
  /** A channel message, and when it came on `performance.now()`'s clock. */
  onMessage(bytes: MidiBytes, time: Milliseconds): void;
  /** A whole system exclusive message. */
  onSystemExclusive?(bytes: readonly number[], time: Milliseconds): void;
  /** The input was closed or unplugged, after the messages that bring it to rest. */
  onClose?(): void;
}

/** An input that is heard until `close`, or until it is unplugged. Then it leaves nothing behind: see InputStates. */
export interface NodeMidiInput {
  readonly name: string;
  close(): void;
}

/** How often to look which inputs there are: RtMidi does not tell. */
export const LOOK_MILLISECONDS: Milliseconds = 1000;
const SYSTEM_EXCLUSIVE = 0xf0;
/** ALSA's sequencer: without it the package works, finds nothing, and says nothing. */
const SEQUENCER = '/dev/snd/seq';

/** By a name in a variable: bundlers must not follow it. */
const PACKAGE = 'midi';

async function importPackage(): Promise<RtMidiModule> {
  const module = (await import(/* @vite-ignore */ PACKAGE)) as RtMidiModule & { default?: RtMidiModule };
  if (process.platform === 'linux' && !existsSync(SEQUENCER)) {
    throw new AlloyError(
      'no-backend',
      SEQUENCER,
      `This system has no MIDI: ALSA's sequencer (${SEQUENCER}) is missing. Load it with "sudo modprobe snd-seq".`,
    );
  }
  return module.default ?? module;
}

/** MIDI inputs of the system. [Node] */
export class NodeMidi {
  readonly #module: RtMidiModule;
  /** Of all inputs that are heard: what one of them holds stays when another one goes. */
  readonly #states = new InputStates();
  /** Asks which ports there are. */
  readonly #looker: RtMidiInput;
  #listened = 0;

  private constructor(module: RtMidiModule) {
    this.#module = module;
    this.#looker = new module.Input();
  }

  /**
   * Loads the package. @throws AlloyError `no-backend` where it is not installed, was not built (it builds only where the
   * system's MIDI headers are), or finds no MIDI in the system. `load` is for hosts that bring their own.
   */
  static async open(load: () => Promise<RtMidiModule> = importPackage): Promise<NodeMidi> {
    try {
      return new NodeMidi(await load());
    } catch (error) {
      if (error instanceof AlloyError) throw error;
      throw new AlloyError(
        'no-backend',
        PACKAGE,
        'MIDI in Node needs the optional package "midi", which is not installed or not built here. ' +
          'On Linux install a C++ compiler and libasound2-dev, then run "npm install midi" again.',
        { cause: error },
      );
    }
  }

  /** Names of the inputs, in the system's order. */
  inputs(): readonly string[] {
    return Array.from({ length: this.#looker.getPortCount() }, (_, port) => this.#looker.getPortName(port));
  }

  /**
   * Hears the input at a place in `inputs()`. When it is closed or unplugged, `onMessage` is given what ends its notes and
   * brings what it moved back to rest, unless another input that is heard holds that, too.
   * @throws AlloyError `bad-argument` where there is none.
   */
  listen(port: number, handlers: NodeMidiHandlers): NodeMidiInput {
    const input = new this.#module.Input();
    if (!(port >= 0 && port < input.getPortCount())) {
      throw new AlloyError('bad-argument', `MIDI input ${port}`, `There is no MIDI input ${port}.`);
    }
    const name = input.getPortName(port);
    const heard = this.#hear(name, input, handlers);
    input.openPort(port);
    const looking = setInterval(() => {
      if (!this.inputs().includes(name)) heard.close();
    }, LOOK_MILLISECONDS);
    looking.unref();
    return {
      name,
      close: () => {
        clearInterval(looking);
        heard.close();
      },
    };
  }

  /**
   * Makes an input of its own that other programs see as an output and play to, and hears it until it is closed.
   * @throws AlloyError `no-backend` on Windows, which has no such thing.
   */
  listenVirtual(name: string, handlers: NodeMidiHandlers): NodeMidiInput {
    if (process.platform === 'win32') {
      const way = 'Make one with a loop-back driver (loopMIDI, say), and name it with --port.';
      throw new AlloyError('no-backend', name, `Windows lets no program make a virtual MIDI input. ${way}`);
    }
    const input = new this.#module.Input();
    const heard = this.#hear(name, input, handlers);
    input.openVirtualPort(name);
    return heard;
  }

  #hear(name: string, input: RtMidiInput, handlers: NodeMidiHandlers): NodeMidiInput {
    const { onMessage, onSystemExclusive, onClose } = handlers;
    const id = String(++this.#listened);
    const clock = new IntervalClock();
    let heard = true;
    input.ignoreTypes(onSystemExclusive === undefined, true, true);
    input.on('message', (interval, bytes) => {
      if (!heard) return;
      const time = clock.heard(interval, performance.now());
      if (bytes[0] === SYSTEM_EXCLUSIVE) return onSystemExclusive?.(bytes, time);
      if (parseMidi(bytes) === null) return;
      this.#states.heard(id, bytes);
      onMessage(midiBytes(bytes), time);
    });
    const close = (): void => {
      if (!heard) return;
      heard = false;
      input.closePort();
      for (const bytes of this.#states.leave(id)) onMessage(bytes, performance.now());
      onClose?.();
    };
    return { name, close };
  }
}
