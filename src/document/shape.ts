/** Reads the fields of instrument documents of any origin: migrates old ones, refuses newer and damaged ones. */
import { AlloyError } from '../errors.js';
import { clampParameter, defaultParameters, PARAMETERS, type ParameterId } from '../parameters.js';
import { checkedPlan, type Plan } from '../render/plan.js';
import { MAX_SOURCES } from '../timbre/mix.js';
import type { RootFrom } from '../audio/root.js';
import type { Binding } from '../midi/learn.js';
import { damaged } from './damaged.js';
import { FieldReader } from './fields.js';
import { migrated, type Migrations } from './migrate.js';
import {
  DOCUMENT_FORMAT,
  DOCUMENT_VERSION,
  FIRST_PLAN,
  type DocumentMidi,
  type DocumentModel,
  type DocumentSource,
  type DocumentTrim,
  type DocumentTuning,
  type InstrumentStateDocument,
} from './schema.js';
import { unknownOf } from './unknown.js';

/** Characters of JSON that are taken: four sources of a minute and what belongs to them are a third of it. */
const MOST_CHARACTERS = 2_000_000;
/** Characters of a source's code: a minute of a low sound. */
const MOST_CODE = 400_000;
/** Objects and lists in each other: ours are five deep, and what walks through them goes as deep as they do. */
const MOST_DEPTH = 64;
/** Seconds: a trim lies within the longest sound that is taken, whatever that is one day. */
const LONGEST_SOUND = 86_400;
const MOST_NAME = 300;
const MOST_LICENCE = 20_000;
const MOST_TAGS = 64;
const MOST_BINDINGS = 2048;
const ROOTS_FROM: readonly RootFrom[] = ['heard', 'file', 'name', 'user', 'assumed'];

/** From the version before to the one of the key; there is none before 1. */
const MIGRATIONS: Migrations = {};

/** A document as it was read. */
export interface ReadDocument {
  /** Complete, every number in its range. */
  readonly state: InstrumentStateDocument;
  /** The fields that this version does not know, for `withUnknown`; null: there are none. */
  readonly unknown: Readonly<Record<string, unknown>> | null;
}

/** An instrument without sources, everything as it is at first. */
function defaultDocument(): ReadDocument {
  return { state: readFields(new FieldReader({}, '')), unknown: null };
}

/**
 * The document in a value of any origin; undefined, null and {} are the default. The value itself is not kept. Codes of sources
 * are not looked into: `readStateDocument` does that too.
 * @throws AlloyError 'document-damaged', 'document-newer'.
 */
export function readDocumentShape(value: unknown): ReadDocument {
  const copy = plainCopy(value ?? {});
  const fields = new FieldReader(copy, 'document');
  if (Object.keys(copy as object).length === 0) return defaultDocument();
  if (fields.raw('format') !== DOCUMENT_FORMAT) throw damaged('format', `it is not “${DOCUMENT_FORMAT}”`);
  const version = fields.raw('version');
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw damaged('version', 'it is no whole number from 1 on');
  if (version > DOCUMENT_VERSION) {
    const message = `This instrument was saved by a newer Alloy (version ${version} of the document; this one reads up to ${DOCUMENT_VERSION}). Update Alloy to open it.`;
    throw new AlloyError('document-newer', String(version), message);
  }
  const whole = migrated(copy as Record<string, unknown>, version, DOCUMENT_VERSION, MIGRATIONS);
  const state = readFields(new FieldReader(whole, ''));
  return { state, unknown: unknownOf(whole, state) };
}

