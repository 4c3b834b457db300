/** Adds, fades and finishes signals of synthesised sounds. Pure functions. */
import { decibelsToGain, type Hertz, type MidiNote, type Seconds } from '../../units.js';

/** Rate of every synthesised sound, as of the other bundled ones. */
export const RATE: Hertz = 44_100;
/** −3 dB, as the other bundled sounds. */
const PEAK = decibelsToGain(-3);
/** A fade at the end, so that none is cut. */
const FADE: Seconds = 0.12;
/** 16 bits, as the other bundled sounds; what is below differs between machines' sines. */
const STEPS = 2 ** 15;

/** A gain over time. */
export type Envelope = (time: Seconds) => number;

/** A synthesised sound, before it is levelled. */
export interface Synthesised {
  /** The key that sounds as it is; null: without pitch. */
  readonly root: MidiNote | null;
  readonly signal: Float64Array;
}

export function lengthOf(seconds: Seconds): number {
  return Math.round(seconds * RATE);
}

/** The sum; as long as the longest. */
export function sum(...signals: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(Math.max(...signals.map(({ length }) => length)));
  for (const signal of signals) for (let n = 0; n < signal.length; n++) out[n]! += signal[n]!;
  return out;
}

/** The signal with a gain over time. */
export function shaped(signal: Float64Array, envelope: Envelope): Float64Array {
  return signal.map((x, n) => x * envelope(n / RATE));
}

/** The signal with an RMS of 1 in its loudest 50 ms, so that parts of a sound are mixed by plain gains. */
export function levelled(signal: Float64Array, gain: number): Float64Array {
  const window = lengthOf(0.05);
  let most = 1e-20;
  for (let from = 0; from < signal.length; from += window >> 1) {
    const part = signal.subarray(from, from + window);
    most = Math.max(most, part.reduce((power, x) => power + x * x, 0) / window);
  }
  const scale = gain / Math.sqrt(most);
  return signal.map((x) => x * scale);
}

/** From 0 to 1 in `seconds`, as a raised cosine. */
export function rise(time: Seconds, seconds: Seconds): number {
  return time >= seconds ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * Math.max(0, time)) / seconds);
}

/** A fall by 60 dB in `seconds`. */
export function fall(time: Seconds, seconds: Seconds): number {
  return 10 ** ((-3 * time) / seconds);
}

/** Faded at the end, at its peak level, in 16 bits. */
export function finished(signal: Float64Array): Float32Array {
  const end = signal.length / RATE;
  const faded = shaped(signal, (time) => rise(end - time, FADE));
  const scale = PEAK / faded.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-20);
  return Float32Array.from(faded, (x) => Math.round(x * scale * STEPS) / STEPS);
}
