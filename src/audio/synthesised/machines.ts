/** Makes what no hand or breath sounds: oscillators, wind, rain. */
import { midiToHertz } from '../../units.js';
import { filtered } from './filters.js';
import { heldTone } from './harmonics.js';
import { randomFrom, wander, whiteNoise } from './random.js';
import { fall, lengthOf, levelled, RATE, rise, shaped, sum, type Synthesised } from './signal.js';

/** A sawtooth and a pulse below it through a ladder of four poles that closes: a bass of the seventies. */
export function ladderBass(): Synthesised {
  const root = 36;
  const corner = (time: number): number => 170 + 1900 * fall(time, 0.75) + 260 * fall(time, 3);
  const ladder = (hertz: number, time: number): number => {
    const x = hertz / corner(time);
    const peak = 1 + 1.5 / (1 + (6 * (x - 1)) ** 2);
    return peak / (1 + x * x) ** 2;
  };
  const drift = wander(401, 2);
  const tone = (cents: number, duty: number | null): Float64Array =>
    heldTone({
      ...{ seconds: 3.5, count: 90, seed: null },
      envelope: (time) => rise(time, 0.004) * (0.45 + 0.55 * fall(time, 4)),
      hertz: (time) => midiToHertz(root + (cents + 1.2 * drift(time)) / 100),
      level: (n, hertz, time) =>
        ((duty === null ? 1 : 1.2 * Math.sin(Math.PI * n * duty)) / n) * ladder(hertz, time),
    });
  return { root, signal: sum(levelled(tone(-3, null), 1), levelled(tone(4, 0.5), 0.7)) };
}

/** A string machine: sawtooths of one key that a chorus of three delays keeps moving. */
export function stringMachine(): Synthesised {
  const root = 60;
  const voice = (i: number): Float64Array => {
    const turn = (2 * Math.PI * i) / 3;
    const cents = (time: number): number =>
      5.5 * Math.sin(2 * Math.PI * 0.63 * time + turn) + 1.1 * Math.sin(2 * Math.PI * 5.9 * time + turn);
    return heldTone({
      ...{ seconds: 4.5, count: 60, seed: 411 + i },
      envelope: (time) => rise(time, 0.16),
      hertz: (time) => midiToHertz(root + cents(time) / 100),
      level: (n, hertz) =>
        (n % 2 === 0 ? 1.15 : 1) / n / (1 + (hertz / 4200) ** 2) / (1 + (150 / hertz) ** 4),
    });
  };
  return { root, signal: sum(...[0, 1, 2].map((i) => levelled(voice(i), 1))) };
}

/** Two sines, one of which modulates the other and dies away sooner: an electric tine. */
export function tine(): Synthesised {
  const root = 60;
  const hertz = midiToHertz(root);
  const at = (ratio: number, time: number): number => Math.sin(2 * Math.PI * hertz * ratio * time);
  const signal = Float64Array.from({ length: lengthOf(3.6) }, (_, n) => {
    const time = n / RATE;
    const warm = Math.sin(2 * Math.PI * hertz * time + (0.25 + 1.5 * fall(time, 1.1)) * at(1, time));
    const bright = Math.sin(2 * Math.PI * hertz * 1.0008 * time + 0.9 * fall(time, 0.28) * at(14, time));
    return Math.min(1, time / 0.0015) * (0.75 * warm + 0.4 * bright) * fall(time, 3.4);
  });
  return { root, signal };
}

/** Surf: waves of noise whose colour opens as they come. */
export function surf(): Synthesised {
  const [swell, fine] = [wander(421, 0.9), wander(422, 7)];
  const wave = (time: number): number => 0.55 + 0.4 * swell(time) + 0.08 * fine(time);
  const white = whiteNoise(lengthOf(4.5), 423);
  const water = filtered(white, 'lowpass', (time) => 500 + 3600 * wave(time) ** 2, 0.6);
  const depth = filtered(whiteNoise(lengthOf(4.5), 424), 'lowpass', 160);
  return {
    root: null,
    signal: shaped(sum(levelled(water, 1), levelled(depth, 0.35)), (time) => rise(time, 0.35) * wave(time)),
  };
}

/** Wind that whistles around a pitch without finding it. */
export function whistlingWind(): Synthesised {
  const root = 69;
  const [slow, gust] = [wander(431, 1.7), wander(432, 3)];
  const at = (time: number): number => midiToHertz(root) * 2 ** (slow(time) / 30);
  const white = whiteNoise(lengthOf(4.5), 433);
  const tone = filtered(filtered(white, 'bandpass', at, 26), 'bandpass', at, 16);
  const air = filtered(white, 'bandpass', 1500, 0.5);
  return {
    root,
    signal: shaped(
      sum(levelled(tone, 1), levelled(air, 0.09)),
      (time) => rise(time, 0.3) * (0.8 + 0.25 * gust(time)),
    ),
  };
}

/** Rain on leaves and tin: many small drops, each a short ring. */
export function rain(): Synthesised {
  const random = randomFrom(441);
  const out = new Float64Array(lengthOf(4));
  for (let drop = 0; drop < 620; drop++) {
    const from = Math.floor(random() * (out.length - 4000));
    const hertz = 900 * 2 ** (3.4 * random());
    const level = 0.06 + random() ** 4;
    const decay = 0.004 + 0.02 * random() ** 2;
    for (let n = 0; n < 6 * decay * RATE && from + n < out.length; n++)
      out[from + n]! += level * Math.sin((2 * Math.PI * hertz * n) / RATE) * Math.exp(-n / (decay * RATE));
  }
  const hiss = filtered(whiteNoise(out.length, 442), 'highpass', 3200);
  return {
    root: null,
    signal: sum(
      levelled(out, 1),
      levelled(
        shaped(hiss, (time) => rise(time, 0.05)),
        0.06,
      ),
    ),
  };
}
