/** Hears the MIDI inputs of a bridge on this machine by WebSocket, and finds it again when it was away. [page] */
import type { Milliseconds } from '../../units.js';
import { midiBytes, parseMidi } from '../parse.js';
import type { MidiInputInfo, WebMidiOptions } from '../web-midi.js';
import { RemoteClock } from './clocks.js';
import { BRIDGE_PROTOCOL, BRIDGE_VERSION, parseBridgeMessage, type BridgeMessage } from './messages.js';

/** What there is of the connection; 'waiting': there is no bridge now, and it is tried again. */
export type BridgePhase = 'connecting' | 'on' | 'waiting' | BridgeRefusal;

/** Not tried again: the token is another one; the bridge is of another version; the browser lets no such page connect. */
export type BridgeRefusal = 'wrong-token' | 'wrong-version' | 'blocked';

export interface BridgeClientOptions extends Required<WebMidiOptions> {
  onPhase(phase: BridgePhase): void;
}

/** Between tries: soon at first, then at leisure. */
const FIRST_WAIT: Milliseconds = 250;
const LONGEST_WAIT: Milliseconds = 5000;
/** Between questions for the time; the first ones follow each other. */
const CLOCK_WAIT: Milliseconds = 2000;
const FIRST_QUESTIONS = 4;
/** Questions without an answer after which the bridge counts as gone: its process is stopped, or the machine slept. */
const UNANSWERED = 2;
const SYSTEM_EXCLUSIVE = 0xf0;
/** Close code of the bridge: the token is wrong. */
export const REFUSED = 4001;

/**
 * A bridge's inputs, all or one of them. An input that goes, and a bridge that goes, leave nothing behind: `onLeave` is
 * called for each input that was heard. [page]
 */
export class BridgeClient {
  readonly #options: BridgeClientOptions;
  readonly #address: URL;
  #socket: WebSocket | null = null;
  #inputs: readonly MidiInputInfo[] = [];
  #selected: string | 'all' = 'all';
  #clock = new RemoteClock();
  #questions = new Map<number, Milliseconds>();
  #asked = 0;
  #wait: Milliseconds = FIRST_WAIT;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #phase: BridgePhase = 'connecting';

  /** Connects, and goes on trying. `address`: what `parseBridgeAddress` accepts. */
  constructor(address: URL, options: BridgeClientOptions) {
    this.#address = address;
    this.#options = options;
    this.#connect();
  }

  get address(): URL {
    return this.#address;
  }

  get inputs(): readonly MidiInputInfo[] {
    return this.#inputs;
  }

  get phase(): BridgePhase {
    return this.#phase;
  }

  /** Hears one input, or all. One that is not there is waited for. */
  select(id: string | 'all'): void {
    const before = this.#heardInputs();
    this.#selected = id;
    this.#leave(before.filter((input) => !this.#hears(input.id)));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#lose();
  }

  #hears(id: string): boolean {
    return this.#selected === 'all' || this.#selected === id;
  }

  #heardInputs(): MidiInputInfo[] {
    return this.#inputs.filter(({ id }) => this.#hears(id));
  }

  #connect(): void {
    const socket = openSocket(this.#address);
    if (socket === null) return this.#gone('blocked');
    this.#socket = socket;
    this.#clock = new RemoteClock();
    this.#questions.clear();
    const current = (): boolean => this.#socket === socket;
    socket.onmessage = ({ data }) => {
      const message = parseBridgeMessage(data);
      if (message && current()) this.#handle(message, performance.now());
    };
    socket.onclose = ({ code }) => {
      if (current()) this.#gone(code === REFUSED ? 'wrong-token' : 'waiting');
    };
  }

  #handle(message: BridgeMessage, now: Milliseconds): void {
    switch (message.kind) {
      case 'hello':
        if (message.version !== BRIDGE_VERSION) return this.#gone('wrong-version');
        this.#wait = FIRST_WAIT;
        this.#setPhase('on');
        return this.#ask();
      case 'inputs':
        return this.#setInputs(message.inputs);
      case 'clock': {
        const sent = this.#questions.get(message.id);
        this.#questions.clear(); // an answer to one shows that it is there
        if (sent !== undefined) this.#clock.answered(sent, message.time, now);
        if (this.#asked < FIRST_QUESTIONS) this.#ask();
        return;
      }
      case 'midi':
        return this.#play(message, this.#clock.toLocal(message.time, now));
    }
  }

  #play({ input: id, bytes }: Extract<BridgeMessage, { kind: 'midi' }>, time: Milliseconds): void {
    const input = this.#inputs.find((candidate) => candidate.id === id);
    if (input === undefined || !this.#hears(id)) return;
    if (bytes[0] === SYSTEM_EXCLUSIVE) this.#options.onSystemExclusive(new Uint8Array(bytes), time);
    else if (parseMidi(bytes) !== null) this.#options.onMessage(midiBytes(bytes), time, input);
  }

  /** Asks for the bridge's time, again and again: the answers say, too, that it is alive. */
  #ask(): void {
    clearTimeout(this.#timer);
    if (this.#questions.size >= UNANSWERED) return this.#gone('waiting');
    const id = ++this.#asked;
    this.#questions.set(id, performance.now());
    this.#socket?.send(JSON.stringify({ kind: 'clock', id }));
    this.#timer = setTimeout(() => this.#ask(), CLOCK_WAIT);
  }

  #setInputs(inputs: readonly MidiInputInfo[]): void {
    const left = this.#heardInputs().filter(({ id }) => !inputs.some((input) => input.id === id));
    this.#inputs = inputs;
    this.#leave(left);
    this.#options.onInputs(inputs);
  }

  #leave(inputs: readonly MidiInputInfo[]): void {
    for (const input of inputs) this.#options.onLeave(input, performance.now());
  }

  #lose(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#asked = 0;
    if (this.#inputs.length > 0) this.#setInputs([]);
  }

  #gone(phase: 'waiting' | BridgeRefusal): void {
    clearTimeout(this.#timer);
    this.#lose();
    if (this.#closed) return;
    this.#setPhase(phase);
    if (phase !== 'waiting') return;
    this.#timer = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }

  #setPhase(phase: BridgePhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#options.onPhase(phase);
  }
}

/** Null where the browser forbids it: a page of https may have no connection without encryption, in some browsers not even to this machine. */
function openSocket(address: URL): WebSocket | null {
  try {
    return new WebSocket(address, BRIDGE_PROTOCOL);
  } catch {
    return null;
  }
}
