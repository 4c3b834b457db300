/** Makes strings that are plucked, struck or bowed, basses among them. */
import { midiToHertz } from '../../units.js';
import { bodyOf, duller, filtered } from './filters.js';
import { heldTone, livelyPitch } from './harmonics.js';
import { stringModes, struck } from './modes.js';
import { wander, whiteNoise } from './random.js';
import { fall, lengthOf, levelled, rise, shaped, sum, type Synthesised } from './signal.js';

function pluckNoise(seed: number, hertz: number, seconds: number, gain: number): Float64Array {
  const noise = filtered(whiteNoise(lengthOf(0.2), seed), 'bandpass', hertz, 0.8);
  return levelled(
    shaped(noise, (time) => Math.min(1, time / 0.001) * fall(time, seconds)),
    gain,
  );
}

/** A harp's gut string, plucked by a fingertip near its middle, upon a wooden box. */
export function harp(): Synthesised {
  const root = 60;
  const body = bodyOf(0.5, [
    [196, 6, 0.9],
    [285, 7, 0.8],
    [410, 8, 0.6],
    [760, 5, 0.5],
  ]);
  const modes = stringModes({
    hertz: midiToHertz(root),
    place: 0.37,
    dullness: 1.4,
    stiffness: 4e-5,
    seconds: 3.6,
    damping: 0.011,
    body,
    count: 40,
  });
  const string = struck(modes, { seconds: 4, contact: 0.00035, seed: 101 });
  return { root, signal: sum(levelled(string, 1), pluckNoise(102, 330, 0.09, 0.07)) };
}

/** A harpsichord: two choirs of thin strings, plucked by quills near their end. */
export function harpsichord(): Synthesised {
  const root = 55;
  const body = bodyOf(0.6, [
    [160, 5, 0.5],
    [320, 6, 0.6],
    [900, 3, 0.7],
    [2300, 2, 0.8],
  ]);
  const choir = (cents: number, place: number, seed: number): Float64Array => {
    const hertz = midiToHertz(root + cents / 100);
    const modes = stringModes({
      hertz,
      place,
      dullness: -1.6,
      stiffness: 2.2e-5,
      seconds: 3.4,
      damping: 0.0016,
      body,
      count: 84,
    });
    return struck(modes, { seconds: 3.6, contact: 0.00009, seed });
  };
  const strings = sum(choir(-0.7, 0.13, 111), choir(0.7, 0.19, 112));
  return {
    root,
    signal: sum(levelled(strings, 1), pluckNoise(113, 2600, 0.02, 0.22), pluckNoise(114, 260, 0.1, 0.05)),
  };
}

/** A zither's silk string, plucked hard: its pitch begins a little high and settles, its bridge rattles a little. */
export function silkZither(): Synthesised {
  const root = 57;
  const body = bodyOf(0.45, [
    [230, 8, 0.9],
    [480, 9, 0.7],
    [1150, 6, 0.8],
    [2600, 4, 0.5],
  ]);
  const modes = stringModes({
    hertz: midiToHertz(root),
    place: 0.09,
    dullness: 0.6,
    stiffness: 6e-5,
    seconds: 3.2,
    damping: 0.006,
    body,
    count: 60,
  });
  const string = struck(modes, {
    seconds: 3.6,
    contact: 0.00016,
    seed: 121,
    drop: { ratio: 1.0075, seconds: 0.09 },
  });
  return { root, signal: sum(levelled(string, 1), pluckNoise(122, 1900, 0.028, 0.24)) };
}

/** A bass string without frets: the finger's flesh damps it, the board gives it its growl. */
export function fretlessBass(): Synthesised {
  const root = 33;
  const body = bodyOf(0.55, [
    [95, 3, 0.8],
    [420, 3, 0.7],
    [830, 4, 0.55],
  ]);
  const hertz = midiToHertz(root);
  const modes = stringModes({
    hertz,
    place: 0.22,
    dullness: 2.2,
    stiffness: 5e-5,
    seconds: 5,
    damping: 0.006,
    body,
    count: 48,
  });
  const string = struck(modes, {
    seconds: 4,
    contact: 0.0018,
    seed: 131,
    drop: { ratio: 1.003, seconds: 0.12 },
  });
  // the growl: partials that the board feeds swell after the touch
  const fed = stringModes({
    hertz,
    place: 0.31,
    dullness: -1,
    stiffness: 5e-5,
    seconds: 2.4,
    damping: 0.004,
    body: bodyOf(0.05, [
      [620, 2, 1],
      [1150, 3, 0.5],
    ]),
    count: 40,
  });
  const growl = shaped(struck(fed, { seconds: 3, contact: 0.0006, seed: 132 }), (time) => rise(time, 0.16));
  return { root, signal: sum(levelled(string, 1), levelled(growl, 0.2), pluckNoise(133, 500, 0.04, 0.1)) };
}

