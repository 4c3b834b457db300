/** Restores an instrument from the last visit and from presets, and says what to save of it. [page] */
import type { InstrumentDocument } from '../state/document.js';
import { Presets } from './presets.js';
import type { Renderer } from '../render/renderer.js';
import type { Sources } from '../sounds/sources.js';
import type { KeyZoneRepository } from './key-zone-repository.js';
import type { Snapshot } from './repository.js';
import { Autosave } from './autosave.js';
import { keyZonesOf, documentOf, takeSnapshot, type SnapshotParts } from './snapshot.js';
import { sortedClips } from '../state/clip-order.js';
import type { RunningRender } from './record.js';
import type { LatestRequest, LoadRequest } from '../state/latest-request.js';
import type { EditName, PresetInfo, StorageNotice } from '../state/state.js';
import type { Store } from '../state/store.js';

/** Attempts without one more zone after which a render is not resumed automatically: it may be what crashes the page. */
const MOST_ATTEMPTS = 3;

export interface PersistenceOptions {
  /** Null: nothing is kept. */
  readonly key: string | null;
  /** Where conditioned key zones are kept; null with the key. */
  readonly keyZones: KeyZoneRepository | null;
  readonly store: Store;
  readonly renderer: Renderer;
  readonly sources: Sources;
  /** The settings as they are. */
  readonly document: () => InstrumentDocument;
  /** Makes the instrument what a document says. */
  readonly apply: (document: InstrumentDocument) => void;
  /** Called before a preset takes the place of what there is, or a preset was edited, for undo. */
  readonly record: (name: EditName, subject: null) => void;
  readonly requests: LatestRequest;
}

/** Stores an instrument in the browser and restores it, between visits and as presets. [page] */
export class Persistence {
  readonly #options: PersistenceOptions;
  readonly #autosave: Autosave;
  /** Null: nothing is kept. */
  readonly presets: Presets | null;
  /** The render that runs, or would, for a reload in the middle of it. */
  #rendering: RunningRender = { attempt: 1, ready: 0 };
  #closed = false;

