import type { Milliseconds } from '../units.js';
import { midiBytes, parseMidi, type MidiBytes } from './parse.js';

export interface MidiInputInfo {
  readonly id: string;
  readonly name: string;
}

export type WebMidiFailure = 'unsupported' | 'denied';

export interface WebMidiOptions {
  /** A channel message of a selected input, and when it happened on `performance.now()`'s clock. */
  onMessage(bytes: MidiBytes, time: Milliseconds, input: MidiInputInfo): void;
  /** A whole system exclusive message of a selected input; only where the browser lets those through. */
  onSystemExclusive?(bytes: Uint8Array, time: Milliseconds): void;
  /** Inputs were plugged in or out. */
  onInputs?(inputs: readonly MidiInputInfo[]): void;
}

const SYSTEM_EXCLUSIVE = 0xf0;

/** Whether system exclusive messages may be asked for without asking the user. */
async function mayHearExclusive(): Promise<boolean> {
  try {
    const name = 'midi' as PermissionName; // older types of the DOM do not know it
    const status = await navigator.permissions.query({ name, sysex: true } as PermissionDescriptor);
    return status.state === 'granted';
  } catch {
    return false;
  }
}

function infoOf(port: MIDIPort): MidiInputInfo {
  return { id: port.id, name: port.name ?? port.id };
}

/**
 * Hears the MIDI inputs of the browser, all or one of them, as they come and go. An input that goes away, or
 * is no longer selected, is given note-offs for what it held, so that nothing sticks. [page]
 */
export class WebMidi {
  readonly #access: MIDIAccess;
  readonly #options: WebMidiOptions;
  /** What each input that is heard holds down: channel × 128 + key. */
  readonly #heard = new Map<
    string,
    { readonly port: MIDIInput; readonly held: Set<number>; channels: number }
  >();
  #selected: string | 'all' = 'all';

  /** For hosts that bring their own access; pages have `open`. */
  constructor(access: MIDIAccess, options: WebMidiOptions) {
    this.#access = access;
    this.#options = options;
    access.onstatechange = () => this.#changed();
    this.#follow();
  }

  /**
   * Asks for access; to system exclusive messages too where that was granted before, or where `exclusive` says so, as it
   * is a question of its own. Says why where there is none; throws nothing.
   */
  static async open(options: WebMidiOptions, exclusive = false): Promise<WebMidi | WebMidiFailure> {
    if (typeof navigator.requestMIDIAccess !== 'function') return 'unsupported';
    try {
      const sysex = exclusive || (await mayHearExclusive());
      return new WebMidi(await navigator.requestMIDIAccess({ sysex }), options);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      return name === 'NotSupportedError' ? 'unsupported' : 'denied';
    }
  }

  get inputs(): readonly MidiInputInfo[] {
    return [...this.#access.inputs.values()].filter((port) => port.state === 'connected').map(infoOf);
  }

  /** Whether system exclusive messages come through. */
  get exclusive(): boolean {
    return this.#access.sysexEnabled;
  }

  get selected(): string | 'all' {
    return this.#selected;
  }

  /** Hears one input, or all. One that is not there is waited for. */
  select(id: string | 'all'): void {
    this.#selected = id;
    this.#follow();
  }

  close(): void {
    this.#access.onstatechange = null;
    for (const id of [...this.#heard.keys()]) this.#drop(id);
  }

  #changed(): void {
    this.#follow();
    this.#options.onInputs?.(this.inputs);
  }

  /** Hears exactly the inputs that are connected and selected. */
  #follow(): void {
    const wanted = new Map<string, MIDIInput>();
    for (const port of this.#access.inputs.values()) {
      const selected = this.#selected === 'all' || this.#selected === port.id;
      if (selected && port.state === 'connected') wanted.set(port.id, port);
    }
    for (const id of [...this.#heard.keys()]) if (!wanted.has(id)) this.#drop(id);
    for (const [id, port] of wanted) if (!this.#heard.has(id)) this.#hear(id, port);
  }

  #hear(id: string, port: MIDIInput): void {
    const entry = { port, held: new Set<number>(), channels: 0 };
    this.#heard.set(id, entry);
    port.onmidimessage = (event) => {
      if (event.data?.[0] === SYSTEM_EXCLUSIVE)
        this.#options.onSystemExclusive?.(event.data, event.timeStamp);
      const message = event.data === null ? null : parseMidi(event.data);
      if (message === null) return;
      const { channel } = message;
      entry.channels |= 1 << channel;
      if (message.kind === 'noteOn') entry.held.add(channel * 128 + message.key);
      else if (message.kind === 'noteOff') entry.held.delete(channel * 128 + message.key);
      this.#options.onMessage(midiBytes(event.data!), event.timeStamp, infoOf(port));
    };
  }

  #drop(id: string): void {
    const { port, held, channels } = this.#heard.get(id)!;
    this.#heard.delete(id);
    port.onmidimessage = null;
    const info = infoOf(port);
    const now = performance.now();
    for (const note of held) this.#options.onMessage([0x80 | (note >> 7), note & 0x7f, 0], now, info);
    for (let channel = 0; channel < 16; channel++) {
      if (channels & (1 << channel)) this.#options.onMessage([0xb0 | channel, 64, 0], now, info);
    }
  }
}
