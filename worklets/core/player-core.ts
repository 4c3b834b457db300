/** Implements the whole player without Web Audio: commands in, samples out. [audio; allocates only with zone commands] */
import { PARAMETERS, type ParameterId } from '../../src/parameters.js';
import type { MpeZone, PlayerCommand } from '../../src/protocol.js';
import { decibelsToGain, type Hertz, type MidiNote, type Samples, type Seconds } from '../../src/units.js';
import { Channels } from './channels.js';
import { KeyZones } from './key-zones.js';
import { CONTROL_FRAMES, KEYS, QUEUE_CAPACITY } from './constants.js';
import { EventQueue } from './event-queue.js';
import { Interpolator } from './interpolator.js';
import { Limiter } from './limiter.js';
import { ALL_MEMBERS, LOWER_MASTER, UPPER_MASTER } from './mpe.js';
import { KEY_SLIDE, Performer, SLIDE_MIDDLE, SLIDE_REACH } from './performer.js';
import { GAIN, Settings, TUNE } from './settings.js';
import { Voices } from './voices.js';

/** Quanta up to this need no new memory for a second channel that the host did not ask for. */
const SPARE_FRAMES: Samples = 4096;

/**
 * The whole player without Web Audio around it: commands in, samples out. It allocates only when zones come and
 * go, runs the same in Node, and renders the same samples whatever the blocks are. [audio]
 *
 * Voices add up at full scale; the `gain` parameter (0 dB by default) scales the sum, and a limiter guards
 * it at −0.1 dBFS: see limiter.ts.
 */
