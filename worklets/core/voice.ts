import type { Gain01, Hertz, MidiNote, Samples, Velocity } from '../../src/units.js';
import type { Channels } from './channels.js';
import { CONTROL_FRAMES, FADE_SECONDS } from './constants.js';
import { Envelope, type EnvelopeShape } from './envelope.js';
import { fade, ZoneReader } from './reader.js';
import type { Zone } from './zone.js';

/** What all voices see of the player. */
export interface VoiceWorld {
  readonly rate: Hertz;
  readonly shape: EnvelopeShape;
  readonly channels: Channels;
}

/**
 * One sounding note: an envelope over a reader. Its control steps are counted from its own first frame, so
 * a note begins on the very frame it was asked for, and the same whatever the blocks are. [audio]
 */
export class Voice {
  readonly #world: VoiceWorld;
  readonly #envelope: Envelope;
  readonly #reader: ZoneReader;
  readonly #fadeStep: number;
  #zoneSpeed = 1;
  #semitones = 0;
  #velocityGain: Gain01 = 1;
  /** Of the quick fade out; 0 when there is none, above 0 once it runs. */
  #fadePhase = 0;
  #stepLeft: Samples = 0;
  #target = 0;
  #last = false;

  channel = 0;
  key: MidiNote = 0;
  /** Takes part in the sound. */
  active = false;
  /** The key is down. */
  held = false;
  /** The key is up, the pedal holds it. */
  sustained = false;
  /** Fades out quickly: no longer counts as a voice. */
  fading = false;
  /** Rises with each note: the smaller, the older. */
  age = 0;
  /** Where its mix is. */
  x: Gain01 = 0;
  y: Gain01 = 0;

  constructor(world: VoiceWorld) {
    this.#world = world;
    this.#envelope = new Envelope(world.shape);
    this.#reader = new ZoneReader(world.rate);
    this.#fadeStep = CONTROL_FRAMES / (FADE_SECONDS * world.rate);
  }

  /** Gain now: how loud the voice is, apart from its samples. */
  get gain(): number {
    return this.#reader.gain;
  }

  get underruns(): number {
    return this.#reader.underruns;
  }

  start(
    channel: number,
    key: MidiNote,
    pitch: MidiNote,
    velocityGain: Gain01,
    zone: Zone,
    age: number,
  ): void {
    this.channel = channel;
    this.key = key;
    this.age = age;
    this.x = zone.x;
    this.y = zone.y;
    this.active = true;
    this.held = true;
    this.sustained = false;
    this.fading = false;
    this.#velocityGain = velocityGain;
    this.#zoneSpeed = 2 ** ((pitch - zone.rootMidi) / 12);
    this.#semitones = 0;
    this.#reader.speed = this.#zoneSpeed;
    this.#fadePhase = 0;
    this.#stepLeft = 0;
    this.#target = 0;
    this.#last = false;
    this.#envelope.start();
    this.#reader.start(zone);
  }

  /** Key and pedal are up. */
  release(): void {
    this.held = false;
    this.sustained = false;
    this.#envelope.release();
    this.#cutStep();
  }

  /** Out in a few milliseconds, without a click. */
  fadeOut(): void {
    if (this.fading) return;
    this.held = false;
    this.sustained = false;
    this.fading = true;
    this.#cutStep();
  }

  /** Adds the voice to the bus. */
  render(bus: Float32Array, offset: Samples, frames: Samples): void {
    const end = offset + frames;
    for (let at = offset; at < end;) {
      if (this.#stepLeft === 0 && !this.#planStep()) return;
      const count = Math.min(this.#stepLeft, end - at);
      this.#reader.render(bus, at, count);
      this.#stepLeft -= count;
      at += count;
    }
  }

  /** Ends the control step where it stands, so that what was asked begins on this frame. */
  #cutStep(): void {
    if (this.#last) return;
    if (this.#stepLeft > 0) this.#target = this.#reader.gain;
    this.#stepLeft = 0;
  }

  /** Plans the next control step; false when the voice is over. */
  #planStep(): boolean {
    if (this.#last) {
      this.active = false;
      this.held = false;
      this.sustained = false;
      this.#reader.stop();
      return false;
    }
    const channels = this.#world.channels;
    const semitones = channels.semitones[this.channel]!;
    if (semitones !== this.#semitones) {
      this.#semitones = semitones;
      this.#reader.speed = this.#zoneSpeed * 2 ** (semitones / 12);
    }
    if (this.fading) this.#fadePhase = Math.min(1, this.#fadePhase + this.#fadeStep);
    this.#envelope.advance();
    this.#reader.plan();
    const level = this.#envelope.value * this.#velocityGain * channels.gains[this.channel]!;
    const from = this.#target;
    const to = level * fade(this.#fadePhase) * this.#reader.planned;
    this.#last = this.#envelope.done || this.#fadePhase >= 1 || this.#reader.finished;
    this.#target = this.#last ? 0 : to;
    this.#reader.aim(from, this.#target);
    this.#stepLeft = CONTROL_FRAMES;
    return true;
  }
}

/**
 * Gain of a velocity: (velocity / 127)^(2 · amount). Amount 0 is always full level; 1 is the square law that
 * General MIDI recommends for volume.
 */
export function velocityGain(velocity: Velocity, amount: Gain01): Gain01 {
  return (velocity / 127) ** (2 * amount);
}