/** A low string that is bowed: stick and slip with its unrest, in a body of wood. */
export function bowedBass(): Synthesised {
  const root = 43;
  return bowed(root, {
    seed: 141,
    vibrato: { rate: 4.6, cents: 7 },
    bow: 0.24,
    body: bodyOf(0.22, [
      [62, 5, 0.8],
      [98, 7, 1],
      [190, 6, 0.9],
      [330, 6, 0.7],
      [620, 4, 0.7],
      [1250, 3, 0.45],
      [2200, 3, 0.25],
    ]),
  });
}

/** A viola's string. */
export function viola(): Synthesised {
  const root = 55;
  return bowed(root, {
    seed: 151,
    vibrato: { rate: 5.3, cents: 13 },
    bow: 0.12,
    body: bodyOf(0.2, [
      [225, 9, 1],
      [350, 7, 0.8],
      [470, 8, 0.9],
      [780, 5, 0.6],
      [1150, 4, 0.75],
      [1900, 3, 0.6],
      [2700, 3, 0.45],
    ]),
  });
}

interface Bowing {
  readonly seed: number;
  readonly vibrato: { readonly rate: number; readonly cents: number };
  /** Seconds until the string sings. */
  readonly bow: number;
  readonly body: (hertz: number) => number;
}

/** Beyond, harmonics of a bowed string are below its noise. */
const HIGHEST_HARMONIC = 12_000;

function bowed(root: number, { seed, vibrato, bow, body }: Bowing): Synthesised {
  const [slow, quick, breath] = [wander(seed, 3), wander(seed + 1, 24), wander(seed + 2, 5)];
  const seconds = 4;
  const envelope = (time: number): number => rise(time, bow) * (1 + 0.06 * breath(time));
  const wood = duller(4200, 12);
  const pressure = (time: number): number => 0.75 + 0.25 * rise(time, 2.5 * bow) + 0.06 * slow(time);
  const tone = heldTone({
    ...{ seconds, envelope, count: Math.floor(HIGHEST_HARMONIC / midiToHertz(root)), seed: null },
    hertz: livelyPitch(midiToHertz(root), {
      ...vibrato,
      from: 0.5,
      drift: (time) => 2.2 * slow(time) + 1.6 * quick(time) - 6 * (1 - rise(time, bow)),
    }),
    // a sawtooth, duller under a light bow; a little less where the bow stands, at an eleventh of the string
    level: (n, hertz, time) =>
      (body(hertz) * wood(hertz) * (0.35 + 0.65 * Math.abs(Math.sin((Math.PI * n) / 11)) ** 0.5)) /
      n ** (1.55 - 0.6 * pressure(time)),
  });
  const hair = filtered(
    filtered(whiteNoise(lengthOf(seconds), seed + 3), 'bandpass', 2600, 0.6),
    'highpass',
    500,
  );
  const scrape = (time: number): number =>
    rise(time, 0.03) * (0.5 + 1.1 * fall(time, 0.5)) * (1 + 0.3 * quick(time));
  return { root, signal: sum(levelled(tone, 1), levelled(shaped(hair, scrape), 0.028)) };
}

/** Glass that a wet finger makes sing: it swells, and its two swings beat. */
export function bowedGlass(): Synthesised {
  const root = 72;
  const [drift, rub] = [wander(161, 2), wander(162, 9)];
  const duller9 = duller(2600, 12);
  const tone = (cents: number, seed: number): Float64Array =>
    heldTone({
      ...{ seconds: 4.5, count: 9, seed },
      envelope: (time) => rise(time, 0.42) * (1 + 0.08 * rub(time)),
      hertz: (time) => midiToHertz(root + (cents + 1.2 * drift(time)) / 100),
      level: (n, hertz) =>
        [1, 0.16, 0.07, 0.03, 0.02, 0.012, 0.008, 0.005, 0.003][n - 1]! * duller9(hertz) * 1.4,
    });
  const finger = filtered(whiteNoise(lengthOf(4.5), 163), 'bandpass', midiToHertz(root) * 2.32, 5);
  const glass = sum(tone(-1.1, 164), levelled(tone(1.3, 165), 0.3));
  return {
    root,
    signal: sum(
      levelled(glass, 1),
      levelled(
        shaped(finger, (time) => rise(time, 0.2) * (1 + 0.5 * rub(time))),
        0.018,
      ),
    ),
  };
}