/** JSON, and nothing else: no getters, cycles, or anything that is too deep or too long. */
function plainCopy(value: unknown): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw damaged('document', `it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (text === undefined) throw damaged('document', 'it is no JSON');
  if (text.length > MOST_CHARACTERS)
    throw damaged('document', `it is longer than ${MOST_CHARACTERS} characters`);
  const copy: unknown = JSON.parse(text);
  if (isDeeper(copy, MOST_DEPTH)) throw damaged('document', 'it is nested too deep');
  return copy;
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}

function readFields(fields: FieldReader): InstrumentStateDocument {
  const mix = fields.object('mix');
  return {
    format: DOCUMENT_FORMAT,
    version: DOCUMENT_VERSION,
    name: fields.text('name', MOST_NAME, ''),
    author: fields.text('author', MOST_NAME, ''),
    tags: fields.list('tags', MOST_TAGS).map(({ value, path }) => {
      if (typeof value !== 'string' || value.length > MOST_NAME) throw damaged(path, 'it is no short text');
      return value;
    }),
    licence: fields.text('licence', MOST_LICENCE, ''),
    model: readModel(fields.object('model')),
    sources: fields
      .list('sources', MAX_SOURCES)
      .map(({ value, path }) => (value === null ? null : readSource(new FieldReader(value, path)))),
    mix: { x: mix?.number('x', [0, 1], 0.5) ?? 0.5, y: mix?.number('y', [0, 1], 0) ?? 0 },
    plan: readPlan(fields.object('plan')),
    seconds: fields.number('seconds', [0.1, 60], 4),
    seed: Math.floor(fields.number('seed', [0, 0xffffffff], 1)),
    temperature: fields.numberOrNull('temperature', [0, 2]),
    fast: fields.flag('fast', false),
    parameters: readParameters(fields.object('parameters')),
    midi: readMidi(fields.object('midi')),
    tuning: readTuning(fields.object('tuning')),
  };
}

function readModel(fields: FieldReader | null): DocumentModel | null {
  if (!fields) return null;
  const fingerprint = fields.text('fingerprint', 128, '');
  return { id: fields.text('id', MOST_NAME, ''), fingerprint: fingerprint === '' ? null : fingerprint };
}

function readSource(fields: FieldReader): DocumentSource {
  const root = fields.object('root');
  const embedding = fields.object('embedding');
  if (!root) throw damaged(fields.path('root'), 'there is none');
  if (!embedding) throw damaged(fields.path('embedding'), 'there is none');
  const from = root.text('from', 20, 'user') as RootFrom;
  const air = embedding.text('air', MOST_CODE, '');
  const detail = embedding.text('detail', MOST_CODE, '');
  const live = fields.text('live', MOST_CODE, '');
  return {
    name: fields.text('name', MOST_NAME, ''),
    root: {
      midi: root.number('midi', [0, 127], NaN),
      from: ROOTS_FROM.includes(from) ? from : 'user',
      confidence: root.number('confidence', [0, 1], 1),
    },
    rootOverride: fields.numberOrNull('rootOverride', [0, 127]),
    pitched: fields.flag('pitched', true),
    gain: fields.number('gain', [-24, 12], 0),
    embedding: {
      root: embedding.number('root', [0, 127], NaN),
      code: embedding.text('code', MOST_CODE, ''),
      ...(air === '' ? {} : { air }),
      ...(detail === '' ? {} : { detail }),
    },
    ...readTrim(fields.object('trim')),
    ...(live === '' ? {} : { live }),
  };
}

/** Nothing of what is no part of a sound: it is used from its onset on. */
function readTrim(fields: FieldReader | null): { readonly trim?: DocumentTrim } {
  if (!fields) return {};
  const start = fields.number('start', [0, LONGEST_SOUND], 0);
  const end = fields.number('end', [0, LONGEST_SOUND], 0);
  return start < end ? { trim: { start, end } } : {};
}

function readPlan(fields: FieldReader | null): Plan {
  if (!fields) return FIRST_PLAN;
  const number = (key: keyof Plan): number => fields.number(key, [0, 127], FIRST_PLAN[key]);
  const plan = { low: number('low'), high: number('high'), step: number('step'), mixes: number('mixes') };
  return checkedPlan(plan, FIRST_PLAN);
}

function readParameters(fields: FieldReader | null): InstrumentStateDocument['parameters'] {
  const defaults = defaultParameters();
  if (!fields) return defaults;
  const known = PARAMETERS.map(({ id, min, max }) => {
    return [id, clampParameter(id, fields.number(id, [min, max], defaults[id]))] as const;
  });
  return Object.fromEntries(known) as InstrumentStateDocument['parameters'];
}

function readMidi(fields: FieldReader | null): DocumentMidi {
  if (!fields) return { channel: null, bindings: [] };
  const channel = fields.numberOrNull('channel', [0, 15]);
  const bindings = fields.list('bindings', MOST_BINDINGS).flatMap(({ value, path }): Binding[] => {
    const binding = new FieldReader(value, path);
    const parameter = binding.text('parameter', 100, '') as ParameterId;
    if (!PARAMETERS.some(({ id }) => id === parameter)) return []; // of a newer Alloy
    const [of, controller] = [
      binding.number('channel', [0, 15], NaN),
      binding.number('controller', [0, 119], NaN),
    ];
    return [{ parameter, channel: Math.floor(of), controller: Math.floor(controller) }];
  });
  return { channel: channel === null ? null : Math.floor(channel), bindings };
}

function readTuning(fields: FieldReader | null): DocumentTuning | null {
  if (!fields) return null;
  const keys = fields.list('semitones', 128);
  if (keys.length !== 128) throw damaged(fields.path('semitones'), 'it has not 128 keys');
  const semitones = keys.map(({ value, path }) => {
    if (value === null) return null;
    if (typeof value !== 'number' || Math.abs(value) > 1000) throw damaged(path, 'it is no pitch');
    return value;
  });
  return { name: fields.text('name', MOST_NAME, ''), semitones };
}
