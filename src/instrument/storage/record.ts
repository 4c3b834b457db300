/** Declares the stored record of an instrument, and validates it when it is read. */
import { clampParameter, defaultParameters, PARAMETERS, type ParameterId } from '../../parameters.js';
import { ASSUMED_ROOT } from '../../audio/root.js';
import type { PreparedSource } from '../../audio/source.js';
import { checkedPlan } from '../../render/plan.js';
import type { MidiNote, Seconds } from '../../units.js';
import {
  NOTHING_ABOUT,
  type About,
  type InstrumentDocument,
  type LoadedSound,
  type SignalFacts,
  type SlotDocument,
} from '../state/document.js';
import { FIRST_PLAN } from '../state/store.js';
import type { Binding, Clip } from '../state/state.js';
import type { StoredZone } from '../render/key-zones.js';

/** A change of layout gets a new number; what has another one is not read. */
export const RECORD_VERSION = 1;

/** A slot without its sound, which is kept apart. */
export type SlotRecord = Omit<SlotDocument, 'sound'> & {
  readonly sound: string;
  /** What the user called it. */
  readonly name: string;
};

export interface KeyZoneRecord {
  readonly rootMidi: MidiNote;
  readonly zones: readonly StoredZone[];
  /** Of the conditioned key zone; null where nothing was conditioned. */
  readonly key: string | null;
}

export interface InstrumentRecord {
  readonly version: typeof RECORD_VERSION;
  readonly document: Omit<InstrumentDocument, 'slots'>;
  readonly slots: readonly (SlotRecord | null)[];
  readonly signal: SignalFacts | null;
  readonly columns: readonly KeyZoneRecord[];
  readonly takes: readonly string[];
  /** How long the render took that made them; null when it was not finished. */
  readonly renderSeconds: Seconds | null;
  /** The render that was running; null when none was. */
  readonly rendering: RunningRender | null;
  /** Another one each time that it is written; null in records from before there were any. */
  readonly revision: string | null;
}

/** A render that goes on after a reload. */
export interface RunningRender {
  /** How many times in a row it was begun without one more zone being conditioned: one that ends the page must not do so for ever. */
  readonly attempt: number;
  /** Zones that were conditioned when it began. */
  readonly ready: number;
}

