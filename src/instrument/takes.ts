import type { Gain01, Hertz } from '../units.js';
import type { Note } from './note.js';
import type { PlannedTake } from './recipes.js';
import type { Clip, EmbeddingPicture, Take } from './state.js';
import type { Store } from './store.js';
import { sortedTakes } from './take-order.js';

export const HYBRID = 'hybrid';

/** What can be listened to after a render, beside the sources themselves. [page] */
export class Takes {
  readonly #store: Store;
  /** Ids of the takes that a note is. */
  #ids = new Map<Note, readonly string[]>();
  /** Whether the hybrid is heard from finished zones by now: its note says nothing more. */
  #blended = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes the place of the takes of the render before. `pictures` are of their embeddings, by id. */
  begin(
    planned: readonly PlannedTake[],
    noteOf: (take: PlannedTake) => Note,
    pictures: ReadonlyMap<string, EmbeddingPicture>,
    sampleRate: Hertz,
  ): void {
    this.#ids = new Map();
    this.#blended = false;
    const takes = planned.map((take): Take => {
      const note = noteOf(take);
      this.#ids.set(note, [...(this.#ids.get(note) ?? []), take.id]);
      const { id, kind, title, rootMidi } = take;
      const clip = { sampleRate, samples: note.samples };
      return {
        id,
        kind,
        title,
        rootMidi,
        clip,
        progress: note.progress,
        embedding: pictures.get(id) ?? null,
      };
    });
    const originals = this.#store.state.takes.filter(({ kind }) => kind === 'original');
    this.#store.update({ takes: sortedTakes([...originals, ...takes]) });
  }

  /** The hybrid as it is heard at the live mix. */
  blend(clip: Clip, progress: Gain01): void {
    this.#blended = true;
    const takes = this.#store.state.takes.map((take) =>
      take.id === HYBRID ? { ...take, progress, clip } : take,
    );
    this.#store.update({ takes });
  }

  /** More of a note was made. */
  onAudio(note: Note): void {
    const ids = this.#ids.get(note);
    if (!ids) return;
    const takes = this.#store.state.takes.map((take) => {
      if (!ids.includes(take.id) || (this.#blended && take.id === HYBRID)) return take;
      return { ...take, progress: note.progress, clip: { ...take.clip, samples: note.samples } };
    });
    this.#store.progress({ takes });
  }
}
