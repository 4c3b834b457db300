/** Plans the files of a blend, and their names. */
import type { RenderNote } from '../render/notes.js';
import type { MidiNote } from '../units.js';
import type { BlendOptions } from './options.js';
import { distinct, LONGEST_FILE_NAME } from './paths.js';

/** A source as the plan sees it. */
export interface PlannedSource {
  readonly name: string;
  /** The root to use: found, or given, or 60. */
  readonly rootMidi: MidiNote;
}

/** One file to make. */
export interface PlannedFile {
  readonly kind: 'reconstruction' | 'interpolation';
  readonly fileName: string;
  readonly note: RenderNote;
}

/** Longest id, in bytes: its file is called <id>.wav.part while it is written. */
const LONGEST_ID = LONGEST_FILE_NAME - '.wav.part'.length;

/** A file of a blend before the roots of its sounds are known. */
export interface BlendName {
  readonly kind: 'reconstruction' | 'interpolation';
  /** Unique in the blend; the file's name without its ending. */
  readonly id: string;
  readonly fileName: string;
  /** Places of its sounds in the list of sources: one, or two. */
  readonly sources: readonly number[];
}

/** The names of a blend's files, all different: a reconstruction of every source, and an interpolation of every pair. */
export function blendNames(names: readonly string[]): BlendName[] {
  const used = new Set<string>();
  const file = (kind: BlendName['kind'], id: string, sources: number[]): BlendName => {
    const unique = distinct(id, used, LONGEST_ID);
    return { kind, id: unique, fileName: `${unique}.wav`, sources };
  };
  const reconstructions = names.map((name, i) => file('reconstruction', `recon_${name}`, [i]));
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b, k) => file('interpolation', `interp_${a}_X_${b}`, [i, i + 1 + k])),
  );
  return [...reconstructions, ...pairs];
}

/**
 * The files of a blend: a reconstruction of every source at its own root, and an interpolation of every
 * pair. A pair sounds at the mix-weighted mean of its roots, rounded to the semitone so that it is in tune
 * with other instruments; a given root goes before both.
 */
export function planFiles(
  sources: readonly PlannedSource[],
  options: Pick<BlendOptions, 'mix' | 'root' | 'seconds' | 'seed'>,
  temperature: number,
): PlannedFile[] {
  const { mix, root, seconds, seed } = options;
  return blendNames(sources.map(({ name }) => name)).map(({ kind, id, fileName, sources: places }) => {
    const [a, b] = places.map((i) => sources[i]!);
    const weights = b
      ? [
          { source: a!.name, weight: 1 - mix },
          { source: b.name, weight: mix },
        ]
      : [{ source: a!.name, weight: 1 }];
    const mean = b ? Math.round(a!.rootMidi * (1 - mix) + b.rootMidi * mix) : a!.rootMidi;
    const rootMidi = b && root !== 'auto' ? root : mean;
    return { kind, fileName, note: { id, weights, rootMidi, seconds, seed, temperature } };
  });
}
