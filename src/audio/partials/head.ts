/** Cuts a sound's head, and plays one at any speed, without aliases. */
import type { Hertz } from '../../units.js';
import { HEAD_FADE_SECONDS, HEAD_SECONDS } from './tracks.js';

/** Zero crossings of the sinc on each side, and the Kaiser window's β: aliases stay about 80 dB down. */
const CROSSINGS = 24;
const BETA = 8;
/** The band that is kept, as a share of the lower of both rates: the rest is the filter's slope. */
const BAND = 0.94;

/** How much of a sound is its head, in samples, and how much of that is before the crossfade: all, where it is the whole sound. */
export function headSize(
  length: number,
  sampleRate: Hertz,
): { readonly length: number; readonly hold: number } {
  const whole = Math.round((HEAD_SECONDS + HEAD_FADE_SECONDS) * sampleRate);
  return length <= whole
    ? { length, hold: length }
    : { length: whole, hold: Math.round(HEAD_SECONDS * sampleRate) };
}

/**
 * A head read at another rate.
 * @param speed samples of the head a sample that is made.
 */
export function resampleHead(head: Float32Array, speed: number): Float32Array {
  if (Math.abs(speed - 1) < 1e-9) return head.slice();
  const cut = Math.min(1, 1 / speed) * BAND;
  const reach = CROSSINGS / cut;
  return Float32Array.from({ length: Math.max(1, Math.floor(head.length / speed)) }, (_, i) => {
    const place = i * speed;
    let sum = 0;
    const last = Math.min(head.length - 1, Math.floor(place + reach));
    for (let n = Math.max(0, Math.ceil(place - reach)); n <= last; n++) {
      const x = n - place;
      const turn = Math.PI * cut * x;
      const sinc = Math.abs(turn) < 1e-9 ? 1 : Math.sin(turn) / turn;
      sum += head[n]! * cut * sinc * kaiser(x / reach);
    }
    return sum;
  });
}

/** The head's share at a place in it, in samples: 1 as far as it holds, then a line to 0. */
export function headShare(place: number, hold: number, length: number): number {
  if (place >= length) return 0;
  return place <= hold ? 1 : 1 - (place - hold) / (length - hold);
}

function kaiser(x: number): number {
  return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(BETA);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-9 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