export class PlayerCore {
  readonly #rate: Hertz;
  readonly #keyZones = new KeyZones();
  readonly #settings: Settings;
  readonly #channels: Channels;
  readonly #tuning = Float64Array.from({ length: KEYS }, (_, key) => key);
  readonly #voices: Voices;
  readonly #performer: Performer;
  readonly #queue = new EventQueue(QUEUE_CAPACITY);
  readonly #limiter: Limiter;
  #spare = new Float32Array(SPARE_FRAMES);
  /** Linear gain at the next frame, and what it grows by each frame. */
  #level = 1;
  #levelSlope = 0;
  #stepLeft: Samples = 0;
  /** Frame of the context's clock at which the next block begins. */
  #nextFrame: Samples = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#settings = new Settings(rate);
    this.#channels = new Channels(rate);
    this.#voices = new Voices({
      rate,
      settings: this.#settings,
      channels: this.#channels,
      keyZones: this.#keyZones,
      interpolator: new Interpolator(),
      tuning: this.#tuning,
    });
    this.#performer = new Performer(this.#settings, this.#channels, this.#voices);
    this.#limiter = new Limiter(rate);
    for (const { id, default: value } of PARAMETERS) this.#setParameter(id, value);
    this.#jump();
  }

  /** Voices in use, not counting those that only fade away. */
  get voices(): number {
    return this.#voices.count;
  }

  /** Voices that still make sound. */
  get sounding(): number {
    return this.#voices.sounding;
  }

  /** How often a voice had to wait for samples, since the start. */
  get underruns(): number {
    return this.#voices.underruns;
  }

  get zones(): number {
    return this.#keyZones.size;
  }

  /** Peak of the output since the last call, linear. */
  takePeak(): number {
    const peak = this.#limiter.peak;
    this.#limiter.peak = 0;
    return peak;
  }

  /** The MPE zone that a message made since the last call; null: none did. */
  takeMpe(): MpeZone | null {
    return this.#performer.takeConfigured() ? this.#settings.mpe : null;
  }

  /** The program that was asked for since the last call; −1: none. */
  takeProgram(): number {
    return this.#performer.takeProgram();
  }

  /** Writes key, mix (x, y) and level of each voice in use; returns how many voices. */
  writePositions(positions: Float32Array): number {
    return this.#voices.writePositions(positions);
  }

  /** Handles a command; those about reports are not the core's. Never throws. */
  handle(command: PlayerCommand): void {
    switch (command.kind) {
      case 'zone':
        this.#keyZones.allocate(command);
        break;
      case 'samples':
        this.#keyZones.append(command.id, command.start, command.samples);
        break;
      case 'removeZone':
        this.#keyZones.remove(command.id);
        break;
      case 'clear':
        this.#keyZones.clear();
        this.#voices.releaseAll();
        break;
      case 'midi':
        this.midi(command.bytes[0], command.bytes[1] ?? 0, command.bytes[2] ?? 0, command.time);
        break;
      case 'slide':
        this.#slide(command.channel, command.key, command.amount);
        break;
      case 'parameter':
        this.#setParameter(command.id, command.value);
        break;
      case 'tuning':
        this.#tune(command.semitones);
        break;
      case 'channel':
        this.#performer.listenTo(command.channel);
        break;
      case 'panic':
        this.#queue.clear();
        this.#voices.fadeAll();
        this.#performer.reset();
        break;
    }
  }

  /**
   * Takes a MIDI message for `time` in seconds of the context's clock; what is past is for now, in the order
   * in which it came. When too many wait, the first of them plays early: none is lost.
   */
  midi(status: number, first: number, second: number, time: Seconds): void {
    if (!(status >= 0x80 && status < 0xf0)) return;
    this.#enqueue(status, first, second, time);
  }

  /** After the note-ons before it. */
  #slide(channel: number, key: MidiNote, amount: number): void {
    const within = amount < -1 ? -1 : amount > 1 ? 1 : amount;
    this.#enqueue(KEY_SLIDE | (channel & 0x0f), key, SLIDE_MIDDLE + Math.round(SLIDE_REACH * within), 0);
  }

  #enqueue(status: number, first: number, second: number, time: Seconds): void {
    if (this.#queue.full) this.#handleMidi(this.#queue.shift());
    const frame = Math.round(time * this.#rate);
    const bytes = (status & 0xff) | ((first & 0x7f) << 8) | ((second & 0x7f) << 16);
    this.#queue.push(frame > this.#nextFrame ? frame : this.#nextFrame, bytes);
  }

  /**
   * Writes `frames` frames, any number. `time`: of the first, in the context's clock. With one array for both
   * channels that is their mean.
   */
  process(left: Float32Array, right: Float32Array, frames: Samples, time: Seconds): void {
    const start = Math.round(time * this.#rate);
    const other = right === left ? this.#spareOf(frames) : right;
    left.fill(0, 0, frames);
    other.fill(0, 0, frames);
    for (let at = 0; at < frames;) {
      while (this.#queue.nextFrame <= start + at) this.#handleMidi(this.#queue.shift());
      if (this.#stepLeft === 0) this.#planStep();
      const count = Math.min(this.#stepLeft, frames - at, this.#queue.nextFrame - start - at) | 0;
      this.#voices.render(left, other, at, count);
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

  /** Everything that glides, on by one control step. */
  #planStep(): void {
    this.#stepLeft = CONTROL_FRAMES;
    const smoothed = this.#settings.smoothed.values;
    const before = smoothed[GAIN]!;
    this.#settings.advance();
    const goal = smoothed[GAIN] === before ? this.#level : decibelsToGain(smoothed[GAIN]!);
    this.#levelSlope = (goal - this.#level) / CONTROL_FRAMES;
    this.#channels.advance(smoothed[TUNE]!);
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

  #handleMidi(bytes: number): void {
    // Nothing sounds: nothing need glide to where it should be.
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
    this.#voices.releaseAll();
    this.#performer.clearKeyStack();
  }

  #tune(semitones: Float64Array): void {
    for (let key = 0; key < KEYS; key++) {
      const pitch = semitones[key] ?? key;
      this.#tuning[key] = Math.abs(pitch) < Infinity ? pitch : NaN;
    }
  }

  #jump(): void {
    this.#settings.jump();
    this.#level = decibelsToGain(this.#settings.smoothed.values[GAIN]!);
    this.#levelSlope = 0;
    this.#channels.jump(this.#settings.smoothed.values[TUNE]!);
  }
}
