/** Sounds one note: samples, filter, envelope, pan. [audio, while playing; no allocation] */
import type { Gain01, Hertz, MidiNote, Samples } from '../../src/units.js';
import type { Channels } from './channels.js';
import type { KeyZone, KeyZones } from './key-zones.js';
import { CONTROL_FRAMES, FADE_SECONDS } from './constants.js';
import { Envelope } from './envelope.js';
import { Expression } from './expression.js';
import { Filter } from './filter.js';
import type { MorphGrid } from './morph-grid.js';
import type { Interpolator } from './interpolator.js';
import { fade, SampleReader } from './sample-reader.js';
import {
  CUTOFF,
  FILTER_ENVELOPE,
  FILTER_VELOCITY,
  KEY_TRACKING,
  NATURAL_DECAY,
  RESONANCE,
  type Settings,
} from './settings.js';

/** What all voices see of the player. */
export interface VoiceWorld {
  readonly rate: Hertz;
  readonly settings: Settings;
  readonly channels: Channels;
  readonly keyZones: KeyZones;
  readonly interpolator: Interpolator;
  /** Pitch of each key. */
  readonly tuning: Float64Array;
}

/** The key that key tracking leaves the cutoff of alone. */
const TRACKING_CENTRE: MidiNote = 60;

/**
 * One sounding note. What it sounds like (samples, mix, pitch, filter) is worked out a control step ahead,
 * counted from its own first frame; how loud (envelope, pan) in control steps that also begin where it is let
 * go. So a note begins and ends on the very frame it was asked to, whatever the blocks are. [audio]
 */
export class Voice {
  readonly #world: VoiceWorld;
  readonly #envelope: Envelope;
  readonly #filterEnvelope: Envelope;
  readonly #filter: Filter;
  readonly #content = new Float64Array(CONTROL_FRAMES);
  readonly #fadeStep: number;
  #reader: SampleReader;
  /** Reads on for a moment what the reader took over from. */
  #outgoing: SampleReader;
  #keyZone: KeyZone | null = null;
  /** Of the key zones when this voice last found its morph grid. */
  #generation = -1;
  #filtered = false;
  #level: Gain01 = 1;
  /** Of the quick fade out; 0 when there is none, above 0 once it runs. */
  #fadePhase = 0;
  /** Frames left of what is worked out. */
  #contentLeft: Samples = 0;
  #gainLeft: Samples = 0;
  /** Gain of each channel at the next frame, and what it grows by each frame. */
  #left = 0;
  #right = 0;
  #leftSlope = 0;
  #rightSlope = 0;
  #last = false;

  /** Pitch, mix and level as played. */
  readonly expression: Expression;
  channel = 0;
  key: MidiNote = 0;
  /** Takes part in the sound. */
  active = false;
  /** The key is down. */
  held = false;
  /** The key is up, a pedal holds it. */
  sustained = false;
  /** It was held when the sostenuto pedal went down. */
  sostenuto = false;
  /** Fades out quickly: no longer counts as a voice. */
  fading = false;
  /** Rises with each note: the smaller, the older. */
  age = 0;

  constructor(world: VoiceWorld) {
    const { rate, settings, interpolator } = world;
    this.#world = world;
    this.#envelope = new Envelope(settings.shape);
    this.#filterEnvelope = new Envelope(settings.filterShape);
    this.#filter = new Filter(rate);
    this.#reader = new SampleReader(rate, interpolator);
    this.#outgoing = new SampleReader(rate, interpolator);
    this.#fadeStep = CONTROL_FRAMES / (FADE_SECONDS * rate);
    this.expression = new Expression(rate, settings, world.channels);
  }

