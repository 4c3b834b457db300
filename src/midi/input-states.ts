/** Tracks the notes and controllers of each MIDI input, so that a disconnected input leaves no note, pedal or bend behind. */
import { parseMidi, type MidiBytes } from './parse.js';

const CHANNELS = 16;
const KEYS = 128;

/** Index of a channel's controls: controllers 0 to 127, then these; the pressure of a key is KEY_PRESSURE + key. */
const [BEND, PRESSURE, NUMBER, RANGE, FINE, COARSE, KEY_PRESSURE] = [
  200, 201, 202, 203, 204, 205, 256,
] as const;
/** Number of the null parameter, and of any that is not registered. */
const NO_NUMBER = 0x3fff;

/**
 * Where controls are at rest. Controllers without such a place (bank select, a free knob) are not followed. Bends, fine
 * tuning and numbers have 14 bits; a bend range is in cents, and is the instrument's to say.
 */
const AT_REST: Readonly<Record<number, number>> = {
  1: 0, // modulation
  2: 0, // breath
  7: 127, // volume: full until it is set
  8: 64, // balance
  10: 64, // pan
  11: 127, // expression
  64: 0, // sustain pedal
  65: 0, // portamento
  66: 0, // sostenuto pedal
  67: 0, // soft pedal
  68: 0, // legato
  69: 0, // hold 2
  74: 64, // MPE's third dimension: a finger's slide
  [BEND]: 0x2000,
  [PRESSURE]: 0,
  [NUMBER]: NO_NUMBER,
  [FINE]: 0x2000,
  [COARSE]: 64,
};
/** What CC 121 resets (MIDI recommended practice 015). */
const RESET_BY_121: readonly number[] = [1, 2, 11, 64, 65, 66, 67, 68, 69, BEND, PRESSURE, NUMBER];
const SUSTAIN = 64;
const [ALL_SOUND_OFF, RESET_ALL_CONTROLLERS, ALL_NOTES_OFF] = [120, 121, 123];
/** Coarse and fine half, a step up, a step down. */
const DATA_ENTRY: readonly number[] = [6, 38, 96, 97];
const [NRPN_FINE, RPN_FINE, RPN_COARSE] = [98, 100, 101];
/** Registered parameters by number: what else there is (MPE's zones) is no place that a hand leaves. */
const PARAMETERS: Readonly<Record<number, number>> = { 0: RANGE, 1: FINE, 2: COARSE };

/** A place of a control, and when it was moved there: a count, larger is later. */
interface Moved {
  readonly value: number;
  readonly order: number;
}

interface InputState {
  /** channel · 128 + key. */
  readonly held: Set<number>;
  /** By channel · 1024 + control. */
  readonly moved: Map<number, Moved>;
  /** Channels that it played on, as bits. */
  channels: number;
}

const controlId = (channel: number, control: number): number => channel * 1024 + control;

/** What an instrument says of its channels. */
export interface ChannelRest {
  /** Semitones of a full bend of a channel before anybody sets it by RPN 0. */
  bendRange(channel: number): number;
  /** Whether a channel is an MPE zone's master: what ends notes there, ends those of all channels. */
  isMaster(channel: number): boolean;
}

/** MIDI's own. */
const PLAIN: ChannelRest = { bendRange: () => 2, isMaster: () => false };

/**
 * Follows what several inputs play on the same 16 channels, and says which messages bring back to rest what one of them
 * last moved. What another input holds stays: its notes, and of a control that both moved, the place where the other left
 * it.
 */
export class InputStates {
  readonly #inputs = new Map<string, InputState>();
  readonly #channels: ChannelRest;
  /** Registered parameter number that each channel has selected: MIDI has one, whichever input selects it. */
  readonly #numbers = new Uint16Array(CHANNELS).fill(NO_NUMBER);
  #order = 0;

  constructor(channels: ChannelRest = PLAIN) {
    this.#channels = channels;
  }

