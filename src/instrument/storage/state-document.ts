/** Converts between an instrument and its document. Pure functions. */
import { embeddedSound } from '../sounds/embedded-sound.js';
import {
  DOCUMENT_FORMAT,
  DOCUMENT_VERSION,
  type DocumentEmbedding,
  type DocumentSource,
  type InstrumentStateDocument,
} from '../../document/schema.js';
import type { ReadDocument } from '../../document/shape.js';
import { withUnknown } from '../../document/unknown.js';
import type { InstrumentDocument, LoadedSound, SlotDocument } from '../state/document.js';
import { foundRoot } from '../sounds/sound-root.js';

/** A slot whose sound is encoded. */
export interface EncodedSlot {
  readonly slot: SlotDocument;
  readonly embedding: DocumentEmbedding;
  /** What the live engine plays of it; null: that is not known. */
  readonly live: string | null;
}

/** What a document says. @param soundOf a sound that is there already with its samples, by its embedding; null: it is not. */
export function instrumentDocumentOf(
  { state, unknown }: ReadDocument,
  soundOf: (embedding: DocumentEmbedding) => SlotDocument | null,
): InstrumentDocument {
  const { name, author, tags, licence, model, mix, plan, seconds, seed, temperature, fast } = state;
  const slots = state.sources.map((source) => source && slotOf(source, model?.fingerprint ?? null, soundOf));
  const { channel, bindings } = state.midi;
  return {
    ...{ model: model?.id ?? null, mix, plan, seconds, seed, temperature, fast, slots },
    parameters: { ...state.parameters, mix: 100 * mix.x, mixY: 100 * mix.y },
    ...{ midiChannel: channel, bindings, preset: null },
    tuning: state.tuning && {
      name: state.tuning.name,
      semitones: Float64Array.from(state.tuning.semitones, (pitch) => pitch ?? NaN),
    },
    about: { name, author, tags, licence, unknown },
  };
}

function slotOf(
  source: DocumentSource,
  model: string | null,
  soundOf: (embedding: DocumentEmbedding) => SlotDocument | null,
): SlotDocument {
  const there = soundOf(source.embedding);
  const { rootOverride, gain } = source;
  if (!there) return { sound: embeddedSound(source, model), rootOverride, trim: source.trim ?? null, gain };
  const sound: LoadedSound = { ...there.sound, name: source.name };
  return {
    sound: there.sound.name === source.name ? there.sound : sound,
    rootOverride,
    trim: there.trim,
    gain,
  };
}

/** The document of an instrument. */
export function stateDocumentOf(
  document: InstrumentDocument,
  slots: readonly (EncodedSlot | null)[],
  fingerprint: string | null,
): InstrumentStateDocument {
  const { model, mix, plan, seconds, seed, temperature, fast, parameters, midiChannel, tuning } = document;
  const { name, author, tags, licence, unknown } = document.about;
  const state: InstrumentStateDocument = {
    ...{ format: DOCUMENT_FORMAT, version: DOCUMENT_VERSION, name, author, tags, licence },
    model: model === null ? null : { id: model, fingerprint },
    sources: slots.map((slot) => slot && sourceOf(slot)),
    ...{ mix, plan, seconds, seed, temperature, fast, parameters },
    midi: { channel: midiChannel, bindings: document.bindings },
    tuning: tuning && {
      name: tuning.name,
      semitones: Array.from(tuning.semitones, (pitch) => (Number.isNaN(pitch) ? null : pitch)),
    },
  };
  return structuredClone(withUnknown(state, unknown));
}

function sourceOf({ slot, embedding, live }: EncodedSlot): DocumentSource {
  const { sound, rootOverride, gain, trim } = slot;
  const { midi, from, confidence } = foundRoot(slot);
  const root = { midi, from, confidence };
  const { name, pitched } = sound;
  const beside = { ...(trim ? { trim } : {}), ...(live === null ? {} : { live }) };
  return { name, root, rootOverride, pitched, gain, embedding, ...beside };
}
