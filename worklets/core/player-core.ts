/** Implements the whole player without Web Audio: commands in, samples out. [audio; allocates only with zone commands] */
import { PARAMETERS, type ParameterId } from '../../src/parameters.js';
import type { MpeZone, PlayerCommand } from '../../src/protocol.js';
import { decibelsToGain, type Hertz, type MidiNote, type Samples, type Seconds } from '../../src/units.js';
import { Channels } from './channels.js';
import { KeyZones } from './key-zones.js';
import { LiveSources } from './live/live-sources.js';
import { CONTROL_FRAMES, KEYS, QUEUE_CAPACITY, QUEUE_MOST } from './constants.js';
import { Effects } from './effects/effects.js';
import { EventQueue } from './event-queue.js';
import { Interpolator } from './interpolator.js';
import { Limiter } from './limiter.js';
import { ALL_MEMBERS, LOWER_MASTER, UPPER_MASTER } from './mpe.js';
import { KEY_SLIDE, Performer, SLIDE_MIDDLE, SLIDE_REACH } from './performer.js';
import { GAIN, Settings, TUNE } from './settings.js';
import { Voices } from './voices.js';

/** Bits of a message that waits, above the three bytes of MIDI: a parameter (its index below), the release of all notes. */
const PARAMETER = 1 << 24;
const RELEASE = 1 << 25;
/** The three bytes of MIDI. */
const MIDI = 0xffffff;
/** A message of a song. */
const SONG = 1 << 26;
const INDICES = new Map<string, number>(PARAMETERS.map(({ id }, index) => [id, index]));

/** Largest render quantum for which a mono output's spare second channel needs no new memory. */
const SPARE_FRAMES: Samples = 4096;

/**
 * The player without Web Audio: handles commands, renders samples. Runs the same in Node, and renders the same samples
 * for every block size. [audio] Allocates only in `handle` of zone commands (a zone's samples, the grids of its key
 * zone), never in `process` up to SPARE_FRAMES.
 *
 * Voices add up at full scale and pass the effects; the `gain` parameter (0 dB by default) scales what they make of it, and
 * a limiter guards it at −0.1 dBFS: see limiter.ts.
 */