/** A sound as it is kept. */
export interface SoundRecord {
  readonly sound: LoadedSound;
  /** As it was prepared last, by what it was prepared for. */
  readonly prepared: { readonly key: string; readonly source: PreparedSource } | null;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return isNumber(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

/**
 * The record in what was read, every number in its range; null when it is none, or one of another version. Parameters that are
 * not known any more are left out, new ones have their defaults.
 */
export function readRecord(value: unknown): InstrumentRecord | null {
  const record = fieldsOf(value);
  const document = fieldsOf(record?.document);
  if (!record || record.version !== RECORD_VERSION || !document) return null;
  if (!Array.isArray(record.slots) || !Array.isArray(record.columns) || !Array.isArray(record.takes))
    return null;
  const mix = fieldsOf(document.mix);
  const { temperature, midiChannel, model } = document;
  const x = within(mix?.x, 0, 1, 0.5);
  const y = within(mix?.y, 0, 1, 0);
  return {
    version: RECORD_VERSION,
    document: {
      model: typeof model === 'string' ? model : null,
      mix: { x, y },
      plan: checkedPlan(fieldsOf(document.plan) ?? {}, FIRST_PLAN),
      seconds: within(document.seconds, 0.1, 60, 4),
      seed: Math.floor(within(document.seed, 0, 0xffffffff, 1)),
      temperature: isNumber(temperature) ? within(temperature, 0, 2, 1) : null,
      fast: document.fast === true,
      parameters: { ...readParameters(document.parameters), mix: x * 100, mixY: y * 100 },
      midiChannel: isNumber(midiChannel) ? Math.floor(within(midiChannel, 0, 15, 0)) : null,
      bindings: readBindings(document.bindings),
      tuning: readTuning(document.tuning),
      preset: typeof document.preset === 'string' ? document.preset : null,
      about: readAbout(document.about),
    },
    slots: record.slots.map(readSlot),
    signal: readSignal(record.signal),
    columns: record.columns.flatMap((keyZone) => readKeyZone(keyZone) ?? []),
    takes: record.takes.filter((clip): clip is string => typeof clip === 'string'),
    renderSeconds: isNumber(record.renderSeconds) ? record.renderSeconds : null,
    rendering: readRendering(record.rendering),
    revision: typeof record.revision === 'string' ? record.revision : null,
  };
}

function readAbout(value: unknown): About {
  const fields = fieldsOf(value);
  if (!fields) return NOTHING_ABOUT;
  const text = (of: unknown): string => (typeof of === 'string' ? of : '');
  const { name, author, tags, licence, unknown } = fields;
  return {
    ...{ name: text(name), author: text(author), licence: text(licence), unknown: fieldsOf(unknown) },
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
  };
}

function readRendering(value: unknown): RunningRender | null {
  const { attempt, ready } = fieldsOf(value) ?? {};
  return isNumber(attempt) && isNumber(ready) ? { attempt, ready } : null;
}

function readParameters(value: unknown): InstrumentDocument['parameters'] {
  const fields = fieldsOf(value) ?? {};
  const known = PARAMETERS.flatMap(({ id }) => {
    const stored = fields[id];
    return isNumber(stored) ? [[id, clampParameter(id, stored)] as const] : [];
  });
  return { ...defaultParameters(), ...Object.fromEntries(known) };
}

function readBindings(value: unknown): Binding[] {
  if (!Array.isArray(value)) return [];
  const ids = new Set<unknown>(PARAMETERS.map(({ id }) => id));
  return value.flatMap((entry) => {
    const { parameter, channel, controller } = fieldsOf(entry) ?? {};
    if (!ids.has(parameter) || !isNumber(channel) || !isNumber(controller)) return [];
    return [{ parameter: parameter as ParameterId, channel, controller }];
  });
}

function readTuning(value: unknown): InstrumentDocument['tuning'] {
  const fields = fieldsOf(value);
  const { name, semitones } = fields ?? {};
  if (typeof name !== 'string' || !(semitones instanceof Float64Array) || semitones.length !== 128)
    return null;
  // not a number: a key that is silent
  return semitones.some((pitch) => Math.abs(pitch) > 1000) ? null : { name, semitones };
}

function readSlot(value: unknown): SlotRecord | null {
  const { sound, name, rootOverride, trim, gain } = fieldsOf(value) ?? {};
  if (typeof sound !== 'string' || typeof name !== 'string') return null;
  const { start, end } = fieldsOf(trim) ?? {};
  return {
    sound,
    name,
    rootOverride: isNumber(rootOverride) ? within(rootOverride, 0, 127, 60) : null,
    trim: isNumber(start) && isNumber(end) && start >= 0 && end > start ? { start, end } : null,
    gain: within(gain, -24, 12, 0),
  };
}

function readSignal(value: unknown): SignalFacts | null {
  const { sampleRate, peak } = fieldsOf(value) ?? {};
  return isNumber(sampleRate) && sampleRate > 0 && isNumber(peak) && peak > 0 ? { sampleRate, peak } : null;
}

function readKeyZone(value: unknown): KeyZoneRecord | null {
  const { rootMidi, zones, key } = fieldsOf(value) ?? {};
  if (!isNumber(rootMidi) || rootMidi < 0 || rootMidi > 127 || !Array.isArray(zones)) return null;
  const read = zones.flatMap((zone): StoredZone[] => {
    const { x, y, recipe } = fieldsOf(zone) ?? {};
    return isNumber(x) && isNumber(y) && typeof recipe === 'string' ? [{ x, y, recipe }] : [];
  });
  return { rootMidi, zones: read, key: typeof key === 'string' ? key : null };
}

function isSamples(value: unknown): value is Float32Array {
  return value instanceof Float32Array && value.length > 0;
}

/** The sound in what was read; null when it is none. */
export function readSound(value: unknown): SoundRecord | null {
  const fields = fieldsOf(value);
  const sound = fieldsOf(fields?.sound);
  if (!sound || !isNumber(sound.sampleRate) || !(sound.sampleRate > 0)) return null;
  if (!isSamples(sound.samples) && !isEmbedded(sound)) return null;
  if (
    typeof sound.fingerprint !== 'string' ||
    typeof sound.name !== 'string' ||
    !Array.isArray(sound.notices)
  )
    return null;
  const prepared = fieldsOf(fields?.prepared);
  const source = fieldsOf(prepared?.source);
  const whole =
    typeof prepared?.key === 'string' && isSamples(source?.samples) && Array.isArray(source.notices);
  return {
    sound: withoutBadAnalysis(sound) as unknown as LoadedSound,
    prepared: whole
      ? { key: prepared.key as string, source: withRoot(source as unknown as PreparedSource) }
      : null,
  };
}

/** Whether a sound is there without samples, as its model had encoded it. */
function isEmbedded({ samples, embedded }: Fields): boolean {
  const { code, rootMidi, model } = fieldsOf(embedded) ?? {};
  const named = typeof model === 'string' || model === null;
  return samples instanceof Float32Array && typeof code === 'string' && isNumber(rootMidi) && named;
}

/** What was found in a sound, only where all of it can be read; what is missing is found anew once the sound is used. */
function withoutBadAnalysis(sound: Fields): Fields {
  const { root, passages, ...rest } = sound;
  const { midi, from, confidence } = fieldsOf(root) ?? {};
  const isRoot = isNumber(midi) && typeof from === 'string' && isNumber(confidence);
  return isRoot && isNumber(sound.onset) && Array.isArray(passages) ? sound : rest;
}

/** Former versions kept no root with a prepared sound: it was the pitch that was found in it. */
function withRoot(source: PreparedSource): PreparedSource {
  if (fieldsOf(source.root)) return source;
  const { pitch } = source;
  const root = pitch
    ? { midi: pitch.midi, from: 'heard' as const, confidence: pitch.confidence }
    : { midi: ASSUMED_ROOT, from: 'assumed' as const, confidence: 0 };
  return { ...source, root };
}

/** A clip as it is stored: its audio is called clip there, as it was in the first version. */
export function storedClip({ audio, ...rest }: Clip): Omit<Clip, 'audio'> & { readonly clip: Clip['audio'] } {
  return { ...rest, clip: audio };
}

/** The clip in what was read; null when it is none. */
export function readClip(value: unknown): Clip | null {
  const clip = fieldsOf(value);
  const audio = fieldsOf(clip?.clip ?? clip?.audio);
  const kinds: unknown[] = ['reconstruction', 'hybrid'];
  const whole =
    typeof clip?.id === 'string' &&
    typeof clip.title === 'string' &&
    kinds.includes(clip.kind) &&
    isNumber(clip.rootMidi) &&
    isNumber(clip.progress) &&
    isSamples(audio?.samples) &&
    isNumber(audio.sampleRate);
  if (!whole) return null;
  const { clip: stored, ...rest } = value as Clip & { readonly clip?: Clip['audio'] };
  return { ...rest, audio: stored ?? rest.audio };
}
