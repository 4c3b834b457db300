/** Holds one note of a render, as far as it is generated. [page] */
import type { NoteAir } from '../../audio/air/full-band.js';
import type { AirTrack } from '../../timbre/embedding.js';
import { ZONE_LOUDNESS, zoneGain } from '../../audio/conditioning/zone-level.js';
import type { RenderNote, SourceWeight } from '../../render/notes.js';
import { decibelsToGain, type Decibels, type Gain01, type MidiNote, type Samples } from '../../units.js';
import type { Recipe, RecipeSettings } from './recipes.js';

/** One note of a render, as far as it is generated. Zones and clips of equal recipe share it. */
export class Note {
  readonly recipe: string;
  readonly rootMidi: MidiNote;
  readonly length: Samples;
  readonly #weights: readonly SourceWeight[];
  readonly #settings: RecipeSettings;
  #samples: Float32Array | null = null;
  #made: Samples = 0;
  #gain = 1;
  #target = ZONE_LOUDNESS;
  #air: NoteAir | null = null;

  constructor({ recipe, weights, rootMidi }: Recipe, length: Samples, settings: RecipeSettings) {
    this.recipe = recipe;
    this.rootMidi = rootMidi;
    this.length = length;
    this.#weights = weights;
    this.#settings = settings;
  }

  get complete(): boolean {
    return this.#made === this.length;
  }

  get progress(): Gain01 {
    return this.#made / this.length;
  }

  get made(): Samples {
    return this.#made;
  }

  /** What is made so far: a view. */
  get samples(): Float32Array {
    return this.#samples?.subarray(0, this.#made) ?? new Float32Array(0);
  }

  /**
   * Linear gain that brings it to about its conditioned level: a raw zone plays with it. Known from its first sample
   * on, and constant.
   */
  get gain(): number {
    return this.#gain;
  }

  /** Loudness that its zone is to have, LUFS: see zoneTarget. Known from its first sample on, and constant. */
  get target(): Decibels {
    return this.#target;
  }

  /** What lies above its samples' band; null where its sources have none. Known from its first sample on, and constant. */
  get air(): NoteAir | null {
    return this.#air;
  }

  /**
   * Appends samples that begin at `start`; samples that are there already may come again.
   * @param loudness that the whole note is expected to have, in LUFS.
   * @param target that its zone is to have, in LUFS.
   */
  append(
    start: Samples,
    samples: Float32Array,
    loudness: Decibels,
    target: Decibels = ZONE_LOUDNESS,
    air: NoteAir | null = null,
  ): void {
    if (this.#made === 0) {
      this.#air = air;
      this.#gain = decibelsToGain(zoneGain(loudness, target));
      this.#target = target;
    }
    this.#samples ??= new Float32Array(this.length);
    this.#samples.set(samples, start);
    this.#made = Math.max(this.#made, start + samples.length);
  }

  /** As the render engine takes it. */
  request(id: string): RenderNote {
    const { seconds, seed, temperature } = this.#settings;
    return { id, weights: this.#weights, rootMidi: this.rootMidi, seconds, seed, temperature };
  }
}

/** Air of the layers of a key zone, for conditionZone: none where one of its notes has none. */
export function airsOf(notes: readonly Note[]): { readonly airs?: readonly AirTrack[] } {
  const airs = notes.flatMap(({ air }) => air?.track ?? []);
  return airs.length === notes.length ? { airs } : {};
}
