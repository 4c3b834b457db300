import { mixDistance } from '../timbre/mix.js';
import type { Hertz, MidiNote, Samples } from '../units.js';
import type { AudioOutput } from './audio.js';
import type { Note } from './note.js';
import type { PlannedZone } from './recipes.js';
import type { MixPosition, ZoneState } from './state.js';
import type { Store } from './store.js';

interface Zone extends MixPosition {
  readonly id: number;
  readonly note: Note;
}

/** All zones of one root. */
interface Column {
  readonly rootMidi: MidiNote;
  readonly zones: readonly Zone[];
  /** The zone that the player has. */
  playing: Zone | null;
}

/** The zones of a render, and what the player has of them. [page] */
export class Zones {
  readonly #store: Store;
  readonly #audio: AudioOutput;
  #columns: readonly Column[] = [];
  #sampleRate: Hertz = 1;
  #count = 0;
  #nextId = 1;

  constructor(store: Store, audio: AudioOutput) {
    this.#store = store;
    this.#audio = audio;
  }

  /** Recipes of the zones that there are. */
  get recipes(): readonly string[] {
    return this.#columns.flatMap(({ zones }) => zones.map(({ note }) => note.recipe));
  }

  /**
   * Takes the place of what there was. A column whose notes are the same goes on playing.
   * @param count of sources: what the mix means.
   */
  async begin(
    planned: readonly PlannedZone[],
    noteOf: (zone: PlannedZone) => Note,
    sampleRate: Hertz,
    count: number,
  ): Promise<void> {
    const player = await this.#audio.player();
    this.#sampleRate = sampleRate;
    this.#count = count;
    const before = this.#columns;
    const roots = [...new Set(planned.map(({ rootMidi }) => rootMidi))];
    this.#columns = roots.map((rootMidi) => {
      const zones = planned
        .filter((zone) => zone.rootMidi === rootMidi)
        .map((zone) => ({ id: this.#nextId++, note: noteOf(zone), x: zone.x, y: zone.y }));
      return { rootMidi, zones, playing: null };
    });
    for (const { playing } of before) if (playing) player.removeZone(playing.id);
    this.#columns.forEach((column) => this.#play(column));
    this.#store.update({ zones: this.#states() });
  }

  /** A stretch of a note was made. */
  onAudio(note: Note, start: Samples, samples: Float32Array): void {
    for (const column of this.#columns) {
      if (!column.zones.some((zone) => zone.note === note)) continue;
      if (column.playing?.note === note) this.#audio.appendSamples(column.playing.id, start, samples);
      else this.#play(column);
      this.#store.progress({ zones: this.#states() });
    }
  }

  /** The live mix moved: the layer nearest to it plays. */
  onMix(): void {
    for (const column of this.#columns) this.#play(column);
  }

  /** Gives the player the best zone of a column: the nearest to the mix of those that are whole, or else under way. */
  #play(column: Column): void {
    const { mix } = this.#store.state;
    const better = (a: Zone, b: Zone): number =>
      Number(b.note.complete) - Number(a.note.complete) ||
      Number(b.note.made > 0) - Number(a.note.made > 0) ||
      mixDistance(a, mix, this.#count) - mixDistance(b, mix, this.#count);
    const best = [...column.zones].sort(better)[0];
    if (!best || best === column.playing || (column.playing && best.note.made === 0)) return;
    const before = column.playing;
    column.playing = best;
    const { id, note } = best;
    this.#audio.setZone(id, { rootMidi: note.rootMidi, sampleRate: this.#sampleRate, length: note.length });
    if (note.made > 0) this.#audio.appendSamples(id, 0, note.samples);
    if (before) this.#audio.removeZone(before.id);
  }

  #states(): ZoneState[] {
    return this.#columns.flatMap(({ zones }) =>
      zones.map(({ id, note, x, y }): ZoneState => {
        const phase = note.complete ? 'ready' : note.made > 0 ? 'rendering' : 'queued';
        return { id, rootMidi: note.rootMidi, x, y, progress: note.progress, phase, looped: false };
      }),
    );
  }
}
