/** Makes pipes, horns, reeds and voices: what breath sounds. */
import { midiToHertz } from '../../units.js';
import { bodyOf, duller, filtered, type Resonance } from './filters.js';
import { heldTone, livelyPitch } from './harmonics.js';
import { wander, whiteNoise } from './random.js';
import { fall, lengthOf, levelled, rise, shaped, sum, type Synthesised } from './signal.js';

/** A stopped pipe of reed: odd harmonics, much breath, a chiff that overblows before it speaks. */
export function panPipe(): Synthesised {
  const root = 67;
  const base = midiToHertz(root);
  const [slow, quick] = [wander(201, 4), wander(202, 30)];
  const odd = [1, 0.05, 0.2, 0.03, 0.075, 0.015, 0.03, 0.008, 0.012];
  const tone = heldTone({
    ...{ seconds: 3.8, count: 9, seed: 203 },
    envelope: (time) => rise(time, 0.09) * (1 + 0.05 * slow(time)),
    hertz: livelyPitch(base, {
      rate: 5,
      cents: 9,
      from: 0.9,
      drift: (time) => 3 * slow(time) + 1.5 * quick(time) - 22 * fall(time, 0.16),
    }),
    level: (n, _, time) => odd[n - 1]! * (n === 3 ? 1 + 2.6 * fall(time, 0.14) : 1),
  });
  const white = whiteNoise(lengthOf(3.8), 204);
  const air = sum(
    levelled(filtered(white, 'bandpass', base, 9), 0.6),
    levelled(filtered(white, 'bandpass', 3 * base, 7), 0.55),
    levelled(filtered(white, 'bandpass', 5200, 0.8), 0.5),
  );
  const blown = shaped(
    air,
    (time) => rise(time, 0.02) * (0.55 + 0.9 * fall(time, 0.28)) * (1 + 0.2 * quick(time)),
  );
  return { root, signal: sum(levelled(tone, 1), levelled(blown, 0.17)) };
}

/** A bottle: one resonance of air, blown across. */
export function bottle(): Synthesised {
  const root = 52;
  const base = midiToHertz(root);
  const [slow, quick] = [wander(211, 5), wander(212, 22)];
  const tone = heldTone({
    ...{ seconds: 3.8, count: 5, seed: 213 },
    envelope: (time) => rise(time, 0.13) * (1 + 0.12 * slow(time)),
    hertz: (time) => base * 2 ** ((4 * slow(time) + 2 * quick(time) - 30 * fall(time, 0.25)) / 1200),
    level: (n) => [1, 0.1, 0.045, 0.012, 0.006][n - 1]!,
  });
  const white = whiteNoise(lengthOf(3.8), 214);
  const air = sum(
    levelled(filtered(white, 'bandpass', base, 6), 0.9),
    levelled(filtered(white, 'bandpass', 1700, 0.7), 0.42),
  );
  return {
    root,
    signal: sum(
      levelled(tone, 1),
      levelled(
        shaped(air, (time) => rise(time, 0.05) * (0.7 + 0.5 * fall(time, 0.3)) * (1 + 0.25 * quick(time))),
        0.2,
      ),
    ),
  };
}

/** A harmonium: two free reeds of one key, a little apart, in a wooden case. */
export function harmonium(): Synthesised {
  const root = 60;
  const case_ = bodyOf(0.4, [
    [310, 4, 0.6],
    [720, 4, 0.8],
    [1500, 3, 0.7],
    [2900, 3, 0.5],
  ]);
  const soft = duller(3400, 9);
  const reed = (cents: number, seed: number): Float64Array => {
    const bellows = wander(seed, 3);
    return heldTone({
      ...{ seconds: 4, count: 56, seed: null },
      envelope: (time) => rise(time, 0.11) * (1 + 0.03 * bellows(time)),
      hertz: (time) => midiToHertz(root + (cents + 0.8 * bellows(time)) / 100),
      // a pulse of a third of the period
      level: (n, hertz) =>
        (Math.abs(Math.sin(Math.PI * n * 0.31)) / n + 0.12 / n) * case_(hertz) * soft(hertz),
    });
  };
  const wind = filtered(whiteNoise(lengthOf(4), 223), 'bandpass', 1900, 0.7);
  return {
    root,
    signal: sum(
      levelled(reed(-1.6, 221), 1),
      levelled(reed(1.9, 222), 0.8),
      levelled(
        shaped(wind, (time) => rise(time, 0.1)),
        0.018,
      ),
    ),
  };
}

