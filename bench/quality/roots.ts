/**
 * Counts the roots that are wrong of chords and drums, in made-up sounds and in chords of the factory's:
 *
 *     node --import tsx bench/quality/roots.ts [--list]
 *
 * Triads in all inversions over four octaves; membranes and kettledrums of several sizes, strikes and tensions. A chord is right when it is
 * said to be one and has its bass note as its root; a drum when its root is a tone of it that a musician would name, or none. `--list` names what is wrong.
 */
import { readFile } from 'node:fs/promises';
import { decimate } from '../../src/audio/decimate.js';
import { decodeAudio } from '../../src/audio/decode.js';
import { downmix } from '../../src/audio/downmix.js';
import { detectPitch } from '../../src/audio/pitch.js';
import { midiToHertz, type Hertz, type MidiNote } from '../../src/units.js';
import { drum, inversions, KETTLE, MEMBRANE, series, struck, type Ratio } from '../../test/audio/zoo.js';

const RATE: Hertz = 32000;
const SECONDS = 1.5;
/** A root this near is right, semitones. */
const NEAR = 0.5;
const TRIADS = [
  [0, 4, 7],
  [0, 3, 7],
  [0, 3, 6],
] as const;
const BASSES: readonly MidiNote[] = [40, 47, 54, 61, 68, 75];
/** What a partial of a note is: in decibels a harmonic, how fast it decays, and whether low ones are missing. */
const MADE: Record<string, Ratio[]> = {
  bright: series(20, 0.8, 2),
  dull: series(8, 1.8, 2),
  reed: series(15, 1, 9).filter((_, i) => i % 2 === 0),
  'without its first': series(12, 0.6, 4, { first: 2 }),
};
const RECORDED: Record<string, MidiNote> = {
  'nylon-guitar-c4': 60,
  'electric-piano-c4': 60,
  'grand-piano-c4': 60,
  'church-organ-c4': 60,
  'choir-aahs-c4': 60,
};

interface Case {
  readonly name: string;
  readonly samples: Float32Array;
  /** Roots that are right; none is right of a drum, too. */
  readonly want: readonly MidiNote[];
  readonly chord: boolean;
}

/** A sound so many semitones higher, by linear interpolation of what was made at a high rate. */
function transposed(samples: Float32Array, semitones: number): Float32Array {
  const step = 2 ** (semitones / 12);
  return Float32Array.from({ length: SECONDS * RATE }, (_, i) => {
    const at = Math.floor(i * step);
    const t = i * step - at;
    return (1 - t) * (samples[at] ?? 0) + t * (samples[at + 1] ?? 0);
  });
}

function sum(parts: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(SECONDS * RATE);
  for (const part of parts) part.forEach((x, i) => (total[i]! += x));
  return total;
}

function chords(
  kind: string,
  noteOf: (key: MidiNote) => Float32Array,
  basses = BASSES,
  octaves: readonly number[] = [0],
): Case[] {
  return TRIADS.flatMap((triad) =>
    inversions(triad).flatMap((intervals) =>
      basses.map((bass) => ({
        name: `${kind} ${intervals.join(' ')} over ${bass}`,
        samples: sum(intervals.map((interval) => noteOf(bass + interval))),
        want: octaves.map((octave) => bass + 12 * octave),
        chord: true,
      })),
    ),
  );
}

async function recorded(name: string, root: MidiNote): Promise<Case[]> {
  const file = await readFile(new URL(`../../presets/sources/${name}.flac`, import.meta.url));
  const { channels, sampleRate } = await decodeAudio(new Uint8Array(file).buffer, name);
  const { samples } = downmix(channels);
  const semitones = 12 * Math.log2(sampleRate / RATE);
  return chords(name, (key) => transposed(samples, key - root + semitones), [48, 55, 62]);
}

function drums(): Case[] {
  const cases: Case[] = [];
  const midi = (hertz: Hertz): MidiNote => 69 + 12 * Math.log2(hertz / 440);
  let seed = 1;
  for (const hertz of [60, 82, 110, 147, 196, 260]) {
    for (const bright of [0.4, 1, 1.8]) {
      for (const slack of [0, 1.5]) {
        const head = drum(MEMBRANE, { hertz, bright, slack, seed: seed++ });
        cases.push({
          name: `head ${hertz} Hz, ${bright}, ${slack}`,
          samples: head,
          want: [midi(hertz)],
          chord: false,
        });
        const kettle = drum(KETTLE, { hertz, bright, slack, seed: seed++ });
        const want = [midi(hertz), midi(hertz / 2), midi(0.85 * hertz)];
        cases.push({ name: `kettle ${hertz} Hz, ${bright}, ${slack}`, samples: kettle, want, chord: false });
      }
    }
  }
  return cases;
}

function fault({ samples, want, chord }: Case): string | null {
  const slow = decimate(samples, RATE);
  const heard = detectPitch(slow.samples, slow.sampleRate);
  if (!heard) return chord ? 'none' : null;
  const right = want.some((midi) => Math.abs(heard.midi - midi) < NEAR);
  const said = (heard.chord !== null) === chord;
  const found = `${heard.midi.toFixed(2)} (${heard.confidence.toFixed(2)})`;
  return right ? (said ? null : chord ? 'unsaid' : `chord ${found}`) : `wrong ${found}`;
}

const list = process.argv.includes('--list');
const sets: [string, Case[]][] = [];
for (const [kind, ratios] of Object.entries(MADE)) {
  const made = new Map<MidiNote, Float32Array>();
  const noteOf = (key: MidiNote): Float32Array => {
    const known = made.get(key) ?? struck(midiToHertz(key), ratios, SECONDS, RATE, 0.01);
    made.set(key, known);
    return known;
  };
  // where all first harmonics are missing, an octave higher is as right
  const octaves = ratios[0]![0] < 2 ? [0] : [0, 1];
  sets.push([`chords, ${kind}`, chords(kind, noteOf, BASSES, octaves)]);
}
for (const [name, root] of Object.entries(RECORDED))
  sets.push([`chords, ${name}`, await recorded(name, root)]);
sets.push(['drums', drums()]);
const totals = new Map<string, [number, number]>();
for (const [name, cases] of sets) {
  const faults = cases.map((one) => [one.name, fault(one)] as const).filter(([, what]) => what !== null);
  const count = (what: string): number => faults.filter(([, own]) => own!.startsWith(what)).length;
  console.log(
    `${name.padEnd(32)} ${cases.length} sounds: ${count('wrong')} wrong, ${count('unsaid')} not said to be a chord, ${count('none')} without a root, ${count('chord')} said to be a chord`,
  );
  if (list) for (const [own, what] of faults) console.log(`    ${own}: ${what}`);
  const total = totals.get(name.split(',')[0]!) ?? [0, 0];
  totals.set(name.split(',')[0]!, [total[0] + count('wrong'), total[1] + cases.length]);
}
for (const [name, [wrong, all]] of totals) console.log(`${name}: ${wrong} of ${all} wrong`);
