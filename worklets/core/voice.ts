/** Renders one note: samples, filter, envelope, pan. [audio, while playing; no allocation] */
import type { Gain01, Hertz, MidiNote, Samples } from '../../src/units.js';
import type { Channels } from './channels.js';
import type { KeyZone, KeyZones } from './key-zones.js';
import { CONTROL_FRAMES, FADE_SECONDS } from './constants.js';
import { Envelope } from './envelope.js';
import { Expression } from './expression.js';
import { Filter } from './filter.js';
import type { MorphGrid } from './morph-grid.js';
import type { Interpolator } from './interpolator.js';
import { LiveReader } from './live/live-reader.js';
import type { LiveSources } from './live/live-sources.js';
import { LevelledSwap } from './levelled-swap.js';
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

/** State of the player that all voices share. */
export interface VoiceWorld {
  readonly rate: Hertz;
  readonly settings: Settings;
  readonly channels: Channels;
  readonly keyZones: KeyZones;
  readonly live: LiveSources;
  readonly interpolator: Interpolator;
  /** Pitch of each key. */
  readonly tuning: Float64Array;
}

/** Key whose cutoff key tracking does not change. */
const TRACKING_CENTRE: MidiNote = 60;

/**
 * One voice. Its content (samples, mix, pitch, filter) is computed a control step ahead, counted from its first frame;
 * its gain (envelope, pan) in control steps that also start on the frame of its release. So notes start and end
 * sample-accurately, for every block size. [audio]
 */
export class Voice {
  readonly #world: VoiceWorld;
  readonly #envelope: Envelope;
  readonly #filterEnvelope: Envelope;
  readonly #filter: Filter;
  readonly #content = new Float64Array(CONTROL_FRAMES);
  readonly #fadeStep: number;
  #reader: SampleReader;
  /** The reader that fades out while `#reader` fades in. */
  #outgoing: SampleReader;
  /** The same of the live engine; the voice reads samples or plays live, and both while one takes over from the other. */
  #live: LiveReader;
  #liveOutgoing: LiveReader;
  readonly #swap: LevelledSwap;
  #playsLive = false;
  /** Frames of content since the note began. */
  #played: Samples = 0;
  #keyZone: KeyZone | null = null;
  /** Generation of the key zones when this voice last looked up its morph grid. */
  #generation = -1;
  #filtered = false;
  #level: Gain01 = 1;
  /** Phase of the quick fade-out; 0: none. */
  #fadePhase = 0;
  /** Frames of computed content that are not rendered yet. */
  #contentLeft: Samples = 0;
  #gainLeft: Samples = 0;
  /** Gain of each channel at the next frame, and its increment per frame. */
  #left = 0;
  #right = 0;
  #leftSlope = 0;
  #rightSlope = 0;
  #last = false;

  /** Modulation: pitch, mix, pan and tremolo of this voice. */
  readonly expression: Expression;
  channel = 0;
  key: MidiNote = 0;
  /** The voice sounds. */
  active = false;
  /** The key is down. */
  held = false;
  /** The key is up, and a pedal holds the note. */
  sustained = false;
  /** The key was down when the sostenuto pedal was pressed. */
  sostenuto = false;
  /** Fades out quickly, and no longer counts as a voice in use. */
  fading = false;
  /** Number of its note, counting up: the smaller, the older. */
  age = 0;

  constructor(world: VoiceWorld) {
    const { rate, settings, interpolator } = world;
    this.#world = world;
    this.#envelope = new Envelope(settings.shape);
    this.#filterEnvelope = new Envelope(settings.filterShape);
    this.#filter = new Filter(rate);
    this.#reader = new SampleReader(rate, interpolator);
    this.#outgoing = new SampleReader(rate, interpolator);
    this.#live = new LiveReader(rate);
    this.#liveOutgoing = new LiveReader(rate);
    this.#swap = new LevelledSwap(rate);
    this.#fadeStep = CONTROL_FRAMES / (FADE_SECONDS * rate);
    this.expression = new Expression(rate, settings, world.channels);
  }