  /** How loud it is, apart from its samples. */
  get gain(): number {
    return Math.max(this.#left, this.#right);
  }

  get underruns(): number {
    return this.#reader.underruns + this.#outgoing.underruns;
  }

  /**
   * Begins a note, whose `expression` was begun before. `level`: of its velocity, pedal and unison. `age`: the same
   * for all voices of a note.
   */
  start(channel: number, key: MidiNote, level: Gain01, keyZone: KeyZone, grid: MorphGrid, age: number): void {
    this.channel = channel;
    this.key = key;
    this.age = age;
    this.active = true;
    this.held = true;
    this.sustained = false;
    this.sostenuto = false;
    this.fading = false;
    this.#level = level;
    this.#keyZone = keyZone;
    this.#generation = this.#world.keyZones.generation;
    this.#fadePhase = 0;
    this.#contentLeft = 0;
    this.#gainLeft = 0;
    this.#left = 0;
    this.#right = 0;
    this.#last = false;
    this.#filtered = false;
    this.#envelope.start();
    this.#filterEnvelope.start();
    this.#reader.start(grid);
    this.#outgoing.stop();
  }

  /** Another key without a new attack: the samples of `keyZone` where these are now. */
  legatoTo(channel: number, key: MidiNote, keyZone: KeyZone): void {
    this.channel = channel;
    this.key = key;
    this.held = true;
    this.sustained = false;
    this.#keyZone = keyZone;
    this.#generation = -1;
  }

  /** Key and pedals are up. */
  release(): void {
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.#envelope.release();
    this.#filterEnvelope.release();
    this.expression.freeze(this.channel);
    this.#cutGain();
  }

  /** Out in a few milliseconds, without a click. */
  fadeOut(): void {
    if (this.fading) return;
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.fading = true;
    this.#cutGain();
  }

  /** Adds the voice to the buses. */
  render(left: Float32Array, right: Float32Array, offset: Samples, frames: Samples): void {
    const end = offset + frames;
    for (let at = offset; at < end;) {
      if (this.#contentLeft === 0) this.#planContent();
      if (this.#gainLeft === 0 && !this.#planGain()) return;
      const count = Math.min(this.#contentLeft, this.#gainLeft, end - at);
      this.#add(left, right, at, count);
      this.#contentLeft -= count;
      this.#gainLeft -= count;
      at += count;
    }
  }

  #add(left: Float32Array, right: Float32Array, offset: Samples, count: Samples): void {
    const content = this.#content;
    const leftSlope = this.#leftSlope;
    const rightSlope = this.#rightSlope;
    let leftGain = this.#left;
    let rightGain = this.#right;
    let from = CONTROL_FRAMES - this.#contentLeft;
    for (let frame = offset; frame < offset + count; frame++) {
      leftGain += leftSlope;
      rightGain += rightSlope;
      const sample = content[from++]!;
      left[frame]! += leftGain * sample;
      right[frame]! += rightGain * sample;
    }
    this.#left = leftGain;
    this.#right = rightGain;
  }

  /** Ends the step of the gain where it stands, so that what was asked begins on this frame. */
  #cutGain(): void {
    if (!this.#last) this.#gainLeft = 0;
  }

  /** Works out what the next control step sounds like. */
  #planContent(): void {
    this.#contentLeft = CONTROL_FRAMES;
    const { settings, tuning } = this.#world;
    const { expression, channel } = this;
    expression.advance(channel, this.key, tuning);
    this.#findGrid();
    const content = this.#content.fill(0);
    this.#read(this.#reader, content);
    if (!this.#outgoing.finished) {
      this.#read(this.#outgoing, content);
      if (this.#outgoing.finished) this.#outgoing.stop();
    }
    if (settings.filtering) this.#filterContent(content);
    else this.#filtered = false;
  }

  #read(reader: SampleReader, content: Float64Array): void {
    const { expression } = this;
    const grid = reader.grid;
    if (grid === null) return;
    reader.setMix(expression.x, expression.y);
    reader.pitch = expression.pitch;
    reader.decay = this.#world.settings.smoothed.values[NATURAL_DECAY]!;
    reader.render(content);
  }

  #filterContent(content: Float64Array): void {
    const { settings } = this.#world;
    const { expression } = this;
    const filter = this.#filter;
    const smoothed = settings.smoothed.values;
    if (!this.#filtered) filter.reset();
    this.#filtered = true;
    this.#filterEnvelope.advance();
    filter.cutoffOctaves =
      smoothed[CUTOFF]! +
      (smoothed[KEY_TRACKING]! * (expression.pitch - TRACKING_CENTRE)) / 12 +
      smoothed[FILTER_ENVELOPE]! * this.#filterEnvelope.value +
      smoothed[FILTER_VELOCITY]! * expression.velocity +
      expression.cutoff;
    filter.resonanceOctaves = smoothed[RESONANCE]!;
    filter.process(content, settings.filterGains.values);
  }

  /** Goes over to other samples when those it reads were replaced, or others are nearer. */
  #findGrid(): void {
    const { keyZones } = this.#world;
    const keyZone = this.#keyZone;
    const current = this.#reader.grid;
    if (keyZone === null || current === null) return;
    if (this.#generation === keyZones.generation && keyZone.grids.length < 2) return;
    const grid = keyZone.nearest(this.expression.x, this.expression.y);
    if (grid === null) {
      // The key zone is gone: to that of what came in place of these samples, or on to their end.
      this.#generation = keyZones.generation;
      const other = keyZones.keyZone(current.any);
      if (other !== null && other !== keyZone) {
        this.#keyZone = other;
        this.#generation = -1;
      }
      return;
    }
    if (grid === current) this.#generation = keyZones.generation;
    else if (this.#outgoing.finished && this.#outgoing.crossfadeFrom(grid, this.#reader)) {
      const reader = this.#reader;
      this.#reader = this.#outgoing;
      this.#outgoing = reader;
      this.#generation = keyZones.generation;
    }
  }

  /** Plans the gain over the next control step; false when the voice is over. */
  #planGain(): boolean {
    if (this.#last) {
      this.#end();
      return false;
    }
    const { channels } = this.#world;
    if (this.fading) this.#fadePhase = Math.min(1, this.#fadePhase + this.#fadeStep);
    this.#envelope.advance();
    const { expression } = this;
    const level =
      this.#envelope.value *
      this.#level *
      channels.gains[this.channel]! *
      expression.tremolo *
      fade(this.#fadePhase);
    const pan = Math.min(1, Math.max(-1, expression.pan + channels.pans[this.channel]!));
    this.#last = this.#envelope.done || this.#fadePhase >= 1 || this.#reader.finished;
    // Equal power on all sides, and unchanged in the middle.
    const goalLeft = this.#last ? 0 : level * Math.sqrt(1 - pan);
    const goalRight = this.#last ? 0 : level * Math.sqrt(1 + pan);
    this.#leftSlope = (goalLeft - this.#left) / CONTROL_FRAMES;
    this.#rightSlope = (goalRight - this.#right) / CONTROL_FRAMES;
    this.#gainLeft = CONTROL_FRAMES;
    return true;
  }

  #end(): void {
    this.active = false;
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.#reader.stop();
    this.#outgoing.stop();
    this.#keyZone = null;
  }
}

/**
 * Gain of a velocity: (velocity / 127)^(2 · amount · power). Amount 0 is always full level; 1, with power 1, is
 * the square law that General MIDI recommends for volume.
 */
export function velocityGain(velocity: Gain01, amount: Gain01): Gain01 {
  return velocity ** (2 * amount);
}
