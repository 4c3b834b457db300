/** Saves and opens instruments and presets as files and links. [page] */
import {
  FILE_TYPE,
  type FileLayer,
  type FileZones,
  type InstrumentFile,
} from '../../document/file/instrument-file.js';
import { readInstrumentFile } from '../../document/file/read.js';
import { writeBank, writeInstrumentFile } from '../../document/file/write.js';
import { embeddingIdentity } from '../../document/embedding-identity.js';
import { decodeLink, encodeLink } from '../../document/link.js';
import type { InstrumentStateDocument } from '../../document/schema.js';
import { withUnknown } from '../../document/unknown.js';
import { AlloyError } from '../../errors.js';
import type { Decibels } from '../../units.js';
import type {
  InstrumentExportsContract,
  InstrumentFilesContract,
  InstrumentLink,
  OpenedFile,
} from '../contract.js';
import { partsOf, recipeSettings } from '../render/document-parts.js';
import { CONDITIONING, KeyZone } from '../render/key-zone.js';
import type { KeyZoneStore } from '../render/key-zones.js';
import { planNotes } from '../render/recipes.js';
import type { Renderer } from '../render/renderer.js';
import type { Store } from '../state/store.js';
import { presetDocument, presetOfFile } from './preset-documents.js';
import type { Presets } from './presets.js';
import type { StateTransfer } from './state-transfer.js';

/** Places nearer than this are one. */
const SAME_PLACE = 1e-6;

export interface InstrumentFilesOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly keyZones: KeyZoneStore;
  readonly transfer: StateTransfer;
  /** Null: nothing is kept. */
  readonly presets: Presets | null;
  /** Resolves once it is known which models there are. */
  readonly started: () => Promise<void>;
}

/** See InstrumentFilesContract. [page] */
export class InstrumentFiles implements Omit<InstrumentFilesContract, keyof InstrumentExportsContract> {
  readonly #options: InstrumentFilesOptions;
  /** The file that was opened last: what of it is not known is kept when the same instrument is saved. */
  #opened: InstrumentFile | null = null;

  constructor(options: InstrumentFilesOptions) {
    this.#options = options;
  }

  async save({ notes = true }: { readonly notes?: boolean } = {}): Promise<Blob> {
    const document = await this.#options.transfer.get();
    const opened = this.#opened && sameSources(this.#opened.document, document) ? this.#opened : null;
    const { sources, picture, others } = opened ?? { sources: [], picture: null, others: new Map() };
    const zones = notes ? this.#zones() : null;
    return blobOf(writeInstrumentFile({ document, unknown: null, zones, sources, picture, others }));
  }

  async open(file: Blob, name = file instanceof File ? file.name : 'instrument'): Promise<OpenedFile> {
    const { presets, transfer } = this.#options;
    const { instruments, isBank } = readInstrumentFile(new Uint8Array(await bytesOf(file, name)), name);
    const names = instruments.map(({ document }) => document.name);
    if (isBank && presets) {
      const added = instruments.map((instrument, i) => presetOfFile(instrument, `${i + 1}`));
      const [id] = await presets.addAll(added);
      await presets.load(id!);
      return { kind: 'bank', names };
    }
    const [first] = instruments as [InstrumentFile];
    await this.#rememberZones(first);
    await transfer.set(withUnknown(first.document, first.unknown));
    this.#opened = first;
    return { kind: 'instrument', names };
  }

