/** Reads one morph grid at any speed for a voice, with loop, fades and underruns. [audio, while playing; no allocation] */
import type { Gain01, Hertz, MidiNote, Samples, Seconds } from '../../src/units.js';
import {
  CONTROL_FRAMES,
  END_FADE_SECONDS,
  FADE_SECONDS,
  MAX_INCREMENT,
  RESUME_SECONDS,
  SWAP_SECONDS,
} from './constants.js';
import type { MorphGrid } from './morph-grid.js';
import type { Interpolator } from './interpolator.js';
import { LayerMix } from './layer-mix.js';
import { chooseTable, MAX_HALF_TAPS, sincTables } from './sinc.js';
import type { Zone } from './zone.js';

/** Fade-out curve with zero slope at both ends; `phase` 0 to 1 gives 1 to 0. */
export function fade(phase: number): Gain01 {
  return phase <= 0 ? 1 : phase >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * phase);
}

/** Samples kept behind the position: what the widest sinc kernel reads. */
const BEHIND: Samples = MAX_HALF_TAPS - 1;
/** Window length: several control steps at the highest playback rate, so that it is not shifted at every step. */
const WINDOW: Samples = 512;

/**
 * Reads one morph grid at any rate, around its loop, in whole control steps. A voice has one reader, and a second while
 * it crossfades to other samples. Before it would reach samples that have not arrived it fades out, waits, and fades in
 * again. [audio]
 *
 * Fractions that pass into or out of a function may be boxed, which is garbage on the audio thread: that is
 * why some are fields.
 */
export class SampleReader {
  readonly #tables = sincTables();
  readonly #rate: Hertz;
  readonly #interpolator: Interpolator;
  readonly #fadeFrames: Samples;
  readonly #swapStep: number;
  #grid: MorphGrid | null = null;
  #table = 0;
  readonly #mix = new LayerMix();
  /** Mixed samples around the position. */
  readonly #window = new Float32Array(WINDOW);
  #filled: Samples = 0;
  /** Window index that the next frame reads, with a fraction. */
  #position = 0;
  /** The same in samples from the note's start, as if the loop were unrolled. */
  #played: Samples = 0;
  /** Playback rate: zone samples per frame. */
  #increment = 0;
  /** 'ended': at the end of samples that will be replaced, silent until then. */
  #state: 'playing' | 'starving' | 'waiting' | 'ended' | 'finished' = 'finished';
  /** Phase of the fade around an underrun: 0 sounds, 1 is silent. */
  #fadePhase = 0;
  /** Phase of the crossfade between two readers, 0 to 1, and its direction. */
  #swapPhase = 0;
  #swap: 'none' | 'in' | 'out' = 'none';
  /** Gain at the end of the last step. */
  #gain = 0;
  /** Underruns since it was made. */
  underruns = 0;
  /** Amount of natural decay of its layers from the next step on: 0 none, 1 all. */
  decay: Gain01 = 1;
  /** Pitch that it sounds at from the next step on. */
  pitch: MidiNote = 60;
  #lastPitch: MidiNote = NaN;
  constructor(rate: Hertz, interpolator: Interpolator) {
    this.#rate = rate;
    this.#interpolator = interpolator;
    this.#fadeFrames = FADE_SECONDS * rate;
    this.#swapStep = CONTROL_FRAMES / (SWAP_SECONDS * rate);
  }

  get grid(): MorphGrid | null {
    return this.#grid;
  }

  /** The samples are played to their end, or have decayed to silence. */
  get finished(): boolean {
    return this.#state === 'finished';
  }

  /** Starts at the grid's first sample. */
  start(grid: MorphGrid): void {
    this.#begin(grid, 0, 0);
    this.#table = 0;
    this.#fadePhase = 0;
    this.#swap = 'none';
    this.#gain = 1;
  }

