/** MIDI inputs in Node, by the optional package `midi` (RtMidi: ALSA, CoreMIDI, Windows). */
import { AlloyError } from '../errors.js';
import { InputStates } from './input-states.js';
import { midiBytes, parseMidi, type MidiBytes } from './parse.js';

/** What we use of the package, which has no types. */
interface RtMidiInput {
  getPortCount(): number;
  getPortName(port: number): string;
  openPort(port: number): void;
  closePort(): void;
  on(event: 'message', listener: (deltaSeconds: number, bytes: readonly number[]) => void): void;
}

interface RtMidiModule {
  readonly Input: new () => RtMidiInput;
}

/** How often to look whether an input is still there, in milliseconds: RtMidi does not tell. */
const LOOK_MILLISECONDS = 1000;

/** By a name in a variable: bundlers must not follow it. */
const PACKAGE = 'midi';

async function importPackage(): Promise<RtMidiModule> {
  const module = (await import(/* @vite-ignore */ PACKAGE)) as RtMidiModule & { default?: RtMidiModule };
  return module.default ?? module;
}

/** An input that is heard until `close`, or until it is unplugged. Then it leaves nothing behind: see InputStates. */
export interface NodeMidiInput {
  readonly name: string;
  close(): void;
}

export class NodeMidi {
  readonly #module: RtMidiModule;
  /** Of all inputs that are heard: what one of them holds stays when another one goes. */
  readonly #states = new InputStates();
  #listened = 0;

  private constructor(module: RtMidiModule) {
    this.#module = module;
  }

  /**
   * Loads the package. @throws AlloyError `no-backend` where it is not installed, or was not built (it builds
   * only where the system's MIDI headers are). `load` is for hosts that bring their own.
   */
  static async open(load: () => Promise<RtMidiModule> = importPackage): Promise<NodeMidi> {
    try {
      return new NodeMidi(await load());
    } catch (error) {
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
    return portNames(new this.#module.Input());
  }

  /**
   * Hears the input at a place in `inputs()`. When it is closed or unplugged, `onMessage` is given what ends its notes and
   * brings what it moved back to rest, unless another input that is heard holds that, too.
   * @throws AlloyError `bad-argument` where there is none.
   */
  listen(port: number, onMessage: (bytes: MidiBytes) => void): NodeMidiInput {
    const input = new this.#module.Input();
    if (!(port >= 0 && port < input.getPortCount())) {
      throw new AlloyError('bad-argument', `MIDI input ${port}`, `There is no MIDI input ${port}.`);
    }
    const name = input.getPortName(port);
    const id = String(++this.#listened);
    let heard = true;
    input.on('message', (_delta, bytes) => {
      if (!heard || parseMidi(bytes) === null) return;
      this.#states.heard(id, bytes);
      onMessage(midiBytes(bytes));
    });
    input.openPort(port);
    const close = (): void => {
      if (!heard) return;
      heard = false;
      clearInterval(looking);
      input.closePort();
      for (const bytes of this.#states.leave(id)) onMessage(bytes);
    };
    const looking = setInterval(() => {
      if (!portNames(input).includes(name)) close();
    }, LOOK_MILLISECONDS);
    looking.unref();
    return { name, close };
  }
}

function portNames(input: RtMidiInput): string[] {
  return Array.from({ length: input.getPortCount() }, (_, port) => input.getPortName(port));
}
