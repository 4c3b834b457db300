/** Writes the page of blends from what was measured. */
import { noteName } from '../../src/audio/note-names.js';
import type { Decibels, MidiNote } from '../../src/units.js';

export type Part = 'a' | 'blend' | 'b' | 'crossfade' | 'live';

export interface MeasuredPair {
  readonly id: string;
  readonly titles: readonly [string, string];
  readonly key: MidiNote;
  /** Of its picture. */
  readonly size: readonly [width: number, height: number];
  /** Log-mel distance to both reconstructions, levels matched. */
  readonly toA: Readonly<Record<Part, Decibels>>;
  readonly toB: Readonly<Record<Part, Decibels>>;
  readonly rough: Readonly<Record<Part, number>>;
  /** Share of the energy at the harmonics of one fundamental. */
  readonly one: Readonly<Record<Part, number>>;
}

/** Of what one fundamental explains in the parents, what it has to explain in a blend. */
const ASKED = 0.95;
const LABELS: readonly (readonly [Part, string])[] = [
  ['a', 'first'],
  ['blend', '**blend**'],
  ['b', 'second'],
  ['crossfade', 'crossfade'],
  ['live', 'live morph'],
];

/** What one fundamental explains of a blend over what it explains of its parents, in the mean. */
export function ofParents({ one }: MeasuredPair, part: Part = 'blend'): number {
  return one[part] / (0.5 * (one.a + one.b));
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export function blendPage(pairs: readonly MeasuredPair[]): string {
  const holding = (part: Part): number => pairs.filter((pair) => ofParents(pair, part) >= ASKED).length;
  const row = (part: Part, label: string): string =>
    `| ${label} | ${holding(part)} of ${pairs.length} | ${median(pairs.map((pair) => ofParents(pair, part))).toFixed(3)} | ${median(
      pairs.map(({ toA }) => toA[part]),
    ).toFixed(1)} / ${median(pairs.map(({ toB }) => toB[part])).toFixed(1)} | ${median(
      pairs.map(({ rough }) => rough[part] / Math.max(1e-9, 0.5 * (rough.a + rough.b))),
    ).toFixed(2)} |`;
  return `# What a blend is

<!-- Written by bench/quality/blend-page.ts; change it there. -->

${pairs.length} pairs of the sounds that ship. Each pair meets at the key of its first sound: both are rendered by the model *Instruments* from their own embeddings, and once from the mean of
the two. Beside them what a sampler does (both recordings at that key, half and half) and what the live engine plays (partials and noise of both, moved half way).

A blend is one sound when one fundamental explains as much of its energy as of its parents'. Asked: 95 % of the parents' mean, in 19 of 20 pairs.

| | one fundamental: ${ASKED * 100} % of the parents' | median of that share | log-mel to the first / the second, dB, medians | roughness over the parents' |
|---|---|---|---|---|
${row('blend', '**blend by the model**')}
${row('crossfade', 'crossfade of the recordings')}
${row('live', "live engine's morph")}

How to read it: a crossfade of two steady tones at one key has one fundamental, too, so that this column says what a blend must not lose, not what it gains. What a crossfade cannot do
is seen in the pictures: its stripes are those of both, where a blend's partials have one course each. Log-mel is measured at one level, audible bands only; roughness after Plomp
and Levelt. One seed; nobody was asked what they hear.

Pictures: first, blend, second, crossfade, live morph. Above, rainbowgrams (55 Hz to 7 kHz; brightness is level, colour how phase advances: a steady partial is a stripe of one colour); below, the sixteen
values of the embedding over time, blue below zero and straw above. A crossfade and the live engine have no embedding.

${pairs.map(section).join('\n')}`;
}

function section(pair: MeasuredPair): string {
  const { id, titles, key, size, toA, toB, rough, one } = pair;
  const [width, height] = size;
  const title = `${titles[0]} and ${titles[1].toLowerCase()}`;
  const head = LABELS.map(([, label]) => label).join(' | ');
  const cells = (of: Readonly<Record<Part, number>>, digits: number): string =>
    LABELS.map(([part]) => of[part].toFixed(digits)).join(' | ');
  const players = LABELS.map(
    ([part, label]) =>
      `<audio controls preload="none" aria-label="${title}: ${label.replaceAll('*', '')}" src="blends/${id}-${part}.mp3"></audio>`,
  ).join(' | ');
  return `## ${title}

At ${noteName(key)}. One fundamental explains ${(100 * ofParents(pair)).toFixed(1)} % of what it explains in the parents.

<img src="blends/${id}.webp" width="${width}" height="${height}" loading="lazy" alt="Rainbowgrams and embeddings of ${title}: first, blend, second, crossfade, live morph">

| | ${head} |
|---|---|---|---|---|---|
| listen | ${players} |
| log-mel to the first, dB | ${cells(toA, 1)} |
| log-mel to the second, dB | ${cells(toB, 1)} |
| one fundamental, share | ${cells(one, 3)} |
| roughness | ${cells(rough, 3)} |
`;
}
