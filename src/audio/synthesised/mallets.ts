/** Makes mallets, bells and drums: bars, plates, shells and skins that are struck. */
import { midiToHertz } from '../../units.js';
import { filtered } from './filters.js';
import { struck, type Mode } from './modes.js';
import { whiteNoise } from './random.js';
import { fall, lengthOf, levelled, shaped, sum, type Synthesised } from './signal.js';

/** Ratio, level in dB, seconds to −60 dB, beat in Hz. */
type Row = readonly [ratio: number, decibels: number, seconds: number, beat?: number];

function modesOf(hertz: number, rows: readonly Row[]): Mode[] {
  return rows.map(([ratio, decibels, seconds, beat = 0]) => ({
    hertz: hertz * ratio,
    level: 10 ** (decibels / 20),
    ...{ seconds, beat },
  }));
}

/** What a mallet itself sounds like: a short noise in a band. */
function knock(seed: number, hertz: number, seconds: number, gain: number, q = 0.9): Float64Array {
  const noise = filtered(whiteNoise(lengthOf(Math.max(0.08, 1.5 * seconds)), seed), 'bandpass', hertz, q);
  return levelled(
    shaped(noise, (time) => Math.min(1, time / 0.0008) * fall(time, seconds)),
    gain,
  );
}

/** A vibraphone's bar, tuned 1 : 4 : 10, over its tube; soft cord mallet, motor off. */
export function vibraphone(): Synthesised {
  const rows: Row[] = [
    [1, 0, 6.5],
    [1.0012, -13, 9],
    [3.984, -13, 2.6],
    [10.67, -25, 0.9],
    [17.9, -34, 0.4],
    [23.6, -40, 0.25],
  ];
  const bar = struck(modesOf(midiToHertz(65), rows), { seconds: 4.5, contact: 0.0006, seed: 11 });
  return { root: 65, signal: sum(levelled(bar, 1), knock(12, 900, 0.035, 0.1)) };
}

/** A tongue of a steel drum, tuned with its octave and twelfth, over the air in the drum. */
export function tongueDrum(): Synthesised {
  const root = 62;
  const rows: Row[] = [
    [1, 0, 4.6, 0.35],
    [2.003, -7, 3.2, 0.5],
    [3.006, -15, 2, 0.8],
    [4.21, -30, 0.9],
    [5.43, -27, 0.7, 2.1],
    [7.9, -36, 0.4],
  ];
  const tongue = struck(modesOf(midiToHertz(root), rows), { seconds: 4, contact: 0.0011, seed: 21 });
  const air = struck([{ hertz: 97, level: 1, seconds: 0.28 }], { seconds: 0.5, contact: 0.003, seed: 22 });
  return { root, signal: sum(levelled(tongue, 1), levelled(air, 0.2), knock(23, 420, 0.05, 0.14)) };
}

/** A steel pan: harmonic modes whose upper ones are fed by the lower ones and so come later, and a pitch that settles. */
export function steelPan(): Synthesised {
  const root = 72;
  const hertz = midiToHertz(root);
  const strike = { seconds: 2.6, contact: 0.0009, seed: 31, drop: { ratio: 1.006, seconds: 0.06 } };
  const direct: Row[] = [
    [1, 0, 1.5, 1.1],
    [2.004, -9, 0.9],
    [5.33, -27, 0.2],
    [6.71, -29, 0.16],
    [8.2, -33, 0.12],
  ];
  const fed: Row[] = [
    [2.001, 0, 1.25, 1.7],
    [3.007, -9, 0.9, 2.3],
    [4.02, -12, 0.75, 2.9],
    [5.01, -22, 0.5],
  ];
  const late = shaped(
    struck(modesOf(hertz, fed), { ...strike, contact: 0.0002, seed: 32 }),
    (time) => 1 - Math.exp(-time / 0.02),
  );
  const pan = struck(modesOf(hertz, direct), strike);
  return { root, signal: sum(levelled(pan, 1), levelled(late, 0.55), knock(33, 2400, 0.02, 0.12)) };
}

/** Bamboo tubes, shaken once: short, woody, with their air. */
export function bamboo(): Synthesised {
  const root = 67;
  const hertz = midiToHertz(root);
  const rows: Row[] = [
    [1, 0, 0.62],
    [1.004, -6, 0.5],
    [2.71, -17, 0.16],
    [4.6, -19, 0.1],
    [5.2, -21, 0.09],
    [8.4, -26, 0.06],
  ];
  const tube = struck(modesOf(hertz, rows), { seconds: 1.2, contact: 0.0007, seed: 41 });
  const air = filtered(
    shaped(whiteNoise(lengthOf(1), 42), (time) => fall(time, 0.35)),
    'bandpass',
    hertz,
    14,
  );
  return { root, signal: sum(levelled(tube, 1), levelled(air, 0.14), knock(43, 1500, 0.04, 0.3)) };
}

