/** Declares what an instrument file holds: the document, and what spares whoever opens it the rendering. */
import type { SustainLoop } from '../../audio/conditioning/types.js';
import type { MixPosition } from '../../timbre/mix.js';
import type { Decibels, DecibelsPerSecond, Hertz, MidiNote } from '../../units.js';
import type { InstrumentStateDocument } from '../schema.js';

/** Ending of instrument files, and of banks. */
export const FILE_ENDING = '.alloy';
export const FILE_TYPE = 'application/vnd.alloy.instrument+zip';

/** A conditioned note of a key zone, at its place in the mix of the sources. */
export interface FileLayer extends MixPosition {
  /** Mono, at the zone's rate, from the onset on; all layers of a key zone are equally long. */
  readonly samples: Float32Array;
  /** Natural decay while the loop, itself level, repeats; 0 where there is none. Per second of the samples. */
  readonly decayRate: DecibelsPerSecond;
  /** Loudness that it was brought to, LUFS; null where it was made before layers had one of their own. */
  readonly target: Decibels | null;
}

/** All mixes of one root, as conditioning made them and the player plays them. */
export interface FileKeyZone {
  /** Pitch of the samples at their rate. */
  readonly rootMidi: MidiNote;
  readonly sampleRate: Hertz;
  /** Null: the key zone is a one-shot. */
  readonly loop: SustainLoop | null;
  /** Of different places; one at least. */
  readonly layers: readonly FileLayer[];
}

/** Rendered key zones, by root from low to high. */
export interface FileZones {
  /** Version of the conditioning that made them: see CONDITIONING of src/instrument/render/key-zone.ts. */
  readonly conditioning: number;
  readonly keyZones: readonly FileKeyZone[];
}

/** The sound of a source, as a sound file. */
export interface FileSource {
  /** Slot of the document's source, from 0. */
  readonly slot: number;
  /** Name of the file, without folders, with its ending. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An instrument with what came with it. Whoever has its model needs the document alone. */
export interface InstrumentFile {
  readonly document: InstrumentStateDocument;
  /** Fields of the document that this version does not know, for `withUnknown`; null: there are none. */
  readonly unknown: Readonly<Record<string, unknown>> | null;
  /** Null: nothing is rendered. */
  readonly zones: FileZones | null;
  readonly sources: readonly FileSource[];
  /** A PNG of 256 × 256 pixels; null: there is none. */
  readonly picture: Uint8Array | null;
  /** What else was in the file, by name: kept when it is written again. */
  readonly others: ReadonlyMap<string, Uint8Array>;
}

/** What a file holds: one instrument, or a bank of them. */
export interface InstrumentBank {
  /** In the order of the bank; one at least. */
  readonly instruments: readonly InstrumentFile[];
  /** Whether it was written as a bank; a bank of one is one, too. */
  readonly isBank: boolean;
  /** What else is in a bank, beside its instruments. */
  readonly others: ReadonlyMap<string, Uint8Array>;
}
