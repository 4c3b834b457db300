/** Saves and opens instruments and presets as files and links. [page] */
import {
  FILE_TYPE,
  type FileLayer,
  type FileSource,
  type InstrumentFile,
} from '../../document/file/instrument-file.js';
import { readInstrumentFile } from '../../document/file/read.js';
import { sourceFileName } from '../../document/file/source-file-name.js';
import { writeBank, writeInstrumentFile } from '../../document/file/write.js';
import { zoneWav } from '../../document/file/zone-wav.js';
import { embeddingIdentity } from '../../document/embedding-identity.js';
import { decodeLink, withoutDefaults } from '../../document/link.js';
import type { DocumentSource, InstrumentStateDocument } from '../../document/schema.js';
import { withUnknown } from '../../document/unknown.js';
import { AlloyError } from '../../errors.js';
import type { Decibels } from '../../units.js';
import type {
  InstrumentExportsContract,
  InstrumentFilesContract,
  InstrumentLink,
  OpenedFile,
  SaveOptions,
} from '../contract.js';
import { partsOf, recipeSettings } from '../render/document-parts.js';
import { CONDITIONING, KeyZone } from '../render/key-zone.js';
import type { KeyZoneStore } from '../render/key-zones.js';
import { planNotes } from '../render/recipes.js';
import type { Renderer } from '../render/renderer.js';
import type { Part } from '../sounds/part.js';
import { foundRoot } from '../sounds/sound-root.js';
import type { Sources } from '../sounds/sources.js';
import { checkedTrim } from '../sounds/trim.js';
import { signalOf, type LoadedSound, type SlotDocument } from '../state/document.js';
import type { LatestRequest } from '../state/latest-request.js';
import type { Store } from '../state/store.js';
import { drawnPicture, renderedZones } from './instrument-picture.js';
import { presetDocument, presetOfFile } from './preset-documents.js';
import type { Presets } from './presets.js';
import type { StateTransfer } from './state-transfer.js';

/** Places nearer than this are one. */
const SAME_PLACE = 1e-6;

const NOTHING_BESIDE: Pick<InstrumentFile, 'sources' | 'picture' | 'others'> = {
  ...{ sources: [], picture: null, others: new Map() },
};

export interface InstrumentFilesOptions {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly keyZones: KeyZoneStore;
  readonly sources: Sources;
  readonly transfer: StateTransfer;
  /** Null: nothing is kept. */
  readonly presets: Presets | null;
  /** Resolves once it is known which models there are. */
  readonly started: () => Promise<void>;
  readonly requests: LatestRequest;
}

/** See InstrumentFilesContract. [page] */
export class InstrumentFiles implements Omit<InstrumentFilesContract, keyof InstrumentExportsContract> {
  readonly #options: InstrumentFilesOptions;
  /** The file that was opened last: what of it is not known is kept when the same instrument is saved. */
  #opened: InstrumentFile | null = null;

  constructor(options: InstrumentFilesOptions) {
    this.#options = options;
  }