  async link(): Promise<InstrumentLink> {
    return encodeLink(await this.#options.transfer.get());
  }

  async openLink(link: string): Promise<void> {
    const { state, unknown } = decodeLink(link.slice(link.indexOf('#') + 1));
    await this.#options.transfer.set(withUnknown(state, unknown));
  }

  async savePresets(ids: readonly string[] | null): Promise<{ file: Blob; leftOut: readonly string[] }> {
    const { presets, renderer, store } = this.#options;
    const { model } = store.state;
    const openModel = model.phase === 'ready' ? model.id : null;
    const stored = (await presets?.stored(ids)) ?? [];
    const instruments: InstrumentFile[] = [];
    const leftOut: string[] = [];
    for (const preset of stored) {
      const document = await presetDocument(preset, renderer, openModel);
      if (!document) leftOut.push(preset.info.name);
      else instruments.push({ ...document, zones: null, sources: [], picture: null, others: new Map() });
    }
    if (instruments.length === 0) {
      const message = `${leftOut.map((name) => `“${name}”`).join(', ')} cannot be saved as a file yet: load it once, so that its sounds are encoded.`;
      throw new AlloyError('preset-missing', leftOut[0] ?? 'presets', message);
    }
    const single = ids?.length === 1 && instruments.length === 1;
    const bytes = single
      ? writeInstrumentFile(instruments[0]!)
      : writeBank({ instruments, others: new Map() });
    return { file: blobOf(bytes), leftOut };
  }

  /** The rendered notes; null unless all are made, and are those of the instrument as it is. */
  #zones(): FileZones | null {
    const { store, renderer } = this.#options;
    const { keyZones } = renderer;
    if (store.state.stale || keyZones.length === 0 || !keyZones.every((keyZone) => keyZone.done)) return null;
    const made = keyZones.map(({ rootMidi, conditioned, zones }) => {
      const { sampleRate, loop, layers, decayRates, targets } = conditioned!;
      const of = zones.map(({ x, y, recipe }) => {
        const target = targets?.get(recipe) ?? null;
        return { x, y, samples: layers.get(recipe)!, decayRate: decayRates.get(recipe)!, target };
      });
      return { rootMidi, sampleRate, loop, layers: of };
    });
    return { conditioning: CONDITIONING, keyZones: made.sort((a, b) => a.rootMidi - b.rootMidi) };
  }

  /**
   * Puts the notes of a file where a render of its document looks for them. Not those of another conditioning, or of another model:
   * these are rendered.
   */
  async #rememberZones({ document, zones }: InstrumentFile): Promise<void> {
    const { renderer, keyZones, started } = this.#options;
    if (!zones || zones.conditioning !== CONDITIONING) return;
    await started();
    const { info } = renderer.model;
    if (!info || info.fingerprint !== document.model?.fingerprint) return;
    const parts = partsOf(document, info);
    if (parts.length === 0) return;
    const { zones: planned } = planNotes(parts, recipeSettings(document, info));
    for (const { rootMidi, sampleRate, loop, layers } of zones.keyZones) {
      const places = planned.filter((zone) => zone.rootMidi === rootMidi);
      const found = places.map(({ recipe, x, y }) => {
        const near = (a: number, b: number): boolean => Math.abs(a - b) < SAME_PLACE;
        return { recipe, x, y, layer: layers.find((layer) => near(layer.x, x) && near(layer.y, y)) };
      });
      if (found.length === 0 || !found.every(({ layer }) => layer)) continue;
      const keyZone = new KeyZone(
        rootMidi,
        found.map(({ x, y, recipe }) => ({ id: 0, x, y, recipe, note: null })),
      );
      keyZone.conditioned = {
        ...{ sampleRate, loop },
        layers: new Map(found.map(({ recipe, layer }) => [recipe, layer!.samples])),
        decayRates: new Map(found.map(({ recipe, layer }) => [recipe, layer!.decayRate])),
        targets: targetsOf(found),
      };
      await keyZones.keep(keyZone);
    }
  }
}

/** Null where one of the layers was made before they had any. */
function targetsOf(
  found: readonly { readonly recipe: string; readonly layer: FileLayer | undefined }[],
): ReadonlyMap<string, Decibels> | null {
  const targets = new Map<string, Decibels>();
  for (const { recipe, layer } of found) if (layer?.target != null) targets.set(recipe, layer.target);
  return targets.size === new Set(found.map(({ recipe }) => recipe)).size ? targets : null;
}

function sameSources(a: InstrumentStateDocument, b: InstrumentStateDocument): boolean {
  const codes = ({ sources }: InstrumentStateDocument): string =>
    JSON.stringify(sources.map((source) => (source ? embeddingIdentity(source.embedding) : null))).replace(
      /(,null)+\]$/,
      ']',
    );
  return codes(a) === codes(b);
}

function blobOf(bytes: Uint8Array): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: FILE_TYPE });
}

async function bytesOf(file: Blob, name: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `“${name}” cannot be read (${reason}). See whether it is still there, and choose it again.`;
    throw new AlloyError('unreadable', name, message, { cause });
  }
}
