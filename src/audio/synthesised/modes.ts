/** Lets bodies ring that were struck or plucked: sums of decaying modes. Pure functions. */
import type { Hertz, Seconds } from '../../units.js';
import { randomFrom } from './random.js';
import { lengthOf, RATE } from './signal.js';

/** One way in which a body swings. */
export interface Mode {
  readonly hertz: Hertz;
  /** Linear. */
  readonly level: number;
  /** Time to fall by 60 dB. */
  readonly seconds: Seconds;
  /** How far two swings of one mode lie apart, as in bodies that are not quite round: they beat. 0 where left out. */
  readonly beat?: Hertz;
}

export interface Strike {
  /** Length of the sound. */
  readonly seconds: Seconds;
  /** How long the mallet touches: modes that are faster than that are weaker. */
  readonly contact: Seconds;
  /** Of the phases. */
  readonly seed: number;
  /** How far the pitch begins above its end, as a ratio, and how soon it falls. */
  readonly drop?: { readonly ratio: number; readonly seconds: Seconds };
}

/** Highest mode that is played. */
const HIGHEST: Hertz = 18_000;
/** Samples after which decay and pitch are set anew. */
const STEP = 64;

/** A struck body. */
export function struck(modes: readonly Mode[], { seconds, contact, seed, drop }: Strike): Float64Array {
  const out = new Float64Array(lengthOf(seconds));
  const random = randomFrom(seed);
  const pitchAt = (time: Seconds): number =>
    drop ? 1 + (drop.ratio - 1) * Math.exp(-time / drop.seconds) : 1;
  for (const mode of modes) {
    const phase = random();
    if (mode.hertz > HIGHEST || mode.hertz < 10) continue;
    const level = mode.level * contactGain(mode.hertz, contact);
    const { beat = 0 } = mode;
    const parts =
      beat === 0
        ? [[0, 1]]
        : [
            [-beat / 2, 0.58],
            [beat / 2, 0.42],
          ];
    for (const [offset, share] of parts as [number, number][])
      ring(out, { ...mode, hertz: mode.hertz + offset, level: level * share }, phase, pitchAt);
  }
  const touch = Math.min(out.length, Math.max(8, Math.round(0.5 * contact * RATE)));
  for (let n = 0; n < touch; n++) out[n]! *= Math.sin((0.5 * Math.PI * n) / touch) ** 2;
  return out;
}

/** How much of a mode a touch of that length excites: the spectrum of half a sine. */
function contactGain(hertz: Hertz, contact: Seconds): number {
  const x = 2 * hertz * contact;
  const near = Math.abs(1 - x * x);
  const exact = near < 0.02 ? Math.PI / 4 : Math.abs(Math.cos((Math.PI * x) / 2)) / near;
  // the dips of a perfect touch are filled in: no mallet is one
  return Math.max(exact, 0.5 / (1 + x * x));
}

function ring(out: Float64Array, mode: Mode, phase: number, pitchAt: (time: Seconds) => number): void {
  let angle = 2 * Math.PI * phase;
  let level = mode.level;
  const decay = 10 ** (-3 / (mode.seconds * RATE));
  for (let from = 0; from < out.length && level > 1e-7; from += STEP) {
    const turn = (2 * Math.PI * mode.hertz * pitchAt(from / RATE)) / RATE;
    const to = Math.min(out.length, from + STEP);
    // a vector that turns and shrinks with each sample; set anew each step, so that no error gathers
    const [turnRe, turnIm] = [decay * Math.cos(turn), decay * Math.sin(turn)];
    let [re, im] = [level * Math.cos(angle), level * Math.sin(angle)];
    for (let n = from; n < to; n++) {
      out[n]! += im;
      const turned = re * turnRe - im * turnIm;
      im = re * turnIm + im * turnRe;
      re = turned;
    }
    angle = (angle + turn * STEP) % (2 * Math.PI);
    level *= decay ** STEP;
  }
}

/** A string that is plucked or struck. */
export interface PluckedString {
  readonly hertz: Hertz;
  /** Where along its length, 0 to 0.5. */
  readonly place: number;
  /** Loss of level an octave, beyond that of the pluck's own shape, dB. */
  readonly dullness: number;
  /** Partials are n·√(1 + stiffness·n²) times the fundamental. */
  readonly stiffness: number;
  /** Of the fundamental, to fall by 60 dB. */
  readonly seconds: Seconds;
  /** How much sooner high partials fall: rate of partial n is 1 + damping·n². */
  readonly damping: number;
  /** Level of the body at a frequency, linear. */
  readonly body: (hertz: Hertz) => number;
  /** Partials. */
  readonly count: number;
}

/** Strings swing in two planes, one of which lasts longer and is a little apart. */
const SECOND_PLANE = { level: 0.28, seconds: 2.2, cents: 0.9 } as const;

export function stringModes(string: PluckedString): Mode[] {
  const { hertz, place, dullness, stiffness, seconds, damping, body, count } = string;
  return Array.from({ length: count }, (_, i): Mode[] => {
    const n = i + 1;
    const own = hertz * n * Math.sqrt(1 + stiffness * n * n);
    const shape = Math.max(0.03, Math.abs(Math.sin(Math.PI * n * place))) / n;
    const level = shape * 10 ** ((-dullness * Math.log2(n)) / 20) * body(own);
    const lasts = seconds / (1 + damping * n * n);
    const second = SECOND_PLANE;
    return [
      { hertz: own, level, seconds: lasts },
      {
        hertz: own * 2 ** (second.cents / 1200),
        level: level * second.level,
        seconds: lasts * second.seconds,
      },
    ];
  }).flat();
}
