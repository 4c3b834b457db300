/** Sends notes and controllers of page, computer keyboard and MIDI to the player; learns MIDI controllers. [page] */
import { encodeMidi, midiBytes, parseMidi, type MidiBytes, type MidiMessage } from '../../midi/parse.js';
import { learnFrom, type Binding, type Learned } from '../../midi/learn.js';
import { toContextTime } from '../../midi/clock.js';
import { InputStates } from '../../midi/input-states.js';
import { MPE_ZONES, type ParameterId } from '../../parameters.js';
import type { Gain01, Milliseconds, Seconds } from '../../units.js';
import type { AudioOutput } from './audio-output.js';
import { checkedAmount, checkedKey, checkedMidi, checkedTime, checkedVelocity } from './arguments.js';
import type { Later } from './later.js';
import type { NoteDetail } from '../events.js';
import type { MeterReading, VoicePosition } from '../contract.js';
import type { MixPosition } from '../state/state.js';
import { MidiInputs } from './midi-inputs.js';
import type { Store } from '../state/store.js';

/** MIDI channel of the page's own keys, unless another channel is the only one listened to. */
const CHANNEL = 0;
const MODULATION = 1;
const SUSTAIN = 64;
/** The page's own keys and wheels, beside the ids of MIDI inputs. */
const PAGE = 'page';
/** What a page sends as MIDI: a sequencer, a host of plugins. */
const HOST = 'host';
/** Velocity of a release by hand, which has none. */
const RELEASE_VELOCITY = 64;
/** A song that the instrument itself plays. */
const SONG = 'song';
/** What a plugin's host plays in the worklet. */
const PLUGIN = 'plugin';
const LAST_CHANNEL = 15;
const SYSTEM_EXCLUSIVE = 0xf0;

export interface PerformanceOptions {
  readonly store: Store;
  readonly audio: AudioOutput;
  /** What is shown of messages that are sent ahead waits there. */
  readonly later: Later;
  /** A note was sent to the player. */
  readonly onNote: (note: NoteDetail) => void;
  /** A key went down. */
  readonly onKeyPlayed: (key: number) => void;
  /** A controller is about to be bound to a parameter. */
  readonly onBind: () => void;
  /** A system exclusive message came. */
  readonly onSysex: (bytes: Uint8Array) => void;
  /** Where between the sources a place of the player's mix is. */
  readonly mixAt: (heard: MixPosition) => MixPosition;
  /** A controller turned the parameter that it is bound to; `time` as of a message. */
  readonly onParameter: (id: ParameterId, value: number, time: Seconds) => void;
}

/** Sends notes from the page, the computer's keys and MIDI to the player, all in the same way. [page] */
export class Performance {
  readonly #store: Store;
  readonly #audio: AudioOutput;
  readonly #inputs: InputStates;
  /** Latest time of what was sent for a MIDI input: what an input leaves is cleared after all that it played. */
  #latest: Seconds = 0;
  readonly #midi: MidiInputs;
  #voices = 0;
  /** Of the last report. */
  #peak = 0;
  /** By who reads them: the highest peak since the last reading. */
  readonly #peaks = new Map<object, number>();
  #positions: Float32Array = new Float32Array(0);
  /** Called when what was sent ahead is forgotten; true: for good, as the user asked for silence. */
  #onSilenced: (forGood: boolean) => void = () => undefined;
  /** Called when a controller turned the parameter that it is bound to. */
  #onControl: (bytes: readonly number[], time: Seconds) => void = () => undefined;

  readonly #options: PerformanceOptions;