export class PlayerCore {
  readonly #rate: Hertz;
  readonly #keyZones = new KeyZones();
  readonly #live: LiveSources;
  readonly #settings: Settings;
  readonly #channels: Channels;
  readonly #tuning = Float64Array.from({ length: KEYS }, (_, key) => key);
  readonly #voices: Voices;
  readonly #performer: Performer;
  readonly #queue = new EventQueue(QUEUE_CAPACITY, QUEUE_MOST);
  readonly #effects: Effects;
  readonly #limiter: Limiter;
  #spare = new Float32Array(SPARE_FRAMES);
  /** Linear gain at the next frame, and its increment per frame. */
  #level = 1;
  #levelSlope = 0;
  #stepLeft: Samples = 0;
  /** Frame number, on the context's clock, of the next block's start. */
  #nextFrame: Samples = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#settings = new Settings(rate);
    this.#channels = new Channels(rate);
    this.#live = new LiveSources(rate);
    this.#voices = new Voices({
      rate,
      live: this.#live,
      settings: this.#settings,
      channels: this.#channels,
      keyZones: this.#keyZones,
      interpolator: new Interpolator(),
      tuning: this.#tuning,
    });
    this.#effects = new Effects(rate, this.#settings.effects);
    this.#performer = new Performer(this.#settings, this.#channels, this.#voices, this.#effects);
    this.#limiter = new Limiter(rate);
    for (const { id, default: value } of PARAMETERS) this.#setParameter(id, value);
    this.#jump();
  }

  /** Voices in use, without those that fade out. */
  get voices(): number {
    return this.#voices.count;
  }

  /** Voices that sound, those that fade out included. */
  get sounding(): number {
    return this.#voices.sounding;
  }

  /** Whether anything is heard: voices, or what effects keep of them. */
  get audible(): boolean {
    return this.#voices.sounding > 0 || this.#effects.sounding;
  }

  /** Underruns since the start: how often a voice had to wait for samples. */
  get underruns(): number {
    return this.#voices.underruns;
  }

  get zones(): number {
    return this.#keyZones.size;
  }

  /** Whether notes can be played live. */
  get live(): boolean {
    return this.#live.ready;
  }

  /** Peak of the output since the last call, linear. [audio, while playing; no allocation] */
  takePeak(): number {
    const peak = this.#limiter.peak;
    this.#limiter.peak = 0;
    return peak;
  }

  /** The MPE zone that a message set since the last call; null: none. [audio, while playing; no allocation] */
  takeMpe(): MpeZone | null {
    return this.#performer.takeConfigured() ? this.#settings.mpe : null;
  }

  /** The program change received since the last call; −1: none. [audio, while playing; no allocation] */
  takeProgram(): number {
    return this.#performer.takeProgram();
  }

  /** Writes key, mix (x, y) and level of each voice in use; returns their number. [audio, while playing; no allocation] */
  writePositions(positions: Float32Array): number {
    return this.#voices.writePositions(positions);
  }

  /** Handles a command, reports excepted; never throws. [audio, between blocks, also while playing; zone commands allocate] */
  handle(command: PlayerCommand): void {
    switch (command.kind) {
      case 'zone':
        this.#keyZones.allocate(command);
        break;
      case 'samples':
        this.#keyZones.append(command.id, command.start, command.samples);
        this.#voices.beginWaiting();
        break;
      case 'removeZone':
        this.#keyZones.remove(command.id);
        break;
      case 'clear':
        this.#keyZones.clear();
        this.#live.engine?.unload();
        this.#voices.releaseAll();
        break;
      case 'engine':
        this.#live.begin(command.wasm);
        this.#live.engine?.follow(this.#settings.smoothed.values);
        break;
      case 'live':
        if (command.sources.length === 0) this.#live.engine?.unload();
        else this.#live.engine?.load(command.sources, command.products, command.levels, command.recorded);
        this.#voices.beginWaiting();
        break;
      case 'reach':
        this.#live.reach = command.semitones;
        break;
      case 'midi':
        this.#midi(command);
        break;
      case 'slide':
        this.#slide(command.channel, command.key, command.amount);
        break;
      case 'parameter':
        this.#parameter(command.id, command.value, command.time);
        break;
      case 'release':
        this.#enqueue(RELEASE, command.time);
        break;
      case 'cancel':
        this.#cancel(command.time, command.song === true);
        break;
      case 'tuning':
        this.#tune(command.semitones);
        break;
      case 'channel':
        this.#performer.listenTo(command.channel);
        break;
      case 'transport':
        this.#followTransport(command);
        break;
      case 'panic':
        this.#forget();
        this.#voices.forgetWaiting();
        this.#voices.fadeAll();
        this.#effects.silence();
        this.#performer.reset();
        break;
    }
  }

  /**
   * Queues a MIDI message for `time` in seconds of the context's clock; past times mean now, in order of arrival. When
   * QUEUE_MOST messages wait, the first of them plays early: none is lost. [audio, while playing; no allocation while no
   * more than QUEUE_CAPACITY messages wait]
   */
  midi(status: number, first: number, second: number, time: Seconds): void {
    if (!(status >= 0x80 && status < 0xf0)) return;
    this.#enqueue(midiWord(status, first, second), time);
  }

  #midi({ bytes, time, song }: Extract<PlayerCommand, { kind: 'midi' }>): void {
    const [status, first = 0, second = 0] = bytes;
    if (!song) return this.midi(status, first, second, time);
    if (status >= 0x80 && status < 0xf0) this.#enqueue(SONG | midiWord(status, first, second), time);
  }

  #cancel(time: Seconds, song: boolean): void {
    const frame = Math.max(Math.round(time * this.#rate), this.#nextFrame + 1);
    this.#queue.cut(frame, SONG, song ? SONG : 0);
  }

  /** Without a time at once; with one, in one order with the MIDI messages. */
  #parameter(id: ParameterId, value: number, time: Seconds | undefined): void {
    if (time === undefined) return this.#setParameter(id, value);
    const index = INDICES.get(id);
    if (index !== undefined) this.#enqueue(PARAMETER | index, time, value);
  }

  /** The position is counted from the control step that was planned last, as the oscillators do. */
  #followTransport({ tempo, playing, position, time }: Extract<PlayerCommand, { kind: 'transport' }>): void {
    if (!(tempo > 0 && tempo < Infinity && Math.abs(position) < Infinity)) return;
    const planned = (this.#nextFrame + this.#stepLeft - CONTROL_FRAMES) / this.#rate;
    const since = planned - (time ?? this.#nextFrame / this.#rate);
    const { transport } = this.#settings;
    transport.tempo = tempo;
    transport.playing = playing;
    transport.position = position + (playing ? (since * tempo) / 60 : 0);
    this.#settings.followTransport();
  }

  /** Empties the queue; a parameter that was to change by now has its value, because the page shows it so. */
  #forget(): void {
    const queue = this.#queue;
    while (queue.nextFrame <= this.#nextFrame) {
      const { nextValue } = queue;
      const word = queue.shift();
      if (word & PARAMETER) this.#setParameter(PARAMETERS[word & 0xff]!.id, nextValue);
    }
    queue.clear();
  }

  /** Queues a slide behind the note-ons that came before it. */
  #slide(channel: number, key: MidiNote, amount: number): void {
    const within = amount < -1 ? -1 : amount > 1 ? 1 : amount;
    const second = SLIDE_MIDDLE + Math.round(SLIDE_REACH * within);
    this.#enqueue(midiWord(KEY_SLIDE | (channel & 0x0f), key, second), 0);
  }

  #enqueue(word: number, time: Seconds, value = 0): void {
    if (this.#queue.full) this.#playNext();
    const frame = Math.round(time * this.#rate);
    this.#queue.push(frame > this.#nextFrame ? frame : this.#nextFrame, word, value);
  }

  /**
   * Renders `frames` frames, any number, into both channels. `time`: of the first frame, in seconds of the context's
   * clock. When `left` and `right` are one array, it gets the mean of both. [audio, while playing; no allocation up to
   * SPARE_FRAMES frames]
   */
  process(left: Float32Array, right: Float32Array, frames: Samples, time: Seconds): void {
    const start = Math.round(time * this.#rate);
    const other = right === left ? this.#spareOf(frames) : right;
    left.fill(0, 0, frames);
    other.fill(0, 0, frames);
    for (let at = 0; at < frames;) {
      while (this.#queue.nextFrame <= start + at) this.#playNext();
      if (this.#stepLeft === 0) this.#planStep();
      const count = Math.min(this.#stepLeft, frames - at, this.#queue.nextFrame - start - at) | 0;
      const live = this.#voices.sounding > 0;
      this.#voices.render(left, other, at, count);
      this.#effects.process(left, other, at, count, live);
      this.#amplify(left, other, at, count);
      this.#stepLeft -= count;
      at += count;
    }
    this.#nextFrame = start + frames;
    this.#limiter.process(left, other, frames);
    if (right === left)
      for (let frame = 0; frame < frames; frame++) left[frame] = 0.5 * (left[frame]! + other[frame]!);
  }

  #spareOf(frames: Samples): Float32Array {
    if (this.#spare.length < frames) this.#spare = new Float32Array(frames);
    return this.#spare;
  }

  /** Advances all smoothed values by one control step. */
  #planStep(): void {
    this.#stepLeft = CONTROL_FRAMES;
    const smoothed = this.#settings.smoothed.values;
    const before = smoothed[GAIN]!;
    this.#settings.advance();
    this.#live.engine?.follow(smoothed);
    const goal = smoothed[GAIN] === before ? this.#level : decibelsToGain(smoothed[GAIN]!);
    this.#levelSlope = (goal - this.#level) / CONTROL_FRAMES;
    this.#channels.advance(smoothed[TUNE]!);
    this.#effects.advance(this.#settings.transport);
  }

  #amplify(left: Float32Array, right: Float32Array, offset: Samples, frames: Samples): void {
    const slope = this.#levelSlope;
    let level = this.#level;
    for (let frame = offset; frame < offset + frames; frame++) {
      level += slope;
      left[frame]! *= level;
      right[frame]! *= level;
    }
    this.#level = level;
  }

  /** Takes the first message that waits. */
  #playNext(): void {
    const { nextValue } = this.#queue;
    const word = this.#queue.shift();
    if (word & PARAMETER) this.#setParameter(PARAMETERS[word & 0xff]!.id, nextValue);
    else if (word & RELEASE) this.#performer.releaseAll();
    else this.#handleMidi(word & MIDI);
  }

  #handleMidi(bytes: number): void {
    // Nothing sounds: smoothed values may jump to their targets.
    if ((bytes & 0xf0) === 0x90 && this.#voices.sounding === 0) this.#jump();
    this.#performer.handle(bytes);
  }

  #setParameter(id: ParameterId, value: number): void {
    const settings = this.#settings;
    const { mode, mpe, bendRange, mpeBendRange } = settings;
    settings.set(id, value);
    if (settings.mode !== mode) this.#performer.clearKeyStack();
    if (settings.bendRange !== bendRange) this.#channels.setBendRange(settings.bendRange);
    if (settings.mpeBendRange !== mpeBendRange) this.#channels.setMemberBendRange(settings.mpeBendRange);
    if (settings.mpe !== mpe) this.#configureMpe();
    this.#voices.limit(settings.voices);
  }

  #configureMpe(): void {
    const { mpe } = this.#settings;
    this.#channels.configureMpe(UPPER_MASTER, mpe === 'upper' ? ALL_MEMBERS : 0);
    this.#channels.configureMpe(LOWER_MASTER, mpe === 'lower' ? ALL_MEMBERS : 0);
    this.#voices.forgetWaiting();
    this.#voices.releaseAll();
    this.#performer.clearKeyStack();
  }

  #tune(semitones: Float64Array): void {
    for (let key = 0; key < KEYS; key++) {
      const pitch = semitones[key] ?? key;
      this.#tuning[key] = Math.abs(pitch) < Infinity ? pitch : NaN;
    }
  }

  /** While effects still sound, the gain that they share with new notes moves as usual, and so do they. */
  #jump(): void {
    const { smoothed, transport } = this.#settings;
    const gain = smoothed.values[GAIN]!;
    this.#settings.jump();
    if (this.#effects.sounding) smoothed.values[GAIN] = gain;
    else {
      this.#level = decibelsToGain(smoothed.values[GAIN]!);
      this.#levelSlope = 0;
      this.#effects.jump(transport);
    }
    this.#live.engine?.follow(smoothed.values);
    this.#channels.jump(smoothed.values[TUNE]!);
  }
}

/** A MIDI message as one number: status, first and second data byte from the lowest byte up. */
function midiWord(status: number, first: number, second: number): number {
  return (status & 0xff) | ((first & 0x7f) << 8) | ((second & 0x7f) << 16);
}
