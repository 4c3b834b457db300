/** A source that takes part in a render: what the slots give, and the render plan is made of. */
import type { Decibels, MidiNote } from '../../units.js';
import type { EmbeddingPicture } from '../state/state.js';

/** A source that takes part in a render. */
export interface Part {
  readonly slot: number;
  /** What it was made of, and its name in the render engine: equal keys are equal embeddings. */
  readonly key: string;
  readonly name: string;
  readonly rootMidi: MidiNote;
  readonly gain: Decibels;
  /** False for a drum, a noise. */
  readonly pitched: boolean;
  readonly embedding: EmbeddingPicture | null;
}
