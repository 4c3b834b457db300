/** Holds tones: harmonics whose levels follow the frequency at which each is at the time, so that bodies speak in a vibrato. Pure functions. */
import type { Hertz, Seconds } from '../../units.js';
import { randomFrom } from './random.js';
import { lengthOf, RATE, type Envelope } from './signal.js';

export interface HeldTone {
  readonly seconds: Seconds;
  readonly hertz: (time: Seconds) => Hertz;
  /** Linear level of harmonic n, at its frequency and time. */
  readonly level: (n: number, hertz: Hertz, time: Seconds) => number;
  readonly envelope: Envelope;
  readonly count: number;
  /** Of the phases; null: all begin together, as in a voice or a reed, whose pulses are sharp. */
  readonly seed: number | null;
}

/** Samples after which levels are set anew; linear between. */
const STEP = 64;
const HIGHEST: Hertz = 18_000;

export function heldTone({ seconds, hertz, level, envelope, count, seed }: HeldTone): Float64Array {
  const length = lengthOf(seconds);
  const out = new Float64Array(length);
  const random = seed === null ? () => 0 : randomFrom(seed);
  const offsets = Array.from({ length: count }, () => 2 * Math.PI * random());
  const [offsetCos, offsetSin] = [Float64Array.from(offsets, Math.cos), Float64Array.from(offsets, Math.sin)];
  const levelsAt = (time: Seconds, f: Hertz): Float64Array => {
    const gain = envelope(time);
    return Float64Array.from({ length: count }, (_, i) => {
      const own = f * (i + 1);
      return own > HIGHEST ? 0 : gain * level(i + 1, own, time);
    });
  };
  let phase = 0;
  let pitch = hertz(0);
  let now = levelsAt(0, pitch);
  for (let from = 0; from < length; from += STEP) {
    const time = (from + STEP) / RATE;
    const nextPitch = hertz(time);
    const next = levelsAt(time, nextPitch);
    const to = Math.min(length, from + STEP);
    for (let n = from; n < to; n++) {
      const share = (n - from) / STEP;
      const [c, s] = [Math.cos(phase), Math.sin(phase)];
      let [re, im, sample] = [c, s, 0];
      for (let h = 0; h < count; h++) {
        const own = now[h]! + share * (next[h]! - now[h]!);
        sample += own * (im * offsetCos[h]! + re * offsetSin[h]!);
        const turned = re * c - im * s;
        im = re * s + im * c;
        re = turned;
      }
      out[n] = sample;
      phase += (2 * Math.PI * (pitch + share * (nextPitch - pitch))) / RATE;
    }
    phase %= 2 * Math.PI;
    [now, pitch] = [next, nextPitch];
  }
  return out;
}

/** A pitch with a vibrato that comes slowly, and the unrest of hands and breath. */
export function livelyPitch(
  base: Hertz,
  {
    rate,
    cents,
    from,
    drift,
  }: { rate: number; cents: number; from: Seconds; drift: (time: Seconds) => number },
): (time: Seconds) => Hertz {
  return (time) => {
    const depth = cents * Math.min(1, Math.max(0, (time - from) / 0.8));
    const vibrato = depth * Math.sin(2 * Math.PI * rate * (time - from));
    return base * 2 ** ((vibrato + drift(time)) / 1200);
  };
}
