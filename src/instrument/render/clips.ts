/** Keeps the clips of a render up to date while their notes are generated. [page] */
import { FULL_RATE } from '../../audio/air/bands.js';
import type { NoteAir } from '../../audio/air/full-band.js';
import type { Gain01, Hertz } from '../../units.js';
import type { Note } from './note.js';
import type { PlannedClip } from './recipes.js';
import type { SampleBuffer, EmbeddingPicture, Clip } from '../state/state.js';
import type { Store } from '../state/store.js';
import { sortedClips } from '../state/clip-order.js';

export const HYBRID = 'hybrid';

/** Makes a whole note full band. */
export type FullBandMaker = (samples: Float32Array, air: NoteAir) => Promise<Float32Array>;

/** The clips of a render, beside the sources themselves. [page] */
export class Clips {
  readonly #store: Store;
  /** Ids of the clips that share a note. */
  #ids = new Map<Note, readonly string[]>();
  readonly #fullBand: FullBandMaker;
  readonly #work = new Set<Promise<void>>();
  /** Of notes without their air. */
  #rate: Hertz = 1;
  /** Whether the hybrid is mixed from conditioned zones by now, and no longer shown from its note. */
  #blended = false;

  /** @param fullBand adds a note's air: see ConditioningClient. */
  constructor(store: Store, fullBand: FullBandMaker) {
    this.#store = store;
    this.#fullBand = fullBand;
  }

  /** Replaces the clips of the render before. `pictures` are of their embeddings, by id. */
  setPlan(
    planned: readonly PlannedClip[],
    noteOf: (clip: PlannedClip) => Note,
    pictures: ReadonlyMap<string, EmbeddingPicture>,
    sampleRate: Hertz,
  ): void {
    this.#ids = new Map();
    this.#blended = false;
    this.#rate = sampleRate;
    const clips = planned.map((clip): Clip => {
      const note = noteOf(clip);
      this.#ids.set(note, [...(this.#ids.get(note) ?? []), clip.id]);
      const { id, kind, title, rootMidi } = clip;
      const audio = { sampleRate, samples: note.samples };
      return {
        id,
        kind,
        title,
        rootMidi,
        audio,
        progress: note.progress,
        embedding: pictures.get(id) ?? null,
      };
    });
    const originals = this.#store.state.clips.filter(({ kind }) => kind === 'original');
    this.#store.update({ clips: sortedClips([...originals, ...clips]) });
    for (const note of this.#ids.keys()) if (note.complete) this.#complete(note);
  }

  /** Sets the hybrid's samples, mixed at the live mix. */
  blend(audio: SampleBuffer, progress: Gain01): void {
    this.#blended = true;
    const clips = this.#store.state.clips.map((clip) =>
      clip.id === HYBRID ? { ...clip, progress, audio } : clip,
    );
    this.#store.update({ clips });
  }

  /** Handles newly rendered samples of a note. */
  onAudio(note: Note): void {
    const ids = this.#ids.get(note);
    if (!ids) return;
    const clips = this.#store.state.clips.map((clip) => {
      if (!ids.includes(clip.id) || (this.#blended && clip.id === HYBRID)) return clip;
      return { ...clip, progress: note.progress, audio: { sampleRate: this.#rate, samples: note.samples } };
    });
    this.#store.progress({ clips });
    if (note.complete) this.#complete(note);
  }

  /** Resolves when all whole notes have their air. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #complete(note: Note): void {
    const work = this.#addAir(note).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  /** A whole note gets its air; without it (the worker is gone) it stays as it is. */
  async #addAir(note: Note): Promise<void> {
    const { air, samples } = note;
    if (!air) return;
    const made = await this.#fullBand(samples, air).catch(() => null);
    const ids = this.#ids.get(note);
    if (!made || !ids) return;
    const audio = { sampleRate: FULL_RATE, samples: made };
    const clips = this.#store.state.clips.map((clip) =>
      !ids.includes(clip.id) || (this.#blended && clip.id === HYBRID) ? clip : { ...clip, audio },
    );
    this.#store.update({ clips });
  }
}
