/** Tests a fundamental against the partials of a sound, and finds others that they support. */
import type { Hertz, MidiNote } from '../units.js';
import { hertzToMidi, midiToHertz } from '../units.js';
import type { Partial, Partials } from './partial-peaks.js';

/** Partials weaker than this, relative to the strongest, are ignored. */
const WEAK = 10 ** (-32 / 20);
/** A first harmonic this strong suffices; a weaker one needs two of the next three. */
const STRONG = 10 ** (-20 / 20);
/** A first harmonic with this share of the energy suffices too: a vibrato spreads it over bins. */
const FIRST_ENERGY = 0.1;
/** Least amplitude of a candidate, relative to the strongest partial. */
const CANDIDATE = 10 ** (-16 / 20);
/** How far a harmonic may lie from its multiple, as a share: strings are stiff, and the partials of tubes are rough. */
const REACH = 0.06;
/** Where the first two harmonics are missing, the others must keep to their multiples closely: a chord in tempered tuning does not. */
const CLOSE = 0.006;
/**
 * Rough partials, farther from their multiples than `CLOSE`, bear out a missing first harmonic from here on only: the strike notes of tubes
 * are higher, and what is lower are the modes of drum heads and the notes of chords.
 */
const ROUGH_HZ: Hertz = 220;
/** Without the first, this many harmonics are asked for in a row at most. */
const LONGEST_RUN = 10;

/**
 * Whether the partials support a fundamental: by its first harmonic or, where that is missing (small loudspeakers,
 * organs), by a series without a gap from the lowest harmonic to the one an octave above it. A common period alone is
 * no evidence: the partials of a bell nearly have one that is three octaves too low, but of its harmonics only every
 * second or fifth is there.
 */
export function isBorneOut(partials: Partials, f0: Hertz): boolean {
  const at = (k: number): Partial | null => {
    const partial = partials.near(k * f0, Math.min(REACH, 0.3 / k));
    return partial && partial.amplitude >= WEAK ? partial : null;
  };
  const first = at(1);
  if (first && first.amplitude >= STRONG) return true;
  if (partials.energyNear(f0, REACH) >= FIRST_ENERGY) return true;
  if (first && [2, 3, 4].filter((k) => at(k)).length >= 2) return true;
  const top = highest(partials) / f0;
  let lowest = 2;
  while (lowest < LONGEST_RUN && !at(lowest)) lowest++;
  const end = Math.min(Math.round(top), lowest === 2 ? 5 : 2 * lowest);
  if (end < lowest + 2) return false;
  const run: number[] = [];
  for (let k = lowest; k <= end; k++) {
    const partial = at(k);
    if (!partial) return false;
    run.push(partial.hertz / k);
  }
  const mean = run.reduce((sum, x) => sum + x, 0) / run.length;
  const close = run.every((x) => Math.abs(x / mean - 1) < CLOSE);
  if (lowest > 2) return close && !(end < 7 && lacksSeventh(partials, f0));
  if (!close && f0 < ROUGH_HZ) return false;
  return at(4)!.amplitude >= CANDIDATE && !isChordInstead(partials, f0, at(2)!.hertz);
}

/** Whether the seventh harmonic, which the notes of a chord do not have in common, is missing though higher ones are there. */
function lacksSeventh(partials: Partials, f0: Hertz): boolean {
  const seventh = partials.near(7 * f0, 0.02);
  return highest(partials) > 7 * f0 && (!seventh || seventh.amplitude < WEAK);
}

/** Whether the second harmonic is the bass of a chord: other notes of it are no harmonics, or the seventh, which chords have not, is missing. */
function isChordInstead(partials: Partials, f0: Hertz, second: Hertz): boolean {
  const notes = chordOver(partials, second);
  if (notes.length < 2) return false;
  return notes.some((note) => !isHarmonic(midiToHertz(note), f0, 0.005)) || lacksSeventh(partials, f0);
}

function highest(partials: Partials): Hertz {
  return partials.list.reduce((max, { hertz, amplitude }) => (amplitude >= WEAK ? hertz : max), 0);
}

/**
 * The frequency that most partials are harmonics of, by amplitude, among those of the partials: what remains as the pitch
 * of bells, bars and plates, and of chords. Also the octave below a partial, where the partials bear it out (tubular bells).
 * Null where there is none in the range.
 */