  async save({ notes = true, sounds }: SaveOptions = {}): Promise<Blob> {
    const document = await this.#options.transfer.get();
    const opened = this.#opened && sameSources(this.#opened.document, document) ? this.#opened : null;
    const { sources: kept, picture: before, others } = opened ?? NOTHING_BESIDE;
    const sources = sounds === undefined ? kept : sounds ? this.#soundsWith(kept) : [];
    const zones = notes ? renderedZones(this.#options) : null;
    const picture = (zones && (await drawnPicture(this.#options))) ?? before;
    return blobOf(writeInstrumentFile({ document, unknown: null, zones, sources, picture, others }));
  }

  /** The sounds of all slots: as the opened file had them, else as they were decoded, to the bit. */
  #soundsWith(kept: readonly FileSource[]): FileSource[] {
    return this.#options.sources.documents.flatMap((document, slot): FileSource[] => {
      const there = kept.find((one) => one.slot === slot);
      if (there) return [there];
      if (!document || document.sound.embedded) return [];
      const { name, samples, sampleRate } = document.sound;
      return [{ slot, name: sourceFileName(name, '.wav'), bytes: zoneWav(samples, sampleRate) }];
    });
  }

  async open(
    file: Blob,
    name = file instanceof File ? file.name : 'instrument',
    request = this.#options.requests.begin(),
  ): Promise<OpenedFile> {
    const { presets, transfer } = this.#options;
    const { instruments, isBank } = readInstrumentFile(new Uint8Array(await bytesOf(file, name)), name);
    const names = instruments.map(({ document }) => document.name);
    if (isBank && presets) {
      const added = instruments.map((instrument, i) => presetOfFile(instrument, `${i + 1}`));
      const [id] = await presets.addAll(added);
      await presets.load(id!, request);
      return { kind: 'bank', names };
    }
    const [first] = instruments as [InstrumentFile];
    await this.#rememberZones(first, await this.#rememberSounds(first));
    await transfer.set(withUnknown(first.document, first.unknown), request);
    this.#opened = first;
    return { kind: 'instrument', names };
  }

  async link(): Promise<InstrumentLink> {
    const document = await this.#options.transfer.get();
    const { LiveClient } = await import('../sounds/live/client.js'); // it is there, where sounds were loaded
    const client = new LiveClient();
    try {
      return await client.link(withoutDefaults(document));
    } finally {
      client.close();
    }
  }

  async openLink(
    link: string,
    before?: () => Promise<unknown>,
    request = this.#options.requests.begin(),
  ): Promise<void> {
    const { state, unknown } = decodeLink(link.slice(link.indexOf('#') + 1));
    await before?.();
    await this.#options.transfer.set(withUnknown(state, unknown), request);
  }

  async savePresets(ids: readonly string[] | null): Promise<{ file: Blob; leftOut: readonly string[] }> {
    const { presets, renderer, sources, store } = this.#options;
    const { model } = store.state;
    const openModel = model.phase === 'ready' ? model.id : null;
    const stored = (await presets?.stored(ids)) ?? [];
    const instruments: InstrumentFile[] = [];
    const leftOut: string[] = [];
    for (const preset of stored) {
      const document = await presetDocument(preset, renderer, openModel, sources);
      if (!document) leftOut.push(preset.info.name);
      else
        instruments.push({
          ...document,
          ...NOTHING_BESIDE,
          zones: null,
          picture: preset.info.picture ?? null,
        });
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

  /**
   * Has the sounds that a file brings along take their slots again, at the roots, gains and parts of its document, named as there; what
   * is no sound stays in the file, and its source is what the document says. Only for the model that encoded them: others encode anew.
   * @returns how the render engine will know them, by slot.
   */
  async #rememberSounds({ document, sources: files }: InstrumentFile): Promise<SoundKeys> {
    const { renderer, sources, transfer, started } = this.#options;
    const keys: SoundKeys = new Map();
    if (files.length === 0) return keys;
    await started();
    const { info } = renderer.model;
    if (!info || info.fingerprint !== document.model?.fingerprint) return keys;
    const signal = signalOf(info);
    const opened = files.map(async ({ slot, name, bytes }) => {
      const source = document.sources[slot]!;
      const sound = await sources.soundIn(new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
      const named = { ...sound, ...rootSaid(source), name: source.name };
      const { rootOverride, gain } = source;
      const trim = source.trim ? checkedTrim(source.trim, sound.samples.length / sound.sampleRate) : null;
      const placed: SlotDocument = { sound: named, rootOverride, trim, gain };
      const key = await sources.keyFor(placed, document.seconds, signal);
      transfer.remember(source.embedding, placed, key, info);
      keys.set(slot, { key, rootMidi: rootOverride ?? foundRoot(placed).midi });
    });
    await Promise.allSettled(opened);
    return keys;
  }

  /**
   * Puts the notes of a file where a render of its document looks for them. Not those of another conditioning, or of another model:
   * these are rendered.
   */
  async #rememberZones({ document, zones }: InstrumentFile, keys: SoundKeys): Promise<void> {
    const { renderer, keyZones, started } = this.#options;
    if (!zones || zones.conditioning !== CONDITIONING) return;
    await started();
    const { info } = renderer.model;
    if (!info || info.fingerprint !== document.model?.fingerprint) return;
    const parts = partsOf(document, info).map((part) => ({ ...part, ...keys.get(part.slot) }));
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

/** Of sounds that came with a file, by slot. */
type SoundKeys = Map<number, Pick<Part, 'key' | 'rootMidi'>>;

/** A root that was not heard: what the sound was called, and what its own file said, samples do not say again. */
function rootSaid({ root }: DocumentSource): Partial<Pick<LoadedSound, 'root' | 'fileRoot'>> {
  if (root.from === 'heard') return {};
  return root.from === 'file' ? { root, fileRoot: root.midi } : { root };
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
