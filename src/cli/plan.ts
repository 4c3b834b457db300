import type { RenderNote } from '../render/notes.js';
import type { MidiNote } from '../units.js';
import type { BlendOptions } from './options.js';

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
  const common = { seconds: options.seconds, seed: options.seed, temperature };
  const files: PlannedFile[] = sources.map(({ name, rootMidi }) => ({
    kind: 'reconstruction',
    fileName: `recon_${name}.wav`,
    note: { id: `recon_${name}`, weights: [{ source: name, weight: 1 }], rootMidi, ...common },
  }));
  sources.forEach((a, i) => {
    for (const b of sources.slice(i + 1)) {
      const mean = Math.round(a.rootMidi * (1 - options.mix) + b.rootMidi * options.mix);
      const id = `interp_${a.name}_X_${b.name}`;
      const weights = [
        { source: a.name, weight: 1 - options.mix },
        { source: b.name, weight: options.mix },
      ];
      const rootMidi = options.root === 'auto' ? mean : options.root;
      files.push({
        kind: 'interpolation',
        fileName: `${id}.wav`,
        note: { id, weights, rootMidi, ...common },
      });
    }
  });
  return files;
}
