/** Keeps the bridge's inputs: opens those that are wanted as they come, and drops them as they go. [Node] */
import { LOOK_MILLISECONDS, type NodeMidi, type NodeMidiHandlers, type NodeMidiInput } from '../node.js';
import type { MidiInputInfo } from '../web-midi.js';
import type { Milliseconds } from '../../units.js';

export interface BridgeInputsOptions {
  /** Which of the system's inputs to hear, by their names. */
  wanted(name: string): boolean;
  /** Name of an input of its own for other programs to play to; null: none. */
  readonly virtual: string | null;
  onMessage(id: string, bytes: readonly number[], time: Milliseconds): void;
  /** What is heard has changed. */
  onInputs(inputs: readonly MidiInputInfo[]): void;
}

/** Begins the id of the bridge's own input. */
const VIRTUAL = 'virtual ';
/** ALSA's numbers of client and port at the end of a name: others when the input comes back. */
const NUMBERS = / \d+:\d+$/;

/** The system's inputs, named as people know them. An input has the same id when it comes back. */
export function namedInputs(names: readonly string[]): MidiInputInfo[] {
  const counts = new Map<string, number>();
  return names.map((full) => {
    const name = full.replace(NUMBERS, '');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const told = count === 1 ? name : `${name} (${count})`;
    return { id: told, name: told };
  });
}

export class BridgeInputs {
  readonly #midi: NodeMidi;
  readonly #options: BridgeInputsOptions;
  readonly #heard = new Map<string, { readonly info: MidiInputInfo; readonly input: NodeMidiInput }>();
  readonly #looking: ReturnType<typeof setInterval>;
  #told = '';

  /** Begins to hear. @throws AlloyError where the virtual input cannot be made. */
  constructor(midi: NodeMidi, options: BridgeInputsOptions) {
    this.#midi = midi;
    this.#options = options;
    const { virtual } = options;
    if (virtual !== null) {
      const info = { id: VIRTUAL + virtual, name: virtual };
      this.#heard.set(info.id, { info, input: midi.listenVirtual(virtual, this.#handlers(info.id)) });
    }
    this.#look();
    this.#looking = setInterval(() => this.#look(), LOOK_MILLISECONDS);
  }

  get inputs(): readonly MidiInputInfo[] {
    return [...this.#heard.values()].map(({ info }) => info);
  }

  close(): void {
    clearInterval(this.#looking);
    for (const { input } of [...this.#heard.values()]) input.close();
  }

  #look(): void {
    const ports = namedInputs(this.#midi.inputs());
    this.#dropMissing(ports);
    ports.forEach((info, port) => {
      if (!this.#options.wanted(info.name) || this.#heard.has(info.id)) return;
      this.#heard.set(info.id, { info, input: this.#midi.listen(port, this.#handlers(info.id)) });
    });
    this.#tell();
  }

  /** Which one of several of one name is gone, the system does not say: all of them are opened anew. */
  #dropMissing(ports: readonly MidiInputInfo[]): void {
    const there = new Set(ports.map(({ id }) => id));
    for (const [id, { input, info }] of [...this.#heard]) {
      if (there.has(id) || id.startsWith(VIRTUAL)) continue;
      const base = info.name.replace(/ \(\d+\)$/, '');
      for (const [other, { input: same }] of [...this.#heard]) {
        if (other === base || other.startsWith(`${base} (`)) same.close();
      }
      input.close();
    }
  }

  #handlers(id: string): NodeMidiHandlers {
    const { onMessage } = this.#options;
    return {
      onMessage: (bytes, time) => onMessage(id, bytes as readonly number[], time),
      onSystemExclusive: (bytes, time) => onMessage(id, bytes, time),
      onClose: () => {
        this.#heard.delete(id);
        this.#tell();
      },
    };
  }

  /** At first, too, when there is none. */
  #tell(): void {
    const now = JSON.stringify(this.inputs);
    if (now === this.#told) return;
    this.#told = now;
    this.#options.onInputs(this.inputs);
  }
}