  /** Keys that any input holds, on any channel, from low to high. */
  get heldKeys(): number[] {
    const keys = new Set<number>();
    for (const { held } of this.#inputs.values()) for (const note of held) keys.add(note % KEYS);
    return [...keys].sort((a, b) => a - b);
  }

  /** Whether any input holds a key on a channel. */
  holds(channel: number, key: number): boolean {
    return this.#anyHolds(channel * KEYS + key);
  }

  /** Messages that bring a player at rest to where all inputs have moved its controls; notes and the pressure of keys apart. */
  get moved(): MidiBytes[] {
    const ids = new Set([...this.#inputs.values()].flatMap(({ moved }) => [...moved.keys()]));
    const messages: MidiBytes[] = [];
    for (const id of [...ids].sort((a, b) => a - b)) {
      const [channel, control, { value }] = [id >> 10, id % 1024, this.#latest(id)!];
      if (control === NUMBER || control >= KEY_PRESSURE || value === this.#atRest(channel, control)) continue;
      messages.push(...messagesFor(channel, control, value));
    }
    for (let channel = 0; channel < CHANNELS; channel++) {
      const number = this.#latest(controlId(channel, NUMBER))?.value;
      if (number !== undefined) messages.push(...messagesFor(channel, NUMBER, number));
    }
    return messages;
  }

  /** Takes a channel message that an input sends to the player. Others do nothing. */
  heard(input: string, bytes: ArrayLike<number>): void {
    const message = parseMidi(bytes);
    if (message === null) return;
    const state = this.#of(input);
    const { channel } = message;
    state.channels |= 1 << channel;
    switch (message.kind) {
      case 'noteOn':
        state.held.add(channel * KEYS + message.key);
        return;
      case 'noteOff':
        state.held.delete(channel * KEYS + message.key);
        state.moved.delete(controlId(channel, KEY_PRESSURE + message.key));
        return;
      case 'keyPressure':
        return this.#move(state, channel, KEY_PRESSURE + message.key, message.pressure);
      case 'channelPressure':
        return this.#move(state, channel, PRESSURE, message.pressure);
      case 'pitchBend':
        return this.#move(state, channel, BEND, bytes[1]! | (bytes[2]! << 7));
      case 'controller':
        return this.#control(state, channel, message.controller, message.value);
      case 'program':
        return;
    }
  }

  /** Forgets an input, and gives the messages that bring back to rest what it last moved. */
  leave(input: string): MidiBytes[] {
    const state = this.#inputs.get(input);
    if (state === undefined) return [];
    this.#inputs.delete(input);
    const messages: MidiBytes[] = [];
    for (const note of state.held) {
      if (!this.#anyHolds(note)) messages.push([0x80 | (note >> 7), note & 0x7f, 0]);
    }
    // Pedals after the notes: what no pedal holds any more ends then.
    for (let channel = 0; channel < CHANNELS; channel++) {
      if (state.channels & (1 << channel)) messages.push(...this.#restOf(channel, state));
    }
    return messages;
  }

  /** After a panic: no key is down, and what CC 121 resets is at rest. */
  panic(): void {
    for (const state of this.#inputs.values()) {
      state.held.clear();
      for (const id of state.moved.keys()) {
        const control = id % 1024;
        if (RESET_BY_121.includes(control) || control >= KEY_PRESSURE) state.moved.delete(id);
      }
    }
    this.#numbers.fill(NO_NUMBER);
  }

  /** All notes of all inputs were released. */
  releaseAll(): void {
    for (const { held } of this.#inputs.values()) held.clear();
  }

  /** Forgets all channels but one: the player has brought them to rest. */
  keepOnly(channel: number): void {
    for (const state of this.#inputs.values()) {
      state.channels &= 1 << channel;
      for (const note of state.held) if (note >> 7 !== channel) state.held.delete(note);
      for (const id of state.moved.keys()) if (id >> 10 !== channel) state.moved.delete(id);
    }
  }

  #of(input: string): InputState {
    let state = this.#inputs.get(input);
    if (state === undefined) {
      state = { held: new Set(), moved: new Map(), channels: 0 };
      this.#inputs.set(input, state);
    }
    return state;
  }

  #move(state: InputState, channel: number, control: number, value: number): void {
    state.moved.set(controlId(channel, control), { value, order: ++this.#order });
  }

  #control(state: InputState, channel: number, controller: number, value: number): void {
    if (controller === RESET_ALL_CONTROLLERS) return this.#reset(state, channel);
    if (controller === ALL_SOUND_OFF || controller >= ALL_NOTES_OFF) return this.#endNotes(channel);
    if (controller >= NRPN_FINE && controller <= RPN_COARSE) {
      const number = numberAfter(this.#numbers[channel]!, controller, value);
      this.#numbers[channel] = number;
      return this.#move(state, channel, NUMBER, number);
    }
    if (DATA_ENTRY.includes(controller)) return this.#enter(state, channel, controller, value);
    if (AT_REST[controller] !== undefined) this.#move(state, channel, controller, value);
  }

  /** Data entry and its steps, as the player takes them. */
  #enter(state: InputState, channel: number, controller: number, value: number): void {
    const control = PARAMETERS[this.#numbers[channel]!];
    if (control === undefined) return;
    const before = this.#latest(controlId(channel, control))?.value ?? this.#atRest(channel, control);
    const entered = valueEntered(control, before, controller, value);
    this.#move(state, channel, control, entered);
  }

  #reset(state: InputState, channel: number): void {
    this.#numbers[channel] = NO_NUMBER;
    for (const control of RESET_BY_121) this.#move(state, channel, control, this.#atRest(channel, control));
  }

  /** Ends the notes of all inputs on a channel, or in a zone, as the player does. */
  #endNotes(channel: number): void {
    const all = this.#channels.isMaster(channel);
    for (const { held } of this.#inputs.values()) {
      for (const note of held) if (all || note >> 7 === channel) held.delete(note);
    }
  }

  #anyHolds(note: number): boolean {
    return [...this.#inputs.values()].some(({ held }) => held.has(note));
  }

  /** Where a control was moved to last, by any input that there is; null: it is at rest. */
  #latest(id: number): Moved | null {
    let latest: Moved | null = null;
    for (const { moved } of this.#inputs.values()) {
      const one = moved.get(id);
      if (one && (latest === null || one.order > latest.order)) latest = one;
    }
    return latest;
  }

  /** Messages for the controls of a channel that an input moved last; it is forgotten already. */
  #restOf(channel: number, { moved }: InputState): MidiBytes[] {
    const messages: MidiBytes[] = [];
    let entered = false;
    for (const [id, { value, order }] of moved) {
      const control = id % 1024;
      if (id >> 10 !== channel || control === NUMBER) continue;
      const other = this.#latest(id);
      const goal = other?.value ?? this.#atRest(channel, control);
      if (goal === value || (other && other.order > order)) continue;
      messages.push(...messagesFor(channel, control, goal));
      entered ||= control >= RANGE && control <= COARSE;
    }
    // In case that its going up was lost on the way: nobody has a foot on it.
    const sustain = controlId(channel, SUSTAIN);
    if (!moved.has(sustain) && !this.#latest(sustain)) messages.push([0xb0 | channel, SUSTAIN, 0]);
    const number = this.#latest(controlId(channel, NUMBER))?.value ?? NO_NUMBER;
    if (entered || number !== this.#numbers[channel]) messages.push(...messagesFor(channel, NUMBER, number));
    this.#numbers[channel] = number;
    return messages;
  }

  #atRest(channel: number, control: number): number {
    return control === RANGE ? Math.round(100 * this.#channels.bendRange(channel)) : (AT_REST[control] ?? 0);
  }
}

/** The number that is selected after one of the controllers 98 to 101: its two halves come one by one. */
function numberAfter(before: number, controller: number, value: number): number {
  if (controller === RPN_FINE) return (before & 0x3f80) | value;
  if (controller === RPN_COARSE) return (before & 0x7f) | (value << 7);
  return NO_NUMBER;
}

/** A registered parameter after data entry, coarse (6) or fine (38), or after a step (96, 97). */
function valueEntered(control: number, before: number, controller: number, value: number): number {
  const [coarse, fine, up] = DATA_ENTRY;
  // Cents of a bend range are counted by hundreds, semitones of coarse tuning have no finer half.
  const unit = control === RANGE ? 100 : control === FINE ? 128 : 1;
  if (controller === coarse) return value * unit;
  if (controller === fine) return control === COARSE ? before : Math.floor(before / unit) * unit + value;
  return before + (controller === up ? 1 : -1);
}

/** Messages that put a control at a value. */
function messagesFor(channel: number, control: number, value: number): MidiBytes[] {
  const controller = (number: number, data: number): MidiBytes => [0xb0 | channel, number, data];
  const select = (number: number): MidiBytes[] => [
    controller(RPN_COARSE, number >> 7),
    controller(RPN_FINE, number & 0x7f),
  ];
  const enter = (coarse: number, fine: number): MidiBytes[] => [controller(6, coarse), controller(38, fine)];
  if (control >= KEY_PRESSURE) return [[0xa0 | channel, control - KEY_PRESSURE, value]];
  switch (control) {
    case BEND:
      return [[0xe0 | channel, value & 0x7f, value >> 7]];
    case PRESSURE:
      return [[0xd0 | channel, value]];
    case NUMBER:
      return select(value);
    case RANGE:
      return [...select(0), ...enter(Math.floor(value / 100), value % 100)];
    case FINE:
      return [...select(1), ...enter(value >> 7, value & 0x7f)];
    case COARSE:
      return [...select(2), ...enter(value, 0)];
    default:
      return [controller(control, value)];
  }
}
