/** Holds one key zone: its notes by mix, and the layers that conditioning made of them. [page] */
import type { SustainLoop } from '../../audio/conditioning/types.js';
import type { Decibels, DecibelsPerSecond, Hertz, MidiNote } from '../../units.js';
import type { Note } from './note.js';
import type { MixPosition, ZoneState } from '../state/state.js';

/** Version of conditioning and of what is kept of it; key zones of another version are conditioned anew. */
export const CONDITIONING = 4;

/** One place of a key zone, and the note for it. */
export interface Zone extends MixPosition {
  readonly id: number;
  readonly recipe: string;
  /** Null where only the conditioned layer is known, stored on an earlier visit. */
  readonly note: Note | null;
}

/** Conditioned layers of a key zone, or of those of its notes that were complete. */
export interface ConditionedLayers {
  readonly sampleRate: Hertz;
  readonly loop: SustainLoop | null;
  /** Layers by recipe. */
  readonly layers: ReadonlyMap<string, Float32Array>;
  /** Decay rate of each layer while its loop repeats, by recipe. */
  readonly decayRates: ReadonlyMap<string, DecibelsPerSecond>;
  /** Loudness of each layer by recipe, LUFS; null where it was conditioned before layers had one of their own. */
  readonly targets: ReadonlyMap<string, Decibels> | null;
}

/** All zones of one root, and their progress. */
export class KeyZone {
  readonly rootMidi: MidiNote;
  readonly zones: readonly Zone[];
  conditioned: ConditionedLayers | null = null;
  conditioning = false;
  /** Conditioning failed: the zone is played raw. */
  failed = false;
  /** The zone that plays unconditioned while its note is rendered. */
  raw: Zone | null = null;

  constructor(rootMidi: MidiNote, zones: readonly Zone[]) {
    this.rootMidi = rootMidi;
    this.zones = zones;
  }

  /** Equal for key zones of equal notes in equal places. */
  get key(): string {
    return this.zones.map(({ x, y, recipe }) => `${x},${y}: ${recipe}`).join('\n');
  }

  /** Every zone has a conditioned layer. */
  get done(): boolean {
    return this.zones.every(({ recipe }) => this.conditioned?.layers.has(recipe) === true);
  }

  /** All its notes are complete, and it is not conditioned yet. */
  get waits(): boolean {
    return !this.done && !this.failed && this.zones.every(({ note }) => note?.complete);
  }

  /** Complete notes, each once. */
  get wholeNotes(): Note[] {
    return [...new Set(this.zones.flatMap(({ note }) => (note?.complete ? [note] : [])))];
  }

  /**
   * The notes to condition now, or none: the first one as soon as it is there, and all of them once they are. Not in between: the
   * notes of a key zone are made one after another.
   * @param rest true when no more notes will come for now: condition those that are complete.
   */
  notesToCondition(rest: boolean): readonly Note[] {
    if (this.conditioning || this.failed) return [];
    const whole = this.wholeNotes;
    const already = new Set(this.conditioned?.layers.keys());
    const kept = whole.filter(({ recipe }) => already.has(recipe)).length;
    // Nothing is new, or something that is conditioned would be lost.
    if (kept === whole.length || kept < already.size) return [];
    const all = this.zones.every(({ note }) => note?.complete);
    return all || rest || whole.length === 1 ? whole : [];
  }

  /** As a page sees it. */
  get states(): ZoneState[] {
    return this.zones.map((zone): ZoneState => {
      const { id, x, y } = zone;
      const conditioned = this.conditioned?.layers.has(zone.recipe) === true;
      const progress = conditioned ? 1 : (zone.note?.progress ?? 0);
      const looped = conditioned && this.conditioned?.loop !== null;
      return { id, rootMidi: this.rootMidi, x, y, progress, phase: this.#phase(zone, conditioned), looped };
    });
  }

  #phase({ note }: Zone, conditioned: boolean): ZoneState['phase'] {
    if (conditioned || (this.failed && note?.complete)) return 'ready';
    if (note?.complete) return 'conditioning';
    return note && note.made > 0 ? 'rendering' : 'queued';
  }
}