export function leadingFrequency(partials: Partials, minHz: Hertz, maxHz: Hertz): Hertz | null {
  let best: { hertz: Hertz; score: number } | null = null;
  for (const partial of partials.list) {
    if (partial.hertz < minHz || partial.hertz > maxHz || partial.amplitude < CANDIDATE) continue;
    const half = partial.hertz / 2;
    const hertz =
      half >= minHz && !partials.near(half, REACH) && isBorneOut(partials, half) ? half : partial.hertz;
    const score = explained(partials, hertz, hertz === half ? REACH : 0.02);
    if (!best || score > 1.15 * best.score) best = { hertz, score };
  }
  return best && bassUnder(partials, best.hertz);
}

/** The lowest note of a chord that has a frequency among its notes, or the frequency itself. */
function bassUnder(partials: Partials, hertz: Hertz): Hertz {
  const own = hertzToMidi(hertz);
  for (const partial of partials.list) {
    if (partial.hertz >= 0.97 * hertz) break;
    if (partial.hertz * 2 ** CHORD_OCTAVES < hertz || partial.amplitude < CHORD_NOTE) continue;
    if (!hasHarmonics(partials, partial)) continue;
    const notes = chordOver(partials, partial.hertz);
    if (notes.some((note) => Math.abs(note - own) < CHORD_SEMITONES)) return partial.hertz;
  }
  return hertz;
}

/** Whether a partial has two harmonics of its own among the first: the hum of a bell has one at most. */
function hasHarmonics(partials: Partials, { hertz, amplitude }: Partial): boolean {
  const there = [2, 3, 4, 5].filter((k) => {
    const partial = partials.near(k * hertz, CLOSE);
    return partial && partial.amplitude >= CHORD_HARMONIC * amplitude;
  });
  return there.length >= 2;
}

/** The summed amplitude of the partials that are harmonics of `f0`. */
function explained(partials: Partials, f0: Hertz, reach: number): number {
  return partials.list.reduce(
    (sum, { hertz, amplitude }) =>
      amplitude >= WEAK && isHarmonic(hertz, f0, reach) ? sum + amplitude : sum,
    0,
  );
}

function isHarmonic(hertz: Hertz, f0: Hertz, reach: number): boolean {
  const k = Math.max(1, Math.round(hertz / f0));
  return Math.abs(hertz - k * f0) < Math.min(reach * hertz, 0.3 * f0);
}

/** A further note of a chord is this strong at least, relative to the strongest partial, and so is one of its next two harmonics, relative to it. */
const CHORD_NOTE = 10 ** (-14 / 20);
const CHORD_HARMONIC = 10 ** (-28 / 20);
/** A partial this near to a harmonic belongs to it: players beside each other are not quite in tune. */
const CHORUS = 0.025;
/** Notes of a chord are tuned to each other within this. */
const CHORD_SEMITONES = 0.25;
/** As far above the bass note as further notes are looked for. */
const CHORD_OCTAVES = 2.5;

/**
 * The notes of a chord over a bass note: those of the partials that are no harmonics of a note below them and have
 * harmonics of their own, which the partials of a bell have not.
 */
export function chordOver(partials: Partials, bass: Hertz): MidiNote[] {
  const notes: Hertz[] = [bass];
  for (const { hertz, amplitude } of partials.list) {
    if (hertz < 1.05 * bass || hertz > bass * 2 ** CHORD_OCTAVES || amplitude < CHORD_NOTE) continue;
    if (notes.some((note) => isHarmonic(hertz, note, CHORUS))) continue;
    const semitones = hertzToMidi(hertz) - hertzToMidi(bass);
    if (Math.abs(semitones - Math.round(semitones)) > CHORD_SEMITONES) continue;
    const own = [2, 3, 5].filter((k) => {
      const partial = partials.near(k * hertz, CLOSE);
      return (
        partial &&
        partial.amplitude >= CHORD_HARMONIC * amplitude &&
        !notes.some((note) => isHarmonic(k * hertz, note, 0.012))
      );
    });
    if (own.length > 0) notes.push(hertz);
  }
  return notes.map(hertzToMidi);
}
