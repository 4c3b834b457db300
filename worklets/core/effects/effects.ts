/** Runs the effects one after the other, as long as they are heard. [audio, while playing; no allocation] */
import type { Hertz, Samples, Seconds } from '../../../src/units.js';
import { CONTROL_FRAMES } from '../constants.js';
import type { Transport } from '../transport.js';
import { Chorus } from './chorus.js';
import { Delay } from './delay.js';
import { Drive } from './drive.js';
import type { Effect } from './effect.js';
import type { EffectSettings } from './effect-settings.js';
import { Equalizer } from './equalizer.js';
import { Reverb } from './reverb.js';

/** Louder input is clipped, +60 dBFS: what is not finite would stay in a feedback loop for ever. */
const LOUDEST = 1000;
/** Fade-out of what is silenced, and the fade-in after it. */
const MUTE_SECONDS: Seconds = 0.01;

/**
 * Drive, equalizer, chorus, delay, reverb: in place, on the voices' sum. With all of them off no sample is touched. [audio] The
 * same samples for every block size: it is told when a control step begins, and never works across one.
 */
export class Effects {
  readonly #settings: EffectSettings;
  readonly #delay: Delay;
  readonly #reverb: Reverb;
  readonly #chain: readonly Effect[];
  /** Whether there was anything to hear for each of them in the last chunk. */
  readonly #heard: Uint8Array;
  readonly #muteFrames: Samples;
  /** Frames that are left of the fade-out and of the fade-in after it. */
  #mute: Samples = 0;
  #silenced = false;
  #moved = true;

  constructor(rate: Hertz, settings: EffectSettings) {
    this.#settings = settings;
    this.#delay = new Delay(rate, settings);
    this.#reverb = new Reverb(rate, settings);
    this.#chain = [new Drive(rate), new Equalizer(rate), new Chorus(rate), this.#delay, this.#reverb];
    this.#heard = new Uint8Array(this.#chain.length);
    this.#muteFrames = CONTROL_FRAMES * Math.ceil((MUTE_SECONDS * rate) / CONTROL_FRAMES);
  }

  /** Whether something may be heard of it after the voices have ended. */
  get sounding(): boolean {
    for (let i = 0; i < this.#chain.length; i++) {
      const effect = this.#chain[i]!;
      if (effect.on && !effect.tail.ended) return true;
    }
    return false;
  }

  /** Begins a control step: values move on, what has died away falls asleep. */
  advance(transport: Transport): void {
    const moves = this.#settings.smoothed.advance();
    // once more after the last move: what was linear over that step has arrived
    if (moves || this.#moved) this.#plan();
    this.#moved = moves;
    this.#follow(transport);
    if (this.#mute === this.#muteFrames) this.#end();
    // in the fade back in it turns around at the gain that it has
    if (this.#silenced && this.#mute < this.#muteFrames) this.#mute = 2 * this.#muteFrames - this.#mute;
    this.#silenced = false;
    for (let i = 0; i < this.#chain.length; i++) {
      const effect = this.#chain[i]!;
      if (!effect.on) effect.tail.ended = true;
      else if (!effect.tail.ended) {
        effect.tail.step();
        effect.step();
      }
    }
  }

  /** Has all values at once: for when nothing sounds. */
  jump(transport: Transport): void {
    this.#settings.smoothed.jump();
    // twice: where a step begins, and where it ends
    this.#plan();
    this.#plan();
    this.#moved = false;
    this.#follow(transport);
  }

  /** Silences what is left of the sound, without a click. */
  silence(): void {
    this.#silenced = this.sounding;
  }

  /** Works on `count` frames from `at` on. `live`: voices sound, so that what comes in is not silent. */
  process(left: Float32Array, right: Float32Array, at: Samples, count: Samples, live: boolean): void {
    let heard = live;
    let bounded = false;
    for (let i = 0; i < this.#chain.length; i++) {
      const effect = this.#chain[i]!;
      if (!effect.on || (effect.tail.ended && !heard)) {
        this.#heard[i] = heard ? 1 : 0;
        continue;
      }
      if (effect.tail.ended) {
        effect.reset(this.#heard[i] !== 0);
        effect.tail.wake();
      }
      this.#heard[i] = heard ? 1 : 0;
      if (!bounded) bound(left, right, at, count);
      bounded = true;
      effect.process(left, right, at, count);
      heard = true;
    }
    if (this.#mute > 0) this.#fade(left, right, at, count);
  }

  #plan(): void {
    const { values } = this.#settings.smoothed;
    for (let i = 0; i < this.#chain.length; i++) this.#chain[i]!.plan(values);
  }

  #follow(transport: Transport): void {
    if (this.#delay.on) this.#delay.follow(transport);
    if (this.#reverb.on) this.#reverb.follow();
  }

  #end(): void {
    for (let i = 0; i < this.#chain.length; i++) this.#chain[i]!.tail.ended = true;
  }

  /** Down to nothing, and up again for what begins meanwhile. */
  #fade(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
    const frames = this.#muteFrames;
    for (let i = at; i < at + count && this.#mute > 0; i++) {
      this.#mute--;
      const gain = Math.abs(this.#mute - frames) / frames;
      left[i]! *= gain;
      right[i]! *= gain;
    }
  }
}

function bound(left: Float32Array, right: Float32Array, at: Samples, count: Samples): void {
  for (let i = at; i < at + count; i++) {
    if (!(left[i]! > -LOUDEST && left[i]! < LOUDEST)) left[i] = bounded(left[i]!);
    if (!(right[i]! > -LOUDEST && right[i]! < LOUDEST)) right[i] = bounded(right[i]!);
  }
}

function bounded(sample: number): number {
  return sample > 0 ? LOUDEST : sample < 0 ? -LOUDEST : 0;
}
