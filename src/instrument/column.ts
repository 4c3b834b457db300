import type { SustainLoop } from '../audio/finish/types.js';
import type { DecibelsPerSecond, Hertz, MidiNote } from '../units.js';
import type { Note } from './note.js';
import type { MixPosition, ZoneState } from './state.js';

/** One place of a column, and the note for it. */
export interface Zone extends MixPosition {
  readonly id: number;
  readonly recipe: string;
  /** Null where only the finished sound is known: it was kept from an earlier visit. */
  readonly note: Note | null;
}

/** What finishing made of a column, or of those of its notes that there were. */
export interface FinishedZones {
  readonly sampleRate: Hertz;
  readonly loop: SustainLoop | null;
  /** By recipe. */
  readonly layers: ReadonlyMap<string, Float32Array>;
  /** The same, what each layer falls by as its loop goes round. */
  readonly falls: ReadonlyMap<string, DecibelsPerSecond>;
}

/** All zones of one root, and how far they are. */
export class Column {
  readonly rootMidi: MidiNote;
  readonly zones: readonly Zone[];
  finished: FinishedZones | null = null;
  finishing = false;
  /** Finishing went wrong: it stays raw. */
  failed = false;
  /** The zone that plays raw while it is made. */
  raw: Zone | null = null;

  constructor(rootMidi: MidiNote, zones: readonly Zone[]) {
    this.rootMidi = rootMidi;
    this.zones = zones;
  }

  /** Equal for columns of equal notes in equal places. */
  get key(): string {
    return this.zones.map(({ x, y, recipe }) => `${x},${y}: ${recipe}`).join('\n');
  }

  /** Every zone has its sound, finished. */
  get done(): boolean {
    return this.zones.every(({ recipe }) => this.finished?.layers.has(recipe) === true);
  }

  /** All its notes are whole, and it has yet to be finished. */
  get waits(): boolean {
    return !this.done && !this.failed && this.zones.every(({ note }) => note?.complete);
  }

  /** Whole notes, each once. */
  get wholeNotes(): Note[] {
    return [...new Set(this.zones.flatMap(({ note }) => (note?.complete ? [note] : [])))];
  }

  /**
   * The notes to finish now, or none: the first one as soon as it is there, and all of them once they are. Not in between: the
   * notes of a column are made one after another.
   * @param settle no more will come for now: take what there is.
   */
  toFinish(settle: boolean): readonly Note[] {
    if (this.finishing || this.failed) return [];
    const whole = this.wholeNotes;
    const already = new Set(this.finished?.layers.keys());
    const kept = whole.filter(({ recipe }) => already.has(recipe)).length;
    // Nothing is new, or something that is finished would be lost.
    if (kept === whole.length || kept < already.size) return [];
    const all = this.zones.every(({ note }) => note?.complete);
    return all || settle || whole.length === 1 ? whole : [];
  }

  /** As a page sees it. */
  get states(): ZoneState[] {
    return this.zones.map((zone): ZoneState => {
      const { id, x, y } = zone;
      const finished = this.finished?.layers.has(zone.recipe) === true;
      const progress = finished ? 1 : (zone.note?.progress ?? 0);
      const looped = finished && this.finished?.loop !== null;
      return { id, rootMidi: this.rootMidi, x, y, progress, phase: this.#phase(zone, finished), looped };
    });
  }

  #phase({ note }: Zone, finished: boolean): ZoneState['phase'] {
    if (finished || (this.failed && note?.complete)) return 'ready';
    if (note?.complete) return 'finishing';
    return note && note.made > 0 ? 'rendering' : 'queued';
  }
}
