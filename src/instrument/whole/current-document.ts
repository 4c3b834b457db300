/** Reads the settings of an instrument as one document, and makes the instrument what a document says. [page] */
import type { Performance } from '../play/performance.js';
import type { Tunings } from '../play/tunings.js';
import type { LiveSources } from '../render/live-sources.js';
import type { Models } from '../render/models.js';
import type { Renderer } from '../render/renderer.js';
import type { Sources } from '../sounds/sources.js';
import { NOTHING_ABOUT, type InstrumentDocument, type SlotDocument } from '../state/document.js';
import type { Settings } from '../state/settings.js';
import type { Store } from '../state/store.js';
import { isFactoryPreset, type Factory } from '../storage/factory.js';
import type { Persistence } from '../storage/persistence.js';
import type { MixFollower } from './mix-follower.js';

/** The parts that a document is about. */
export interface DocumentParts {
  readonly store: Store;
  readonly sources: Sources;
  readonly renderer: Renderer;
  readonly live: LiveSources;
  readonly settings: Settings;
  readonly performance: Performance;
  readonly tunings: Tunings;
  readonly models: Models;
  readonly persistence: Persistence;
  readonly factory: Factory;
  readonly mix: MixFollower;
}

/** What an instrument is now. [page] */
export class CurrentDocument {
  readonly #parts: DocumentParts;
  /** What the last document said of it beside its sound. */
  #about = NOTHING_ABOUT;

  /** @param parts are read when something is asked: they may be made later. */
  constructor(parts: DocumentParts) {
    this.#parts = parts;
  }

  read(): InstrumentDocument {
    const { store, sources, models, tunings, persistence, factory } = this.#parts;
    const { mix, plan, seconds, seed, temperature, fast, parameters, midiChannel, learn } = store.state;
    return {
      slots: sources.documents,
      model: models.current,
      mix,
      plan,
      seconds,
      seed,
      temperature,
      fast,
      parameters,
      midiChannel,
      bindings: learn.bindings,
      tuning: tunings.current,
      preset: persistence.presets?.current ?? factory.current,
      about: this.#about,
    };
  }

  apply(document: InstrumentDocument): void {
    const { sources, renderer, live, settings, performance, tunings, models, persistence, factory } =
      this.#parts;
    const before = this.read();
    const left = renderer.leaveFor(document.slots);
    live.leaveFor(document.slots);
    settings.apply(document);
    performance.setChannel(document.midiChannel);
    performance.setBindings(document.bindings);
    tunings.set(document.tuning);
    persistence.presets?.setCurrent(isFactoryPreset(document.preset) ? null : document.preset);
    factory.setCurrent(document.preset);
    this.#about = document.about;
    void sources.apply(document.slots);
    const opening = models.goTo(document.model);
    if (!opening && document.seconds !== before.seconds) void sources.refresh();
    this.updateStale();
    this.followRoots(before.slots);
    // its own notes may be kept: they are looked for once nothing of the former is made any more
    if (left) void renderer.stop().then(() => this.updateStale());
  }

  /**
   * Applies a changed root at once: renders the existing notes anew, the played key first; the old notes play until
   * then. For a large model, only when the user asks for it.
   * @param before the slots as they were.
   */
  followRoots(before: readonly (SlotDocument | null)[]): void {
    const { store, sources, renderer } = this.#parts;
    const { zones, render, model, backend } = store.state;
    const turned = sources.documents.some((slot, i) => {
      const old = before[i];
      return slot && old && slot.sound === old.sound && slot.rootOverride !== old.rootOverride;
    });
    const made = zones.length > 0 && (render.phase === 'done' || render.phase === 'running');
    if (!turned || !made || model.phase !== 'ready' || backend?.audioPerSecond !== null) return;
    void renderer.renderAnew(() => sources.parts());
  }

  /** Updates `stale`, unless a sound is being loaded: its root is not known yet. */
  updateStale(): void {
    const { store, sources, renderer, mix } = this.#parts;
    mix.follow();
    if (store.state.slots.some(({ phase }) => phase === 'loading') || sources.undecided) return;
    const parts = sources.readyParts();
    renderer.updateStale(parts);
    if (store.state.stale && store.state.render.phase !== 'running') void renderer.recall(parts);
  }
}
