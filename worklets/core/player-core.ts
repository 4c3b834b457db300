import { clampParameter, PARAMETERS, type ParameterId } from '../../src/parameters.js';
import type { PlayerCommand } from '../../src/protocol.js';
import { decibelsToGain, type Hertz, type Samples, type Seconds } from '../../src/units.js';
import { Channels } from './channels.js';
import { CHANNELS, CONTROL_FRAMES, QUEUE_CAPACITY } from './constants.js';
import { EnvelopeShape } from './envelope.js';
import { EventQueue } from './event-queue.js';
import { Limiter } from './limiter.js';
import { Smoothed } from './smoothed.js';
import { velocityGain } from './voice.js';
import { Voices } from './voices.js';
import { Zone, ZoneMap } from './zone.js';

const GLIDE_SECONDS: Seconds = 0.01;
/** Places in the glides. */
const GAIN = 0;
const BEND_RANGE = 1;
const TUNE = 2;

/**
 * The whole player without Web Audio around it: commands in, samples out. It allocates only when a zone
 * begins, runs the same in Node, and renders the same samples whatever the blocks are. [audio]
 *
 * Voices add up at full scale; the `gain` parameter (−6 dB by default) scales the sum, and a limiter guards
 * it at −1 dBFS: see limiter.ts. Both channels carry the same samples.
 */
