/** Converts stored presets to documents, and documents to presets. [page] */
import type { InstrumentFile } from '../../document/file/instrument-file.js';
import { documentEmbedding } from '../../document/embedding-code.js';
import { isPicture } from '../../document/file/known-picture.js';
import { documentBytes } from '../../document/source-code.js';
import type { Renderer } from '../render/renderer.js';
import { embeddingOf } from '../sounds/embedded-sound.js';
import { contourOf, encodedKey, preparedKey } from '../sounds/source-key.js';
import { foundRoot } from '../sounds/sound-root.js';
import type { Sources } from '../sounds/sources.js';
import { signalOf, type SlotDocument } from '../state/document.js';
import type { NewPreset } from './preset-repository.js';
import type { StoredPreset } from './presets.js';
import type { SoundRecord } from './record.js';
import { documentOf, takeSnapshot } from './snapshot.js';
import { instrumentDocumentOf, stateDocumentOf, type EncodedSlot } from './state-document.js';

/** Of a document that is made of a preset: what it is called there is its name. */
type Encoder = Pick<Renderer, 'addSource' | 'encoded' | 'removeSource' | 'model'>;

/**
 * The document of a preset, with what it does not know; null where a sound of it has to be encoded by a model that is not open, or is
 * lost. A sound that was kept prepared for other notes than the preset's is prepared anew.
 * @throws AlloyError where a sound cannot be prepared.
 */
export async function presetDocument(
  { info: { name }, snapshot }: StoredPreset,
  renderer: Encoder,
  openModel: string | null,
  sources: Pick<Sources, 'prepared'>,
): Promise<Pick<InstrumentFile, 'document' | 'unknown'> | null> {
  const present = documentOf(snapshot);
  const open = renderer.model.info;
  const slots: (EncodedSlot | null)[] = [];
  for (const [i, slot] of present.slots.entries()) {
    const { sound: fingerprint } = snapshot.record.slots[i] ?? {};
    if (fingerprint !== undefined && !slot) return null; // its sound is lost
    if (!slot) {
      slots.push(null);
      continue;
    }
    const { embedded } = slot.sound;
    if (embedded) {
      slots.push({ slot, embedding: embeddingOf(embedded), live: embedded.live ?? null });
      continue;
    }
    const fits = open !== null && (present.model === null || present.model === openModel);
    if (!fits) return null;
    const signal = signalOf(open);
    const kept = snapshot.sounds.get(fingerprint!)?.prepared;
    const wanted = preparedKey(slot, present.seconds, signal);
    const prepared = kept?.key === wanted ? kept : await sources.prepared(slot, present.seconds, signal);
    slots.push(await encodedSlot(slot, prepared, present.seconds, renderer));
  }
  const named = present.slots.find((slot) => slot?.sound.embedded)?.sound.embedded?.model;
  const state = stateDocumentOf(present, slots, named ?? open?.fingerprint ?? null);
  return { document: { ...state, name }, unknown: null };
}

async function encodedSlot(
  slot: SlotDocument,
  { key, source }: NonNullable<SoundRecord['prepared']>,
  seconds: number,
  renderer: Encoder,
): Promise<EncodedSlot> {
  const rootMidi = slot.rootOverride ?? foundRoot(slot).midi;
  const contour = contourOf(source, slot.rootOverride);
  const air = source.air ?? null; // what was kept by a former version has none
  // an id of its own: the instrument's own sounds come and go by theirs
  const id = `preset ${encodedKey(key, rootMidi, contour, air)}`;
  await renderer.addSource(id, source.samples, rootMidi, contour, air);
  try {
    const embedding = documentEmbedding(await renderer.encoded(id), documentBytes(seconds));
    return { slot, embedding, live: null }; // a preset's sounds are not taken apart to be saved
  } finally {
    await renderer.removeSource(id);
  }
}

/** An instrument of a file as a preset. @param otherwise its name, where it has none. */
export function presetOfFile(
  { document: state, unknown, picture }: InstrumentFile,
  otherwise: string,
): NewPreset {
  const document = instrumentDocumentOf({ state, unknown }, () => null);
  const snapshot = takeSnapshot({
    document,
    prepared: [],
    signal: null,
    keyZones: [],
    clips: [],
    render: { phase: 'idle' },
    rendering: { attempt: 1, ready: 0 },
  });
  const name = state.name.trim() === '' ? otherwise : state.name;
  return { name, snapshot, ...(picture && isPicture(picture) ? { picture } : {}) };
}
