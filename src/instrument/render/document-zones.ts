/** Renders a document's key zones without a page: the same samples as the page's. [Node or worker] */
import { conditionZone } from '../../audio/conditioning/condition-zone.js';
import type { FileKeyZone, FileZones } from '../../document/file/instrument-file.js';
import type { InstrumentStateDocument } from '../../document/schema.js';
import { AlloyError } from '../../errors.js';
import type { RenderEngine } from '../../render/engine.js';
import type { RenderProgress } from '../../render/notes.js';
import type { MidiNote, Samples } from '../../units.js';
import { embeddedSound } from '../sounds/embedded-sound.js';
import { encodedAt } from '../sounds/embedded-source.js';
import { partsOf, recipeSettings } from './document-parts.js';
import { CONDITIONING } from './key-zone.js';
import { airsOf, Note } from './note.js';
import { planNotes, type PlannedZone, type RecipeSettings } from './recipes.js';

export type ZoneEngine = Pick<RenderEngine, 'info' | 'addEncoded' | 'render'>;

export interface DocumentZonesOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RenderProgress) => void;
}

/**
 * All key zones that a document plans, from low to high, conditioned. [Node or worker]
 * @throws AlloyError 'bad-argument' for a document without sources, 'source-model'; DOMException 'AbortError'.
 */
export async function renderDocumentZones(
  engine: ZoneEngine,
  document: InstrumentStateDocument,
  { signal, onProgress }: DocumentZonesOptions = {},
): Promise<FileZones> {
  const { info } = engine;
  const parts = partsOf(document, info);
  if (parts.length === 0)
    throw new AlloyError(
      'bad-argument',
      'sources',
      'There is nothing to render: the instrument has no sounds.',
    );
  for (const { slot, key, rootMidi } of parts) {
    const sound = embeddedSound(document.sources[slot]!, document.model?.fingerprint ?? null);
    await engine.addEncoded(key, encodedAt(sound, rootMidi, info));
  }
  const settings = recipeSettings(document, info);
  const { zones } = planNotes(parts, settings);
  const { sampleRate } = info.manifest;
  const length = Math.max(1, Math.round(settings.seconds * sampleRate));
  const pitched = parts.some((part) => part.pitched);
  const render = new ZoneRender(zones, length, settings, { sampleRate, pitched });
  await engine.render(
    render.notes.map((note, i) => note.request(String(i))),
    {
      onAudio: (id, start, samples, loudness, target, air) => {
        render.notes[Number(id)]!.append(start, samples, loudness, target, air);
        render.conditionWhole();
      },
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    },
  );
  signal?.throwIfAborted();
  return { conditioning: CONDITIONING, keyZones: render.keyZones };
}

/** The notes of a plan, and the key zones that are made of them as soon as a root has all of its notes. */
class ZoneRender {
  readonly notes: readonly Note[];
  readonly #byRecipe: ReadonlyMap<string, Note>;
  readonly #options: { readonly sampleRate: number; readonly pitched: boolean };
  /** By root, in the order of the plan. */
  readonly #waiting: Map<MidiNote, readonly PlannedZone[]>;
  readonly #made: FileKeyZone[] = [];

  constructor(
    zones: readonly PlannedZone[],
    length: Samples,
    settings: RecipeSettings,
    options: { readonly sampleRate: number; readonly pitched: boolean },
  ) {
    this.#waiting = new Map();
    for (const zone of zones)
      this.#waiting.set(zone.rootMidi, [...(this.#waiting.get(zone.rootMidi) ?? []), zone]);
    const recipes = new Map(zones.map((zone) => [zone.recipe, zone]));
    // root by root, so that one after another can be conditioned while others are generated
    const inOrder = [...recipes.values()].sort((a, b) => a.rootMidi - b.rootMidi);
    this.#byRecipe = new Map(inOrder.map((zone) => [zone.recipe, new Note(zone, length, settings)]));
    this.notes = [...this.#byRecipe.values()];
    this.#options = options;
  }

  get keyZones(): FileKeyZone[] {
    return [...this.#made].sort((a, b) => a.rootMidi - b.rootMidi);
  }

  conditionWhole(): void {
    for (const [rootMidi, zones] of this.#waiting) {
      const notes = [...new Set(zones.map(({ recipe }) => this.#byRecipe.get(recipe)!))];
      if (!notes.every(({ complete }) => complete)) continue;
      this.#waiting.delete(rootMidi);
      this.#made.push(this.#condition(rootMidi, zones, notes));
    }
  }

  #condition(rootMidi: MidiNote, zones: readonly PlannedZone[], notes: readonly Note[]): FileKeyZone {
    const made = conditionZone(
      notes.map(({ samples }) => samples),
      { rootMidi, ...this.#options, targets: notes.map(({ target }) => target), ...airsOf(notes) },
    );
    const layers = zones.map(({ x, y, recipe }) => {
      const i = notes.indexOf(this.#byRecipe.get(recipe)!);
      const { target } = notes[i]!;
      return { x, y, samples: made.layers[i]!, decayRate: made.decayRates[i]!, target };
    });
    return { rootMidi, sampleRate: made.sampleRate, loop: made.loop, layers };
  }
}
