/** Holds one source slot: its sound, the sound that is being loaded, its problem, and the state that a page sees. [page] */
import type { PreparedSource } from '../../audio/source.js';
import type { Recorder } from '../../audio/record.js';
import type { Gain01, Seconds } from '../../units.js';
import type { SlotDocument } from '../state/document.js';
import type { SlotState, SourceProblem } from '../state/state.js';

/** What is shown of a sound that is in its slot; what is on its way in is shown beside it. */
export type ShownSound = Omit<Extract<SlotState, { phase: 'ready' }>, 'phase' | 'incoming' | 'problem'>;

/** What is to take the place of the slot's sound, or to be its first. */
export type Arriving =
  | { readonly kind: 'loading'; readonly name: string }
  | { readonly kind: 'recording'; readonly seconds: Seconds; readonly level: Gain01 };

/** One of the places for a source sound. Its sound stays until another one is whole. [page] */
export class Slot {
  /** Counts the sounds that were requested: results for an older one are dropped. */
  arrival = 0;
  /** The same, each time that its own sound is prepared anew. */
  load = 0;
  document: SlotDocument | null = null;
  source: PreparedSource | null = null;
  /** Its key in the render engine, once encoded. */
  key: string | null = null;
  /** Settles when what was sent for last is there, or has failed. */
  arrived: Promise<void> = Promise.resolve();
  /** Settles when its own sound is prepared and encoded, as it was wanted last. */
  encoded: Promise<void> = Promise.resolve();
  /** Settles when what was prepared and encoded last is done; the next waits for it, and only the newest is done. */
  pending: Promise<void> = Promise.resolve();
  recorder: Recorder | null = null;
  shown: ShownSound | null = null;
  arriving: Arriving | null = null;
  /** Why the last sound that was sent for did not come. */
  problem: SourceProblem | null = null;
  /** Why its own sound cannot be used now: another model, another part of it or an undo may make it work. */
  unusable: SourceProblem | null = null;

  /** Nothing is in it or on its way in. */
  get free(): boolean {
    return this.document === null && this.arriving === null;
  }

  /** Whatever was on its way in is of no interest from here on. */
  forget(): number {
    this.recorder?.cancel();
    this.recorder = null;
    this.arriving = null;
    return ++this.arrival;
  }

  get state(): SlotState {
    const { arriving, document, shown, unusable } = this;
    const problem = this.problem ?? unusable;
    if (arriving?.kind === 'recording') {
      const { seconds, level } = arriving;
      return { phase: 'recording', seconds, level, replaces: document?.sound.name ?? null };
    }
    if (shown) return { phase: 'ready', ...shown, incoming: arriving?.name ?? null, problem };
    if (arriving) return { phase: 'loading', name: arriving.name };
    if (document && !unusable) return { phase: 'loading', name: document.sound.name };
    return problem ? { phase: 'error', ...problem } : { phase: 'empty' };
  }
}