/** A horn: lips in brass; it is brighter the louder it is, and its tone stands at once where its air has come. */
export function horn(): Synthesised {
  const root = 53;
  const [slow, quick] = [wander(231, 3), wander(232, 26)];
  const loud = (time: number): number =>
    0.62 * rise(time, 0.09) + 0.38 * rise(time, 0.9) * (1 - 0.1 * rise(time - 2.4, 1.4));
  const bell = bodyOf(0.5, [
    [340, 2.5, 0.8],
    [520, 3, 0.7],
    [1200, 2, 0.35],
  ]);
  const tone = heldTone({
    ...{ seconds: 4, count: 40, seed: null },
    envelope: (time) => loud(time) * (1 + 0.02 * slow(time)),
    hertz: livelyPitch(midiToHertz(root), {
      rate: 4.8,
      cents: 4,
      from: 1.1,
      drift: (time) => 2 * slow(time) + 1.5 * quick(time) - 34 * fall(time, 0.1),
    }),
    level: (n, hertz, time) =>
      bell(hertz) * 10 ** ((-(n - 1) * (2.9 - 1.5 * loud(time))) / 20) * (n === 1 ? 0.8 : 1),
  });
  const air = filtered(whiteNoise(lengthOf(4), 233), 'bandpass', 900, 0.8);
  return {
    root,
    signal: sum(
      levelled(tone, 1),
      levelled(
        shaped(air, (time) => rise(time, 0.02) * (0.25 + fall(time, 0.16))),
        0.03,
      ),
    ),
  };
}

interface Singing {
  readonly root: number;
  readonly seed: number;
  readonly formants: readonly Resonance[];
  /** dB an octave that the folds fall above their first harmonics. */
  readonly folds: number;
  readonly vibrato: { readonly rate: number; readonly cents: number; readonly from: number };
  readonly breath: number;
  readonly attack: number;
}

function sung({ root, seed, formants, folds, vibrato, breath, attack }: Singing): Synthesised {
  const [slow, quick] = [wander(seed, 3), wander(seed + 1, 28)];
  const mouth = bodyOf(0.012, formants);
  const lips = duller(5200, 18);
  const tone = heldTone({
    ...{ seconds: 4, count: Math.floor(11_000 / midiToHertz(root)), seed: null },
    envelope: (time) => rise(time, attack) * (1 + 0.05 * slow(time)),
    hertz: livelyPitch(midiToHertz(root), {
      ...vibrato,
      drift: (time) => 4 * slow(time) + 2.5 * quick(time) - 45 * fall(time, 0.22),
    }),
    level: (n, hertz) => mouth(hertz) * lips(hertz) * 10 ** ((-folds * Math.log2(n)) / 20),
  });
  const white = whiteNoise(lengthOf(4), seed + 2);
  const air = sum(
    ...formants
      .slice(0, 4)
      .map(([hertz, q, level]) => levelled(filtered(white, 'bandpass', hertz, q * 0.7), level + 0.1)),
  );
  return {
    root,
    signal: sum(
      levelled(tone, 1),
      levelled(
        shaped(air, (time) => rise(time, attack * 0.7) * (1 + 0.2 * quick(time))),
        breath,
      ),
    ),
  };
}

/** A soft high voice on “oo”. */
export function voiceOo(): Synthesised {
  return sung({
    root: 64,
    seed: 301,
    folds: 7,
    breath: 0.05,
    attack: 0.16,
    vibrato: { rate: 5.5, cents: 22, from: 0.6 },
    formants: [
      [340, 5, 1],
      [780, 8, 0.4],
      [2550, 11, 0.07],
      [3350, 12, 0.05],
      [4300, 12, 0.02],
    ],
  });
}

/** An open voice on “ah”. */
export function voiceAh(): Synthesised {
  return sung({
    root: 57,
    seed: 311,
    folds: 6.2,
    breath: 0.035,
    attack: 0.12,
    vibrato: { rate: 5.2, cents: 18, from: 0.7 },
    formants: [
      [740, 7, 1],
      [1180, 9, 0.62],
      [2640, 13, 0.22],
      [3250, 13, 0.17],
      [4100, 14, 0.07],
    ],
  });
}

/** A throat that sings two tones: a drone, and one of its harmonics, which the mouth picks out. */
export function throat(): Synthesised {
  return sung({
    root: 45,
    seed: 321,
    folds: 2.6,
    breath: 0.03,
    attack: 0.2,
    vibrato: { rate: 4.4, cents: 5, from: 1 },
    formants: [
      [360, 6, 1],
      [1100, 42, 1.7],
      [1320, 16, 0.16],
      [2700, 9, 0.24],
      [3500, 10, 0.12],
    ],
  });
}
