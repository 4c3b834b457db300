/** Reads one voice of the live engine in control steps, with the fades between it and other readers. [audio, while playing; no allocation] */
import type { Gain01, Hertz, MidiNote, Samples } from '../../../src/units.js';
import { CONTROL_FRAMES, HANDOVER_SECONDS, SWAP_SECONDS } from '../constants.js';
import { fade } from '../sample-reader.js';
import type { LiveEngine, LiveSet } from './engine.js';

/** A voice of the engine, beside a SampleReader: the same control steps, mix, pitch and natural decay. [audio] */
export class LiveReader {
  readonly #rate: Hertz;
  #swapStep = 1;
  #engine: LiveEngine | null = null;
  #set: LiveSet | null = null;
  #voice = 0;
  /** Index in the engine's samples of the next step, and frames of the segment that are left. */
  #at = 0;
  #left: Samples = 0;
  #ended = false;
  #swap: 'none' | 'in' | 'out' = 'none';
  #swapPhase = 0;
  /** Of the fade. */
  #gain = 0;
  /** Of the mix position. */
  #level = 1;
  /** Mix, pitch and amount of natural decay from the next segment on. */
  x: Gain01 = 0;
  y: Gain01 = 0;
  pitch: MidiNote = 60;
  decay: Gain01 = 1;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  /** The set that it plays; null: nothing. */
  get set(): LiveSet | null {
    return this.#set;
  }

  /** Its sound has ended, or it plays nothing. */
  get finished(): boolean {
    return this.#set === null;
  }

  /** It is fading in or out. */
  get swapping(): boolean {
    return this.#swap !== 'none';
  }

  /**
   * Starts the engine's present set at the fields' mix and pitch; false: there is none, or no voice is free.
   * @param age frames for which the note has sounded already: it fades in where the note is. 0: it begins.
   * @param from what it has sounded as so far, if that is a recording.
   */
  start(engine: LiveEngine, seed: number, age: Samples, from: LiveReader | null): boolean {
    this.stop();
    const { set } = engine;
    if (set === null) return false;
    this.#engine = engine;
    this.#tell(engine, set);
    engine.findLevel(set);
    this.#level = engine.level;
    engine.elapsed = age / this.#rate;
    engine.recorded = from !== null;
    this.#setSwap(from !== null);
    this.#voice = engine.start(set, seed);
    if (this.#voice === 0) return false;
    if (from !== null) engine.join(this.#voice, from.#voice);
    this.#set = set;
    this.#left = 0;
    this.#ended = false;
    this.#swap = age > 0 ? 'in' : 'none';
    this.#swapPhase = 0;
    this.#gain = age > 0 ? 0 : 1;
    return true;
  }

  /** Of what this reader fades in to or out of: 0 to 1. */
  get gain(): Gain01 {
    return this.#gain;
  }

  #setSwap(recorded: boolean): void {
    this.#swapStep = CONTROL_FRAMES / ((recorded ? HANDOVER_SECONDS : SWAP_SECONDS) * this.#rate);
  }

  /** Fades out: within HANDOVER_SECONDS to what replaces a recording, else within SWAP_SECONDS. */
  fadeOut(recorded = false): void {
    this.#setSwap(recorded);
    if (this.#swap === 'in') this.#swapPhase = 1 - this.#swapPhase;
    else this.#swapPhase = 0;
    this.#swap = 'out';
  }

  /** Gives its voice back. */
  stop(): void {
    if (this.#set !== null) this.#engine!.stop(this.#voice, this.#set);
    this.#set = null;
  }

  /** Adds the next control step. */
  render(out: Float64Array): void {
    const engine = this.#engine;
    const set = this.#set;
    if (engine === null || set === null) return;
    if (this.#left === 0) {
      if (this.#ended) return this.stop();
      this.#tell(engine, set);
      this.#ended = engine.render(this.#voice);
      this.#at = engine.offset(this.#voice) | 0;
      this.#left = engine.segment | 0;
    }
    let gain = this.#gain * this.#level;
    this.#planGain();
    engine.x = this.x;
    engine.y = this.y;
    engine.findLevel(set);
    this.#level = engine.level;
    const slope = (this.#gain * this.#level - gain) / CONTROL_FRAMES;
    const { samples } = engine;
    const at = this.#at;
    for (let frame = 0; frame < CONTROL_FRAMES; frame++) {
      gain += slope;
      out[frame]! += gain * samples[at + frame]!;
    }
    this.#at = (at + CONTROL_FRAMES) | 0;
    this.#left = (this.#left - CONTROL_FRAMES) | 0;
    if (this.#swap === 'out' && this.#swapPhase >= 1) this.stop();
  }

  #tell(engine: LiveEngine, set: LiveSet): void {
    engine.x = this.x;
    engine.y = this.y;
    engine.locate(set);
    engine.pitch = this.pitch;
    engine.natural = this.decay;
  }

  #planGain(): void {
    if (this.#swap === 'none') return;
    this.#swapPhase = Math.min(1, this.#swapPhase + this.#swapStep);
    this.#gain = this.#swap === 'out' ? fade(this.#swapPhase) : 1 - fade(this.#swapPhase);
    if (this.#swap === 'in' && this.#swapPhase >= 1) this.#swap = 'none';
  }
}
