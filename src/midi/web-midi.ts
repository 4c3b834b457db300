/** Opens Web MIDI and receives messages of the selected inputs. [page] */
import type { Milliseconds } from '../units.js';
import { InputStates } from './input-states.js';
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
  /**
   * An input is heard no more: unplugged, no longer selected, or closed. Whoever takes this brings to rest what the input
   * last moved; left out, `onMessage` is given the messages that do.
   */
  onLeave?(input: MidiInputInfo, time: Milliseconds): void;
  /** Inputs were plugged in or out. */
  onInputs?(inputs: readonly MidiInputInfo[]): void;
}

const SYSTEM_EXCLUSIVE = 0xf0;

/** Whether system exclusive messages may be asked for without asking the user. */
async function mayOpenSysex(): Promise<boolean> {
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
 * is no longer selected, leaves nothing behind: no note, no pedal, no bend. See InputStates. [page]
 */
export class WebMidi {
  readonly #access: MIDIAccess;
  readonly #options: WebMidiOptions;
  readonly #listening = new Map<string, MIDIInput>();
  readonly #states = new InputStates();
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
      const sysex = exclusive || (await mayOpenSysex());
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
    for (const [id, port] of [...this.#listening]) this.#drop(id, port);
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
    // An input that was replugged may be another object of the same id.
    for (const [id, port] of [...this.#listening]) if (wanted.get(id) !== port) this.#drop(id, port);
    for (const [id, port] of wanted) if (!this.#listening.has(id)) this.#handleMessage(id, port);
  }

  #handleMessage(id: string, port: MIDIInput): void {
    this.#listening.set(id, port);
    port.onmidimessage = (event) => {
      if (event.data?.[0] === SYSTEM_EXCLUSIVE)
        this.#options.onSystemExclusive?.(event.data, event.timeStamp);
      const message = event.data === null ? null : parseMidi(event.data);
      if (message === null) return;
      const bytes = midiBytes(event.data!);
      this.#states.heard(id, bytes as readonly number[]);
      this.#options.onMessage(bytes, event.timeStamp, infoOf(port));
    };
  }

  #drop(id: string, port: MIDIInput): void {
    this.#listening.delete(id);
    port.onmidimessage = null;
    const info = infoOf(port);
    const now = performance.now();
    const rest = this.#states.leave(id);
    if (this.#options.onLeave) this.#options.onLeave(info, now);
    else for (const bytes of rest) this.#options.onMessage(bytes, now, info);
  }
}