export class PlayerCore {
  readonly #rate: Hertz;
  readonly #zones = new ZoneMap();
  readonly #shape: EnvelopeShape;
  readonly #channels: Channels;
  readonly #voices: Voices;
  readonly #queue = new EventQueue(QUEUE_CAPACITY);
  readonly #limiter: Limiter;
  /** Of gain in dB, bend range in semitones, tuning in cents. */
  readonly #glides: Smoothed;
  #velocityAmount = 1;
  #channel: number | null = null;
  #program = -1;
  /** Linear gain at the next frame, and what it grows by each frame. */
  #level = 1;
  #levelSlope = 0;
  #stepLeft: Samples = 0;
  /** Frame of the context's clock at which the next block begins. */
  #nextFrame: Samples = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    this.#shape = new EnvelopeShape(rate);
    this.#channels = new Channels(rate);
    this.#voices = new Voices({ rate, shape: this.#shape, channels: this.#channels });
    this.#limiter = new Limiter(rate);
    this.#glides = new Smoothed(3, 0, GLIDE_SECONDS, rate);
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
    return this.#zones.size;
  }

  /** Peak of the output since the last call, linear. */
  takePeak(): number {
    const peak = this.#limiter.peak;
    this.#limiter.peak = 0;
    return peak;
  }

  /** The program that was asked for since the last call; −1: none. */
  takeProgram(): number {
    const program = this.#program;
    this.#program = -1;
    return program;
  }

  /** Writes key, mix (x, y) and level of each voice in use; returns how many voices. */
  writePositions(positions: Float32Array): number {
    return this.#voices.writePositions(positions);
  }

  /** Obeys a command; those about reports are not the core's. Never throws. */
  handle(command: PlayerCommand): void {
    switch (command.kind) {
      case 'zone':
        this.#zones.set(
          new Zone(command.id, command.rootMidi, command.sampleRate, command.length, command.x, command.y),
        );
        break;
      case 'samples':
        this.#zones.find(command.id)?.append(command.start, command.samples);
        break;
      case 'removeZone':
        this.#zones.remove(command.id);
        break;
      case 'clear':
        this.#zones.clear();
        this.#voices.releaseAll();
        break;
      case 'midi':
        this.midi(command.bytes[0], command.bytes[1] ?? 0, command.bytes[2] ?? 0, command.time);
        break;
      case 'parameter':
        this.#setParameter(command.id, command.value);
        break;
      case 'tuning':
        this.#voices.tuning.set(command.semitones.subarray(0, 128));
        break;
      case 'channel':
        this.#channel = command.channel;
        break;
      case 'panic':
        this.#queue.clear();
        this.#voices.fadeAll();
        for (let channel = 0; channel < CHANNELS; channel++) this.#channels.resetControllers(channel);
        break;
    }
  }

  /**
   * Takes a MIDI message for `time` in seconds of the context's clock; what is past is for now, in the order
   * in which it came. When too many wait, the first of them plays early: none is lost.
   */
  midi(status: number, first: number, second: number, time: Seconds): void {
    if (!(status >= 0x80 && status < 0xf0)) return;
    if (this.#queue.full) this.#obey(this.#queue.shift());
    const frame = Math.round(time * this.#rate);
    const bytes = (status & 0xff) | ((first & 0x7f) << 8) | ((second & 0x7f) << 16);
    this.#queue.push(frame > this.#nextFrame ? frame : this.#nextFrame, bytes);
  }

  /** Writes `frames` frames, any number, to both channels. `time`: of the first, in the context's clock. */
  process(left: Float32Array, right: Float32Array, frames: Samples, time: Seconds): void {
    const start = Math.round(time * this.#rate);
    left.fill(0, 0, frames);
    for (let at = 0; at < frames;) {
      while (this.#queue.nextFrame <= start + at) this.#obey(this.#queue.shift());
      if (this.#stepLeft === 0) this.#planStep();
      const count = Math.min(this.#stepLeft, frames - at, this.#queue.nextFrame - start - at) | 0;
      this.#voices.render(left, at, count);
      this.#amplify(left, at, count);
      this.#stepLeft -= count;
      at += count;
    }
    this.#nextFrame = start + frames;
    this.#limiter.process(left, 0, frames);
    if (right !== left) for (let frame = 0; frame < frames; frame++) right[frame] = left[frame]!;
  }

  /** Everything that glides, on by one control step. */
  #planStep(): void {
    this.#stepLeft = CONTROL_FRAMES;
    this.#levelSlope = 0;
    const glides = this.#glides;
    if (glides.advance()) {
      this.#levelSlope = (decibelsToGain(glides.values[GAIN]!) - this.#level) / CONTROL_FRAMES;
    }
    this.#channels.advance(glides.values[BEND_RANGE]!, glides.values[TUNE]! / 100);
  }

  #amplify(bus: Float32Array, offset: Samples, frames: Samples): void {
    const slope = this.#levelSlope;
    let level = this.#level;
    for (let frame = offset; frame < offset + frames; frame++) {
      level += slope;
      bus[frame]! *= level;
    }
    this.#level = level;
  }

  #setParameter(id: ParameterId, asked: number): void {
    const value = clampParameter(id, asked);
    switch (id) {
      case 'gain':
        this.#glides.targets[GAIN] = value;
        break;
      case 'attack':
        this.#shape.setAttack(value);
        break;
      case 'decay':
        this.#shape.setDecay(value);
        break;
      case 'sustain':
        this.#shape.sustain = value / 100;
        break;
      case 'release':
        this.#shape.setRelease(value);
        break;
      case 'bendRange':
        this.#glides.targets[BEND_RANGE] = value;
        break;
      case 'tune':
        this.#glides.targets[TUNE] = value;
        break;
      case 'velocityAmount':
        this.#velocityAmount = value / 100;
        break;
    }
  }

  #obey(bytes: number): void {
    const channel = bytes & 0x0f;
    if (this.#channel !== null && channel !== this.#channel) return;
    const first = (bytes >> 8) & 0x7f;
    const second = (bytes >> 16) & 0x7f;
    switch (bytes & 0xf0) {
      case 0x80:
        this.#voices.noteOff(channel, first, this.#pedal(channel));
        break;
      case 0x90:
        if (second === 0) this.#voices.noteOff(channel, first, this.#pedal(channel));
        else this.#noteOn(channel, first, second);
        break;
      case 0xb0:
        this.#control(channel, first, second);
        break;
      case 0xc0:
        this.#program = first;
        break;
      case 0xe0:
        this.#channels.setBend(channel, first | (second << 7));
        break;
    }
  }

  #noteOn(channel: number, key: number, velocity: number): void {
    const zone = this.#zones.nearest(key);
    if (zone === null) return;
    if (this.#voices.sounding === 0) this.#jump();
    this.#voices.noteOn(channel, key, velocityGain(velocity, this.#velocityAmount), zone);
  }

  #control(channel: number, controller: number, value: number): void {
    switch (controller) {
      case 7:
        return this.#channels.setVolume(channel, value);
      case 11:
        return this.#channels.setExpression(channel, value);
      case 64:
        this.#channels.pedals[channel] = value >= 64 ? 1 : 0;
        if (value < 64) this.#voices.pedalUp(channel);
        return;
      case 120:
        return this.#voices.allSoundOff(channel);
      case 121:
        this.#channels.resetControllers(channel);
        return this.#voices.pedalUp(channel);
    }
    // 123 and the mode messages 124 to 127, which imply it; the pedal holds on, as MIDI says.
    if (controller >= 123) this.#voices.allNotesOff(channel, this.#pedal(channel));
  }

  #pedal(channel: number): boolean {
    return this.#channels.pedals[channel] === 1;
  }

  /** Nothing sounds: nothing need glide to where it should be. */
  #jump(): void {
    const glides = this.#glides;
    glides.jump();
    this.#level = decibelsToGain(glides.values[GAIN]!);
    this.#levelSlope = 0;
    this.#channels.jump(glides.values[BEND_RANGE]!, glides.values[TUNE]! / 100);
  }
}
