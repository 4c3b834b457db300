/** Drives a player core in tests: zones, notes, rendered blocks. */
import type { ParameterId } from '../../src/parameters.js';
import type { ZoneLoop } from '../../src/protocol.js';
import { PlayerCore } from '../../worklets/core/player-core.js';

export const RATE = 48000;
export const ZONE_RATE = 16000;

export interface Place {
  readonly x?: number;
  readonly y?: number;
  readonly loop?: ZoneLoop | null;
}

/** A core with the calls that tests make most, and a clock. */
export class Rig {
  readonly core: PlayerCore;
  readonly rate: number;
  #frame = 0;

  constructor(rate = RATE) {
    this.rate = rate;
    this.core = new PlayerCore(rate);
  }

  get time(): number {
    return this.#frame / this.rate;
  }

  zone(id: number, rootMidi: number, samples: Float32Array, sampleRate = ZONE_RATE): this {
    this.begin(id, rootMidi, samples.length, sampleRate);
    return this.append(id, 0, samples);
  }

  /** A zone with a place in the mix, and perhaps a loop. */
  layer(id: number, rootMidi: number, samples: Float32Array, { x = 0, y = 0, loop = null }: Place): this {
    const { length } = samples;
    this.core.handle({ kind: 'zone', id, rootMidi, sampleRate: ZONE_RATE, length, x, y, loop });
    return this.append(id, 0, samples);
  }

  begin(id: number, rootMidi: number, length: number, sampleRate = ZONE_RATE): this {
    this.core.handle({ kind: 'zone', id, rootMidi, sampleRate, length, x: 0, y: 0, loop: null });
    return this;
  }

  append(id: number, start: number, samples: Float32Array): this {
    this.core.handle({ kind: 'samples', id, start, samples });
    return this;
  }

  set(id: ParameterId, value: number): this {
    this.core.handle({ kind: 'parameter', id, value });
    return this;
  }

  midi(bytes: readonly [number, number?, number?], time = 0): this {
    this.core.handle({ kind: 'midi', bytes, time });
    return this;
  }

  /** The left channel of the next `seconds`, rendered in blocks of `block` frames. */
  render(seconds: number, block = 128): Float32Array {
    return this.stereo(seconds, block)[0];
  }

  stereo(seconds: number, block = 128): [Float32Array, Float32Array] {
    const frames = Math.round(seconds * this.rate);
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    for (let at = 0; at < frames; at += block) {
      const end = Math.min(frames, at + block);
      const time = (this.#frame + at) / this.rate;
      this.core.process(left.subarray(at, end), right.subarray(at, end), end - at, time);
    }
    this.#frame += frames;
    return [left, right];
  }
}

/** A rig whose levels are plain: gain 0 dB, shortest attack, every velocity at full level. */
export function plainRig(rate = RATE): Rig {
  return new Rig(rate).set('gain', 0).set('attack', 0.001).set('velocityAmount', 0);
}

export function sine(
  hertz: number,
  seconds: number,
  amplitude = 0.5,
  rate = ZONE_RATE,
  phase = 0,
): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    return amplitude * Math.sin((2 * Math.PI * hertz * index) / rate + phase);
  });
}

export function constant(level: number, seconds: number, rate = ZONE_RATE): Float32Array {
  return new Float32Array(Math.round(seconds * rate)).fill(level);
}

/** Steepest corner: the second difference of a cut is the height of the cut. */
export function roughness(samples: Float32Array): number {
  let most = 0;
  for (let frame = 2; frame < samples.length; frame++) {
    most = Math.max(most, Math.abs(samples[frame]! - 2 * samples[frame - 1]! + samples[frame - 2]!));
  }
  return most;
}

/** Most and least level of windows of so many frames, in dB. */
export function ripple(samples: Float32Array, window: number): number {
  let [least, most] = [Infinity, -Infinity];
  for (let at = 0; at + window <= samples.length; at += window >> 1) {
    const level = decibels(rms(samples.subarray(at, at + window)));
    least = Math.min(least, level);
    most = Math.max(most, level);
  }
  return most - least;
}

export function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

export function decibels(ratio: number): number {
  return 20 * Math.log10(Math.max(ratio, 1e-12));
}

/** First frame that is not silent; −1 if all are. */
export function onsetFrame(samples: Float32Array): number {
  return samples.findIndex((sample) => sample !== 0);
}