  constructor(options: PersistenceOptions) {
    const { key, store, renderer, document, record, requests } = options;
    this.#options = options;
    const collect = (): Snapshot => takeSnapshot(this.#parts());
    this.#autosave = new Autosave({
      ...{ key, store, document, collect },
      parts: () => this.#comparedParts(),
      adopt: (stored) => this.#adopt(stored),
      rescued: (preset) => this.#rescued(preset),
    });
    this.presets =
      key === null
        ? null
        : new Presets({
            store,
            document,
            collect,
            record,
            requests,
            apply: (preset, id, request) => this.#applyPreset(preset, id, request),
            picture: () =>
              import('./instrument-picture.js').then(
                ({ drawnPicture }) => drawnPicture({ store, renderer }),
                () => null, // its code could not be loaded: the preset is kept without
              ),
          });
  }

  /** Tells people of a trouble, once. */
  note(notice: StorageNotice): void {
    this.#autosave.note(notice);
  }

  /** Something may have changed. */
  changed(): void {
    this.#autosave.changed();
  }

  /** Saves in this tab from now on, in place of the owning one. */
  keepHere(): Promise<void> {
    return this.#autosave.takeOver();
  }

  /** Brings back what was kept, if nothing was done meanwhile. @returns the id of its model, or null. */
  async restore(): Promise<string | null> {
    const stored = await this.#autosave.open();
    const { keyZones } = this.#options;
    const model = stored && keyZones ? await this.#restoreSnapshot(stored, keyZones) : null;
    if (!this.#closed) this.#autosave.start();
    return model;
  }

  async #restoreSnapshot(stored: Snapshot, storedKeyZones: KeyZoneRepository): Promise<string | null> {
    const { store, renderer, apply } = this.#options;
    const { keyZones, render } = await keyZonesOf(stored, storedKeyZones);
    if (this.#closed || !this.#isUntouched()) return null;
    const document = documentOf(stored);
    renderer.restore(stored.record.signal, keyZones, render);
    store.update({ clips: stored.clips });
    this.#remember(stored);
    apply(document);
    if (this.#autosave.ours) this.#goOn(stored);
    return document.model;
  }

  /** A render that a reload broke off goes on: what is conditioned, and notes that are whole, are not made again. */
  #goOn({ record: { rendering } }: Snapshot): void {
    const { store, renderer, sources } = this.#options;
    if (!rendering || sources.documents.every((slot) => slot === null)) return;
    const ready = store.state.zones.filter(({ phase }) => phase === 'ready').length;
    const attempt = ready > rendering.ready ? 1 : rendering.attempt + 1;
    this.#rendering = { attempt, ready };
    if (attempt > MOST_ATTEMPTS) return;
    // it waits for the model; what goes wrong is in the state
    void renderer.render(() => sources.parts());
  }

  /** The other tab that kept this instrument has gone: what it had comes here, where nothing was changed. */
  async #adopt(stored: Snapshot): Promise<void> {
    const { store, renderer, keyZones, apply } = this.#options;
    if (!keyZones) return;
    await renderer.stop();
    const { keyZones: there, render } = await keyZonesOf(stored, keyZones);
    if (this.#closed) return;
    renderer.restore(renderer.model.signal ?? stored.record.signal, there, render);
    const originals = store.state.clips.filter(({ kind }) => kind === 'original');
    store.update({ clips: sortedClips([...originals, ...stored.clips]) });
    this.#remember(stored);
    apply(documentOf(stored));
    this.#goOn(stored);
  }

  /** What a tab had is a preset now: all tabs are told, and who uses this one. */
  #rescued(preset: PresetInfo): void {
    this.presets?.announce();
    if (preset.rescued !== undefined) this.note('rescued');
  }

  /** What a preset says, but for how it is played: that belongs to who plays, and to their devices. */
  async #applyPreset(preset: Snapshot, id: string, request: LoadRequest): Promise<void> {
    const { store, renderer, sources, apply, record } = this.#options;
    await renderer.stop();
    if (!request.newest) return;
    record('preset', null); // with all that was done until now
    this.#remember(preset);
    const { midiChannel, learn, parameters } = store.state;
    const { mpe, mpeBendRange } = parameters;
    const document = documentOf(preset);
    apply(
      request.withEdits({
        ...document,
        midiChannel,
        bindings: learn.bindings,
        parameters: { ...document.parameters, mpe, mpeBendRange },
        preset: id,
      }),
    );
    // nobody waits for it, and what goes wrong is in the state
    if (document.slots.some((slot) => slot !== null)) void renderer.render(() => sources.parts());
  }

  #remember({ sounds }: Snapshot): void {
    for (const { prepared } of sounds.values()) {
      if (prepared) this.#options.sources.remember(prepared.key, prepared.source);
    }
  }

  #isUntouched(): boolean {
    const { slots, history, zones } = this.#options.store.state;
    return (
      history.undo === null &&
      history.redo === null &&
      zones.length === 0 &&
      slots.every(({ phase }) => phase === 'empty')
    );
  }

  /** All that is kept of an instrument; see takeSnapshot. */
  #parts(): SnapshotParts {
    const { store, renderer, sources } = this.#options;
    const { clips, render } = store.state;
    const document = this.#options.document();
    const prepared = document.slots.map((_, index) => sources.preparedOf(index));
    const { keyZones } = renderer;
    const { signal } = renderer.model;
    const rendering = this.#rendering;
    return { document, prepared, signal, keyZones, clips, render, rendering };
  }

  /** The same, to compare. */
  #comparedParts(): unknown[] {
    const { document, prepared, signal, keyZones, clips, render } = this.#parts();
    const { slots, ...settings } = document;
    const running = render.phase === 'running';
    return [
      ...slots,
      ...Object.values(settings),
      ...prepared.map((sound) => sound?.source),
      signal?.sampleRate,
      render.phase,
      ...keyZones.flatMap((keyZone) => [keyZone, keyZone.conditioned]),
      ...(running ? [] : clips),
    ];
  }

  /** Ends when what was to be kept is kept. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#autosave.close();
    await this.presets?.close();
  }
}