  /**
   * Starts at another reader's position and fades in while that one fades out. Returns false and does nothing when no
   * samples have arrived at that position, or when the other is still fading in itself.
   */
  crossfadeFrom(grid: MorphGrid, other: SampleReader): boolean {
    const from = other.#grid;
    if (from === null || other.#state === 'finished' || other.#swap !== 'none') return false;
    const { sampleRate } = grid.any;
    const { loop } = grid;
    const back = other.#filled - other.#position;
    const ratio = sampleRate / from.any.sampleRate;
    let position = other.#mix.sampleBefore(back) * ratio;
    if (loop !== null && position >= loop.end) {
      position = loop.start + ((position - loop.start) % (loop.end - loop.start));
    }
    const there = Math.min(grid.available, loop === null ? grid.length : Infinity);
    const cushion =
      MAX_HALF_TAPS + 2 * (SWAP_SECONDS + FADE_SECONDS) * sampleRate * Math.max(1, other.#increment);
    if (there < position + cushion) return false;
    this.#begin(grid, position, other.#mix.playedBefore(back) * ratio - position);
    this.#table = other.#table;
    this.#fadePhase = other.#fadePhase;
    this.#swap = 'in';
    this.#swapPhase = 0;
    this.#gain = 0;
    other.#swap = 'out';
    other.#swapPhase = 0;
    return true;
  }

  /**
   * Fades in where a note is that has sounded for `seconds` at its `pitch`. Returns false and does nothing where the samples end
   * before that, or have not arrived.
   */
  startAt(grid: MorphGrid, seconds: Seconds): boolean {
    const { rootMidi, sampleRate } = grid.any;
    const { loop } = grid;
    const played = seconds * sampleRate * 2 ** ((this.pitch - rootMidi) / 12);
    const inLoop = loop !== null && played >= loop.end;
    const position = inLoop ? loop.start + ((played - loop.start) % (loop.end - loop.start)) : played;
    const cushion = MAX_HALF_TAPS + 2 * (SWAP_SECONDS + FADE_SECONDS) * sampleRate * MAX_INCREMENT;
    const there = Math.min(grid.available, loop === null ? grid.length : Infinity);
    if (there < position + cushion) return false;
    this.#begin(grid, position, played - position);
    this.#table = 0;
    this.#fadePhase = 0;
    this.#swap = 'in';
    this.#swapPhase = 0;
    this.#gain = 0;
    return true;
  }

  /** Fades out within SWAP_SECONDS. */
  fadeOut(): void {
    this.#swapPhase = this.#swap === 'in' ? 1 - this.#swapPhase : 0;
    this.#swap = 'out';
  }

  /** @param looped samples that the loop jumped back before this position. */
  #begin(grid: MorphGrid, position: Samples, looped: Samples): void {
    const whole = Math.floor(position);
    this.#grid = grid;
    this.#mix.start(grid, whole - BEHIND, Math.round(looped));
    this.#filled = 0;
    this.#position = BEHIND + position - whole;
    this.#played = position;
    this.#state = 'playing';
    this.#lastPitch = NaN;
  }

  /** Drops the references to its zones, for the garbage collector. */
  stop(): void {
    this.#grid = null;
    this.#state = 'finished';
    this.#mix.stop();
  }

  /** Sets the mix position from the next step on. */
  setMix(x: Gain01, y: Gain01): void {
    this.#mix.x = x;
    this.#mix.y = y;
  }

  /** Adds the next control step. */
  render(out: Float64Array): void {
    const grid = this.#grid;
    if (grid === null || this.#state === 'finished') return;
    if (this.pitch !== this.#lastPitch) this.#retune(grid.any);
    this.#mix.decay = this.decay;
    this.#follow(grid);
    const from = this.#gain;
    if ((this.#state === 'waiting' || this.#state === 'ended') && from === 0) return;
    this.#planGain(grid);
    const table = this.#tables[this.#table]!;
    this.#fill(table.taps / 2);
    const interpolator = this.#interpolator;
    interpolator.position = this.#position;
    interpolator.increment = this.#increment;
    interpolator.gain = from;
    interpolator.slope = (this.#gain - from) / CONTROL_FRAMES;
    interpolator.read(table, this.#window, out);
    this.#position += this.#increment * CONTROL_FRAMES;
    this.#played += this.#increment * CONTROL_FRAMES;
  }

  #retune({ rootMidi, sampleRate }: Zone): void {
    this.#lastPitch = this.pitch;
    const speed = 2 ** ((this.pitch - rootMidi) / 12);
    this.#increment = Math.min(MAX_INCREMENT, (speed * sampleRate) / this.#rate);
    this.#table = chooseTable(this.#tables, this.#table, this.#increment);
  }

  /** Fills the window with the samples that the next step reads. */
  #fill(half: Samples): void {
    const last = this.#position + this.#increment * (CONTROL_FRAMES - 1);
    // `| 0`: a whole number that is passed on as one is not boxed.
    const reach = (Math.floor(last) + half + 1) | 0;
    if (reach > WINDOW) {
      const behind = (Math.floor(this.#position) - BEHIND) | 0;
      this.#window.copyWithin(0, behind, this.#filled);
      this.#position -= behind;
      this.#filled -= behind;
      return this.#fill(half);
    }
    if (reach <= this.#filled) return;
    this.#mix.read(this.#window, this.#filled, reach - this.#filled);
    this.#filled = reach;
  }

  /**
   * Computes its gain at the end of the step: product of the fades at the samples' end, around an underrun, and between
   * readers.
   */
  #planGain(grid: MorphGrid): void {
    let gain = fade(this.#fadePhase);
    if (this.#swap !== 'none') {
      this.#swapPhase = Math.min(1, this.#swapPhase + this.#swapStep);
      if (this.#swap === 'out') {
        gain *= fade(this.#swapPhase);
        if (this.#swapPhase >= 1) this.#state = 'finished';
      } else {
        gain *= 1 - fade(this.#swapPhase);
        if (this.#swapPhase >= 1) this.#swap = 'none';
      }
    }
    if (this.#mix.silent) this.#state = 'finished';
    if (grid.loop === null) {
      const left = grid.length - (this.#played + this.#increment * CONTROL_FRAMES);
      if (left <= 0) this.#state = grid.any.provisional && !grid.any.abandoned ? 'ended' : 'finished';
      gain *= fade(1 - left / Math.min(END_FADE_SECONDS * grid.any.sampleRate, grid.length / 4));
    }
    this.#gain = gain;
  }

  /** Returns whether enough samples have arrived to read the step; fades out and waits otherwise. */
  #follow(grid: MorphGrid): void {
    const step = CONTROL_FRAMES / this.#fadeFrames;
    const half = this.#tables[this.#table]!.taps / 2;
    const ahead = grid.available - this.#played - half - 1;
    switch (this.#state) {
      case 'playing':
        this.#fadePhase = Math.max(0, this.#fadePhase - step);
        if (ahead < this.#increment * (this.#fadeFrames + 3 * CONTROL_FRAMES)) {
          this.#state = 'starving';
          if (!grid.any.abandoned) this.underruns++;
        }
        break;
      case 'starving':
        this.#fadePhase = Math.min(1, this.#fadePhase + step);
        if (this.#fadePhase >= 1) this.#state = 'waiting';
        break;
      case 'waiting':
        if (ahead >= RESUME_SECONDS * grid.any.sampleRate) this.#state = 'playing';
        else if (grid.any.abandoned) this.#state = 'finished';
        break;
      case 'ended':
        if (grid.any.abandoned) this.#state = 'finished';
        break;
      case 'finished':
        break;
    }
  }
}
