/** Plays single voices of the engine in tests. */
import { readFileSync } from 'node:fs';
import { headProducts } from '../../src/audio/partials/head-products.js';
import { packSource, type PackedSource } from '../../src/audio/partials/pack.js';
import type { LiveTracks } from '../../src/audio/partials/tracks.js';
import { LiveEngine } from '../../worklets/core/live/engine.js';

const file = new URL('../../engine/engine.wasm', import.meta.url);
export const engineModule = new WebAssembly.Module(readFileSync(file));

export function engineOf(sources: readonly LiveTracks[], rate: number): LiveEngine {
  const engine = new LiveEngine(engineModule, rate);
  const packed = sources.map(packedOf);
  engine.load(
    packed.map(({ data }) => data),
    headProducts(packed),
  );
  return engine;
}

const packs = new WeakMap<LiveTracks, PackedSource>();

function packedOf(tracks: LiveTracks): PackedSource {
  const packed = packs.get(tracks) ?? packSource(tracks);
  packs.set(tracks, packed);
  return packed;
}

export interface VoiceOptions {
  readonly rate?: number;
  readonly seconds?: number;
  readonly seed?: number;
  readonly natural?: number;
  /** By segment: weights or pitch that move. */
  readonly weightsAt?: (segment: number) => readonly number[];
  readonly pitchAt?: (segment: number) => number;
}

/** What one voice plays: held for `seconds`. */
export function playVoice(
  sources: readonly LiveTracks[],
  weights: readonly number[],
  pitch: number,
  options: VoiceOptions = {},
): Float32Array {
  const { rate = 48_000, seconds = 1, seed = 1, natural = 0, weightsAt, pitchAt } = options;
  const engine = engineOf(sources, rate);
  const set = (values: readonly number[]): void => values.forEach((w, i) => (engine.weights[i] = w));
  set(weightsAt?.(0) ?? weights);
  engine.pitch = pitchAt?.(0) ?? pitch;
  engine.natural = natural;
  const voice = engine.start(engine.set!, seed);
  const length = Math.round(seconds * rate);
  const out = new Float32Array(Math.ceil(length / engine.segment) * engine.segment);
  for (let at = 0, i = 0; at < out.length; at += engine.segment, i++) {
    if (weightsAt) set(weightsAt(i));
    engine.pitch = pitchAt?.(i) ?? pitch;
    const ended = engine.render(voice);
    const from = engine.offset(voice);
    out.set(engine.samples.subarray(from, from + engine.segment), at);
    if (ended) break;
  }
  return out.subarray(0, length);
}

export function energyDecibels(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length) + 1e-20);
}

/** dB of `made − real` below `real`. */
export function errorDecibels(made: Float32Array, real: Float32Array): number {
  return energyDecibels(made.map((x, n) => x - real[n]!)) - energyDecibels(real);
}

/** The key that sounds as the tracks do. */
export function rootOf(tracks: LiveTracks): number {
  return 69 + 12 * Math.log2(tracks.hertz / 440);
}

/** Tracks without some of their parts. */
export function only(
  tracks: LiveTracks,
  parts: { readonly tones?: boolean; readonly noise?: boolean; readonly head?: boolean },
): LiveTracks {
  const silent = (x: Float32Array): Float32Array => new Float32Array(x.length).fill(-140);
  return {
    ...tracks,
    headHold: parts.head ? tracks.headHold : 0,
    channels: tracks.channels.map((channel) => ({
      ...channel,
      levels: parts.tones ? channel.levels : silent(channel.levels),
      noise: parts.noise ? channel.noise : silent(channel.noise),
      head: parts.head ? channel.head : new Float32Array(0),
    })),
  };
}

/** Frequency of a partial near `hertz`: how far its phase turns from one window to the next. */
export function hertzNear(samples: Float32Array, hertz: number, rate = 48_000): number {
  const lag = Math.round(0.01 * rate);
  const size = Math.min(Math.round(0.17 * rate), samples.length - lag);
  const phase = (from: number): number => {
    let [re, im] = [0, 0];
    for (let n = 0; n < size; n++) {
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
      const turn = (2 * Math.PI * hertz * (from + n)) / rate;
      re += weight * samples[from + n]! * Math.cos(turn);
      im -= weight * samples[from + n]! * Math.sin(turn);
    }
    return Math.atan2(im, re) / (2 * Math.PI);
  };
  const turned = phase(lag) - phase(0);
  return hertz + ((turned - Math.round(turned)) * rate) / lag;
}