  constructor(options: PerformanceOptions) {
    const { store, audio } = options;
    this.#options = options;
    this.#store = store;
    this.#audio = audio;
    this.#inputs = new InputStates({
      bendRange: (channel) => this.#bendRange(channel),
      isMaster: (channel) => this.#isMaster(channel),
    });
    this.#midi = new MidiInputs(store, {
      onMessage: (id, bytes, time) => this.#onMidi(id, bytes, time),
      onLeave: (id, time) => this.#onLeave(id, time),
      onSystemExclusive: (bytes) => options.onSysex(bytes),
    });
    audio.onStatus(({ voices, peak, positions }) => {
      this.#voices = voices;
      this.#peak = peak;
      for (const [reader, highest] of this.#peaks) this.#peaks.set(reader, Math.max(peak, highest));
      this.#positions = positions;
      if (voices !== store.state.voices) store.update({ voices });
    });
  }

  /** See InstrumentContract.midi. */
  midi(bytes: ArrayLike<number>, time?: Seconds): void {
    const at = checkedTime(time);
    const checked = checkedMidi(bytes);
    if (checked.kind === 'exclusive') this.#options.onSysex(checked.bytes);
    if (checked.kind !== 'channel') return;
    const { message } = checked;
    if (!this.#listensTo(message.channel) || this.#learn(message, at)) return;
    this.#play(HOST, message, checked.bytes, at);
  }

  noteOn(key: number, velocity: number, time?: Seconds): void {
    const [checked, at] = [checkedKey(key), checkedTime(time)];
    const message = { kind: 'noteOn', channel: this.#channel, key: checked } as const;
    this.#send({ ...message, velocity: checkedVelocity(velocity) }, at);
  }

  noteOff(key: number, time?: Seconds): void {
    const [channel, velocity] = [this.#channel, RELEASE_VELOCITY];
    this.#send({ kind: 'noteOff', channel, key: checkedKey(key), velocity }, checkedTime(time));
  }

  sustain(down: boolean, time?: Seconds): void {
    this.#control(SUSTAIN, down ? 127 : 0, checkedTime(time));
  }

  /** −1 to 1. */
  pitchBend(amount: number, time?: Seconds): void {
    const checked = checkedAmount('pitch bend', amount, -1);
    this.#send({ kind: 'pitchBend', channel: this.#channel, amount: checked }, checkedTime(time));
  }

  /** 0 to 1. */
  modulation(amount: Gain01, time?: Seconds): void {
    this.#control(MODULATION, sevenBits(checkedAmount('modulation', amount, 0)), checkedTime(time));
  }

  /** 0 to 1. */
  keyPressure(key: number, amount: Gain01): void {
    const pressure = sevenBits(checkedAmount('pressure', amount, 0));
    this.#send({ kind: 'keyPressure', channel: this.#channel, key: checkedKey(key), pressure }, 0);
  }

  /** −1 to 1. */
  keySlide(key: number, amount: number): void {
    this.#audio.slide(this.#channel, checkedKey(key), checkedAmount('slide', amount, -1));
  }

  /** See InstrumentContract.allNotesOff. */
  allNotesOff(time?: Seconds): void {
    const at = checkedTime(time);
    this.#audio.release(at);
    this.#options.later.at(at, () => {
      this.#inputs.releaseAll();
      this.#publishHeld();
    });
  }

  /** See InstrumentContract.cancelScheduled. */
  cancelScheduled(time?: Seconds): void {
    const at = checkedTime(time);
    this.#audio.cancel(at);
    this.#options.later.cancel(at);
  }

  panic(): void {
    this.#silence(true);
  }

  #silence(forGood: boolean): void {
    this.#options.later.clear();
    this.#inputs.panic();
    this.#publishHeld();
    this.#audio.panic();
    this.#onSilenced(forGood);
  }

  /** Adds the listener that plays songs. [page] */
  onSilenced(listener: (forGood: boolean) => void): void {
    this.#onSilenced = listener;
  }

  /** Adds the listener for controllers that turned what they are bound to. [page] */
  onControl(listener: (bytes: readonly number[], time: Seconds) => void): void {
    this.#onControl = listener;
  }

  /**
   * Plays a message of a song, ahead of its time: all parts on the channel that is listened to. Programs are left out, as they
   * would choose presets, and a song teaches no controller.
   */
  song(bytes: ArrayLike<number>, time: Seconds): void {
    if (bytes[0] === SYSTEM_EXCLUSIVE) return this.#options.onSysex(Uint8Array.from(bytes));
    const { learn } = this.#store.state;
    const moved = this.#heardAs(bytes);
    const message = parseMidi(moved);
    if (!message || message.kind === 'program') return;
    const learned = learnFrom({ ...learn, armed: null }, message);
    // at its time, as what the player has been told of a parameter cannot be taken back when the song stops
    if (learned?.kind === 'turned')
      this.#options.later.at(time, () => this.#turn(learned, message, time), true);
    else this.#play(SONG, message, midiBytes(moved), time);
  }

  /** A song's message on the channel that is listened to. */
  #heardAs(bytes: ArrayLike<number>): ArrayLike<number> {
    const { midiChannel, parameters } = this.#store.state;
    return midiChannel === null || parameters.mpe > 0 ? bytes : onChannel(bytes, midiChannel);
  }

  /** Forgets what was sent of a song for `time` or later; what sounds goes on. */
  cancelSong(time: Seconds): void {
    this.#audio.cancel(time, true);
    this.#options.later.catchUp(time);
    this.#options.later.cancel(time, true);
  }

  /**
   * The same, and releases at `time` what the song holds, and brings back to rest what it moved.
   * @param ahead note-ons that were sent for that time or later.
   */
  endSong(time: Seconds, ahead: readonly ArrayLike<number>[]): void {
    this.cancelSong(time);
    const rest = this.#inputs.leave(SONG);
    for (const bytes of ahead) {
      const message = parseMidi(this.#heardAs(bytes));
      if (message?.kind !== 'noteOn' || this.#inputs.holds(message.channel, message.key)) continue;
      rest.push(encodeMidi({ ...message, kind: 'noteOff', velocity: RELEASE_VELOCITY }));
    }
    this.#clear(rest, time);
  }

  /** Messages that bring a player at rest to where all inputs have moved its controllers. */
  get moved(): MidiBytes[] {
    return this.#inputs.moved;
  }

  enableMidi(): Promise<void> {
    return this.#midi.enable();
  }

  enableTuningMessages(): Promise<void> {
    return this.#midi.enableTuningMessages();
  }

  connectBridge(address: string | null): void {
    this.#midi.connectBridge(address);
  }

  selectMidiInput(id: string | 'all'): void {
    this.#midi.select(id);
  }

  /** Listens to one channel, 0 to 15, or all; what sounds on the others is let go. */
  setChannel(channel: number | null): void {
    if (channel === this.#store.state.midiChannel) return;
    this.#store.update({ midiChannel: channel });
    this.#silence(false);
    this.#audio.setChannel(channel);
    if (channel !== null && this.#store.state.parameters.mpe === 0) this.#inputs.keepOnly(channel);
  }

  /** The parameter that the next controller is bound to; null: none. */
  arm(id: ParameterId | null): void {
    this.#store.update({ learn: { ...this.#store.state.learn, armed: id } });
  }

  setBindings(bindings: readonly Binding[]): void {
    this.#store.update({ learn: { ...this.#store.state.learn, bindings } });
  }

  /** Starts the reader's peak anew. */
  readMeter(reader: object): MeterReading {
    const reading = { voices: this.#voices, peak: this.#peaks.get(reader) ?? this.#peak };
    this.#peaks.set(reader, 0);
    const positions = positionsOf(this.#positions).map((voice) => ({
      ...voice,
      ...this.#options.mixAt(voice),
    }));
    return { ...reading, positions };
  }

  /** Follows a message of a host that the player plays already: keys go down on the face, their zones are rendered first. */
  follow(bytes: MidiBytes): void {
    const message = parseMidi(bytes as readonly number[]);
    if (!message || !this.#listensTo(message.channel) || this.#learn(message, 0)) return;
    if (message.kind === 'noteOn') this.#options.onKeyPlayed(message.key);
    if (message.kind === 'noteOn' || message.kind === 'noteOff') this.#tell(message, 0);
    this.#inputs.heard(PLUGIN, bytes as readonly number[]);
    if (message.kind !== 'pitchBend' && message.kind !== 'channelPressure') this.#publishHeld();
  }

  /** Clears what every input left held or moved, the page's own keys too, and stops listening. */
  close(): void {
    this.#midi.close();
    this.#options.later.clear();
    for (const input of [PAGE, HOST, SONG]) this.#clear(this.#inputs.leave(input), 0);
  }

  #onMidi(input: string, bytes: MidiBytes, time: Milliseconds): void {
    const message = parseMidi(bytes as readonly number[]);
    if (!message) return;
    if (!this.#listensTo(message.channel) || this.#learn(message, 0)) return;
    const at = toContextTime(this.#audio.clock, time, performance.now());
    this.#latest = Math.max(at, this.#latest);
    this.#play(`midi ${input}`, message, bytes, at);
  }

  /** Clears the notes and controllers that a removed MIDI input left, after all that it played, and learns nothing from that. */
  #onLeave(input: string, time: Milliseconds): void {
    const messages = this.#inputs.leave(`midi ${input}`);
    if (messages.length === 0) return;
    const at = toContextTime(this.#audio.clock, time, performance.now());
    this.#clear(messages, Math.max(at, this.#latest));
  }

  #clear(messages: readonly MidiBytes[], time: Seconds): void {
    for (const bytes of messages) this.#audio.midi(bytes, time);
    this.#publishHeld();
  }

  get #channel(): number {
    return this.#store.state.midiChannel ?? CHANNEL;
  }

  /** In an MPE zone, each note has a channel of its own. */
  #listensTo(channel: number): boolean {
    const { midiChannel, parameters } = this.#store.state;
    return midiChannel === null || channel === midiChannel || parameters.mpe > 0;
  }

  /** @returns true when the message was for a parameter, and for nothing else. */
  #learn(message: MidiMessage, time: Seconds): boolean {
    const learned = learnFrom(this.#store.state.learn, message);
    if (!learned) return false;
    if (learned.kind === 'bound') {
      this.#options.onBind();
      this.#store.update({ learn: learned.state });
    } else this.#turn(learned, message, time);
    return true;
  }

  #turn({ parameter, value }: Turned, message: MidiMessage, time: Seconds): void {
    this.#onControl(encodeMidi(message) as readonly number[], time);
    this.#options.onParameter(parameter, value, time);
  }

  #control(controller: number, value: number, time: Seconds): void {
    this.#send({ kind: 'controller', channel: this.#channel, controller, value }, time);
  }

  #send(message: MidiMessage, time: Seconds): void {
    this.#play(PAGE, message, encodeMidi(message), time);
  }

  /** Sends the message of an input to the player; the page shows it when its time comes. */
  #play(input: string, message: MidiMessage, bytes: MidiBytes, time: Seconds): void {
    if (message.kind === 'noteOn') {
      this.#audio.wake();
      this.#options.onKeyPlayed(message.key);
    }
    const song = input === SONG;
    this.#audio.midi(bytes, time, song);
    if (message.kind === 'noteOn' || message.kind === 'noteOff') this.#tell(message, time);
    this.#options.later.at(
      time,
      () => {
        this.#inputs.heard(input, bytes as readonly number[]);
        if (message.kind !== 'pitchBend' && message.kind !== 'channelPressure') this.#publishHeld();
      },
      song,
    );
  }

  #tell({ kind, key, velocity }: MidiMessage & { kind: 'noteOn' | 'noteOff' }, time: Seconds): void {
    const on = kind === 'noteOn';
    this.#options.onNote({ key, velocity, on, time: Math.max(time, this.#audio.clock.currentTime) });
  }

  #publishHeld(): void {
    const { heldKeys } = this.#inputs;
    const before = this.#store.state.heldKeys;
    if (heldKeys.length === before.length && heldKeys.every((key, i) => key === before[i])) return;
    this.#store.update({ heldKeys });
  }

  /** Semitones. */
  #bendRange(channel: number): number {
    const { mpe, bendRange, mpeBendRange } = this.#store.state.parameters;
    return mpe > 0 && !this.#isMaster(channel) ? mpeBendRange : bendRange;
  }

  #isMaster(channel: number): boolean {
    const zone = MPE_ZONES[this.#store.state.parameters.mpe];
    return (zone === 'lower' && channel === CHANNEL) || (zone === 'upper' && channel === LAST_CHANNEL);
  }
}

type Turned = Extract<Learned, { kind: 'turned' }>;

/** A message of a channel on another one. */
function onChannel(bytes: ArrayLike<number>, channel: number): number[] {
  return Array.from(bytes, (byte, i) => (i === 0 ? (byte & 0xf0) | channel : byte));
}

/** A share as a data byte. */
function sevenBits(share: Gain01): number {
  return Math.min(127, Math.max(0, Math.round(share * 127)));
}

/** From quadruples of key, x, y and level. */
function positionsOf(values: Float32Array): VoicePosition[] {
  return Array.from({ length: values.length >> 2 }, (_, i) => {
    const [key, x, y, level] = values.subarray(4 * i, 4 * i + 4);
    return { key: key!, x: x!, y: y!, level: level! };
  });
}