  /** Present gain: level, envelope and fades, without the samples. */
  get gain(): number {
    return Math.max(this.#left, this.#right);
  }

  get underruns(): number {
    return this.#reader.underruns + this.#outgoing.underruns;
  }

  /**
   * Starts a note; its `expression` must have been started before. `level`: gain by velocity, soft pedal and unison.
   * `age`: the same for all voices of a note. Without a `grid` it is played live; false: it cannot be played.
   */
  start(
    channel: number,
    key: MidiNote,
    level: Gain01,
    keyZone: KeyZone | null,
    grid: MorphGrid | null,
    age: number,
  ): boolean {
    this.#stopReaders();
    this.#playsLive = grid === null && this.#startLive(this.#live, age, 0);
    if (grid === null && !this.#playsLive) return false;
    this.#played = 0;
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
    if (grid !== null) this.#reader.start(grid);
    return true;
  }

  /** Continues at another key without a new attack: crossfades to the samples of `keyZone` at the same position. */
  legatoTo(channel: number, key: MidiNote, keyZone: KeyZone | null): void {
    this.channel = channel;
    this.key = key;
    this.held = true;
    this.sustained = false;
    this.#keyZone = keyZone;
    this.#generation = -1;
  }

  /** Starts the release: key and pedals are up. */
  release(): void {
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.#envelope.release();
    this.#filterEnvelope.release();
    this.expression.freeze(this.channel);
    this.#cutGain();
  }

  /** Fades out within a few milliseconds, without a click. */
  fadeOut(): void {
    if (this.fading) return;
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.fading = true;
    this.#cutGain();
  }

  /** Adds the voice's frames to the output buses. */
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

  /** Ends the gain's control step at this frame, so that a release or fade starts on it. */
  #cutGain(): void {
    if (!this.#last) this.#gainLeft = 0;
  }

  /** Computes the content of the next control step: samples, filter. */
  #planContent(): void {
    this.#contentLeft = CONTROL_FRAMES;
    const { settings, tuning } = this.#world;
    const { expression, channel } = this;
    expression.advance(channel, this.key, tuning);
    if (this.#playsLive) this.#followLive();
    else {
      this.#findGrid();
      if (settings.live) this.#becomeLive();
    }
    const content = this.#content.fill(0);
    if (!this.#reader.finished || !this.#playsLive) this.#read(this.#reader, content);
    if (!this.#outgoing.finished) {
      this.#read(this.#outgoing, content);
      if (this.#outgoing.finished) this.#outgoing.stop();
    }
    if (this.#liveOutgoing.finished) this.#play(this.#live, content);
    else this.#playBoth(content);
    this.#played = (this.#played + CONTROL_FRAMES) | 0;
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

  #play(live: LiveReader, content: Float64Array): void {
    if (live.finished) return;
    this.#tell(live);
    live.render(content);
  }

  /** Both sets that a note is between. */
  #playBoth(content: Float64Array): void {
    const swap = this.#swap;
    this.#play(this.#live, swap.incoming.fill(0));
    this.#play(this.#liveOutgoing, swap.outgoing.fill(0));
    swap.share = this.#live.gain;
    swap.addTo(content);
  }

  #tell(live: LiveReader): void {
    const { expression } = this;
    live.x = expression.x;
    live.y = expression.y;
    live.pitch = expression.pitch;
    live.decay = this.#world.settings.smoothed.values[NATURAL_DECAY]!;
  }

  #startLive(live: LiveReader, age: number, played: Samples, from: LiveReader | null = null): boolean {
    const { engine } = this.#world.live;
    if (engine === null) return false;
    this.#tell(live);
    return live.start(engine, age, played, from);
  }

  /** Goes on to new sources, or to samples that were rendered meanwhile, if these are wanted. */
  #followLive(): void {
    const { live: sources, settings, keyZones } = this.#world;
    const live = this.#live;
    if (live.swapping || !this.#liveOutgoing.finished) return;
    const next = sources.engine!.set;
    // what is taken apart does not go back to a recording, which may have ended
    if (live.set !== null && next !== null && next !== live.set && (live.set.recorded || !next.recorded)) {
      const { recorded } = live.set;
      const from = recorded ? live : null;
      if (this.#startLive(this.#liveOutgoing, this.age, this.#played, from)) this.#swapLive(recorded);
      return;
    }
    if (settings.live || !this.#reader.finished) return;
    const { expression } = this;
    const keyZone = keyZones.nearest(expression.pitch);
    const grid = keyZone?.nearest(expression.x, expression.y) ?? null;
    if (!sources.rendered(keyZone, grid, expression.pitch)) return;
    this.#reader.pitch = expression.pitch;
    if (!this.#reader.startAt(grid!, this.#played / this.#world.rate)) return;
    live.fadeOut();
    this.#keyZone = keyZone;
    this.#generation = -1;
    this.#playsLive = false;
  }

  #swapLive(recorded: boolean): void {
    const live = this.#live;
    live.fadeOut(recorded);
    this.#swap.begin();
    this.#live = this.#liveOutgoing;
    this.#liveOutgoing = live;
  }

  /** Goes on from samples to the live engine, where it has sources. */
  #becomeLive(): void {
    const { engine } = this.#world.live;
    if (!engine?.set || engine.set.recorded || !this.#live.finished || !this.#outgoing.finished) return;
    if (!this.#startLive(this.#live, this.age, Math.max(1, this.#played))) return;
    this.#reader.fadeOut();
    this.#playsLive = true;
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

  /** Crossfades to another morph grid when the present one was replaced, or another is nearer to the mix position. */
  #findGrid(): void {
    const { keyZones } = this.#world;
    const keyZone = this.#keyZone;
    const current = this.#reader.grid;
    if (keyZone === null || current === null) return;
    if (this.#generation === keyZones.generation && keyZone.grids.length < 2) return;
    const grid = keyZone.nearest(this.expression.x, this.expression.y);
    if (grid === null) {
      // The key zone is gone: use that of the zone's replacement, or else play the samples to their end.
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

  /** Computes the gain ramp of the next control step; returns false when the voice has ended. */
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
    this.#last = this.#envelope.done || this.#fadePhase >= 1 || this.#soundEnded;
    // Equal-power pan, normalised to unity gain at the centre.
    const goalLeft = this.#last ? 0 : level * Math.sqrt(1 - pan);
    const goalRight = this.#last ? 0 : level * Math.sqrt(1 + pan);
    this.#leftSlope = (goalLeft - this.#left) / CONTROL_FRAMES;
    this.#rightSlope = (goalRight - this.#right) / CONTROL_FRAMES;
    this.#gainLeft = CONTROL_FRAMES;
    return true;
  }

  get #soundEnded(): boolean {
    return this.#playsLive ? this.#live.finished : this.#reader.finished;
  }

  #stopReaders(): void {
    this.#reader.stop();
    this.#outgoing.stop();
    this.#live.stop();
    this.#liveOutgoing.stop();
  }

  #end(): void {
    this.active = false;
    this.held = false;
    this.sustained = false;
    this.sostenuto = false;
    this.#stopReaders();
    this.#keyZone = null;
  }
}

/**
 * Gain of a velocity: (velocity / 127)^(2 · amount · power). Amount 0: full level at every velocity; amount 1 with
 * power 1: the square law that General MIDI recommends for volume.
 */
export function velocityGain(velocity: Gain01, amount: Gain01): Gain01 {
  return velocity ** (2 * amount);
}