/** A cup of glass, struck with a small hard mallet. */
export function glassBell(): Synthesised {
  const root = 84;
  const rows: Row[] = [
    [1, 0, 4.2, 0.9],
    [2.32, -7, 2.6, 1.6],
    [4.25, -11, 1.5, 2.8],
    [6.63, -17, 0.9, 3.9],
    [9.38, -22, 0.5],
    [12.4, -27, 0.3],
  ];
  const cup = struck(modesOf(midiToHertz(root), rows), { seconds: 4, contact: 0.00022, seed: 51 });
  return { root, signal: sum(levelled(cup, 1), knock(52, 6200, 0.012, 0.1)) };
}

/** A bronze bowl, struck with felt: few modes that beat slowly and hardly end. */
export function singingBowl(): Synthesised {
  const root = 55;
  const rows: Row[] = [
    [1, 0, 22, 0.55],
    [2.77, -3, 13, 0.9],
    [5.12, -11, 7.5, 1.3],
    [7.96, -20, 4, 1.9],
    [11.3, -29, 2.2, 2.4],
    [15.2, -37, 1.3],
  ];
  const bowl = struck(modesOf(midiToHertz(root), rows), { seconds: 5, contact: 0.0014, seed: 61 });
  return { root, signal: sum(levelled(bowl, 1), knock(62, 240, 0.06, 0.1)) };
}

/** A tower bell: hum, prime, tierce, quint, nominal and what lies above. */
export function towerBell(): Synthesised {
  const root = 62;
  const rows: Row[] = [
    [0.5, -24, 7, 0.31],
    [1, 2, 8.5, 0.42],
    [1.2, -9, 4.5, 0.66],
    [1.503, -24, 2.4],
    [2.003, -1, 5.5, 0.8],
    [2.52, -22, 2],
    [2.67, -15, 2],
    [3.01, -7, 2.6, 1.4],
    [4.17, -9, 1.7, 1.9],
    [5.43, -13, 1.1],
    [6.79, -16, 0.8],
    [8.21, -20, 0.55],
    [9.7, -24, 0.4],
  ];
  const bell = struck(modesOf(midiToHertz(root), rows), { seconds: 5, contact: 0.0005, seed: 71 });
  return { root, signal: sum(levelled(bell, 1), knock(72, 3100, 0.03, 0.12)) };
}

/** A kettledrum: the modes of its skin that the kettle tunes 2 : 3 : 4 : 5, and the thump of those that it does not. */
export function kettledrum(): Synthesised {
  const root = 45;
  const rows: Row[] = [
    [1, 0, 2.7, 0.2],
    [1.503, -3, 2.1, 0.5],
    [1.98, -8, 1.5],
    [2.44, -13, 1.1],
    [2.91, -19, 0.8],
    [0.82, -9, 0.3],
    [1.72, -12, 0.22],
    [2.8, -16, 0.16],
    [3.6, -22, 0.14],
    [4.2, -26, 0.12],
  ];
  const skin = struck(modesOf(midiToHertz(root), rows), {
    seconds: 2.6,
    contact: 0.0032,
    seed: 81,
    drop: { ratio: 1.012, seconds: 0.05 },
  });
  return {
    root,
    signal: sum(levelled(skin, 1), knock(82, 210, 0.09, 0.26, 0.7), knock(83, 1300, 0.03, 0.06)),
  };
}

/** A clay pot with two mouths: air that booms and bends up, and the slap of the hand. */
export function clayDrum(): Synthesised {
  const root = 48;
  const air = struck(
    [
      { hertz: midiToHertz(root), level: 1, seconds: 0.85 },
      { hertz: 2.02 * midiToHertz(root), level: 0.09, seconds: 0.4 },
    ],
    { seconds: 1.5, contact: 0.004, seed: 91, drop: { ratio: 0.88, seconds: 0.03 } },
  );
  const shell: Row[] = [
    [5.7, 0, 0.16],
    [8.3, -5, 0.11],
    [11.9, -9, 0.08],
    [17.2, -15, 0.05],
  ];
  const clay = struck(modesOf(midiToHertz(root), shell), { seconds: 0.5, contact: 0.0006, seed: 92 });
  return { root, signal: sum(levelled(air, 1), levelled(clay, 0.1), knock(93, 700, 0.035, 0.16)) };
}
