/** Reads the list of factory instruments: what an instrument document says, with bundled sounds in place of embeddings. */
import { clampParameter, defaultParameters, PARAMETERS, type ParameterValues } from '../parameters.js';
import { checkedPlan, type Plan } from '../render/plan.js';
import { MAX_SOURCES, type MixPosition } from '../timbre/mix.js';
import type { Decibels, Seconds } from '../units.js';
import { damaged } from './damaged.js';
import { FieldReader } from './fields.js';
import { FIRST_PLAN } from './schema.js';

export const FACTORY_FORMAT = 'alloy-factory';
const MOST_INSTRUMENTS = 1000;
const MOST_TAGS = 16;
const MOST_NAME = 80;
const MOST_LICENCE = 20_000;

export interface FactorySource {
  /** Id of a bundled sound. */
  readonly sound: string;
  readonly gain: Decibels;
}

/** An instrument that ships: settings, and the bundled sounds that it is made of. */
export interface FactoryInstrument {
  readonly id: string;
  readonly name: string;
  /** What it is: keys, pads, basses … */
  readonly family: string;
  /** What it is like. */
  readonly tags: readonly string[];
  /** One to four, in the order of the slots. */
  readonly sources: readonly FactorySource[];
  readonly mix: MixPosition;
  readonly plan: Plan;
  readonly seconds: Seconds;
  /** All of them. */
  readonly parameters: ParameterValues;
}

export interface FactoryBank {
  readonly author: string;
  readonly licence: string;
  readonly instruments: readonly FactoryInstrument[];
}

/** @throws AlloyError 'document-damaged' that names the field. */
export function readFactory(value: unknown): FactoryBank {
  const fields = new FieldReader(value, 'factory');
  if (fields.raw('format') !== FACTORY_FORMAT)
    throw damaged('factory.format', `it is not “${FACTORY_FORMAT}”`);
  const instruments = fields
    .list('instruments', MOST_INSTRUMENTS)
    .map(({ value, path }) => readInstrument(new FieldReader(value, path)));
  if (new Set(instruments.map(({ id }) => id)).size < instruments.length)
    throw damaged('factory.instruments', 'two have one id');
  return {
    author: fields.text('author', MOST_NAME, ''),
    licence: fields.text('licence', MOST_LICENCE, ''),
    instruments,
  };
}

function readInstrument(fields: FieldReader): FactoryInstrument {
  const sources = fields.list('sources', MAX_SOURCES).map(({ value, path }): FactorySource => {
    const source = new FieldReader(value, path);
    return { sound: named(source, 'sound'), gain: source.number('gain', [-24, 12], 0) };
  });
  if (sources.length === 0) throw damaged(fields.path('sources'), 'there is none');
  const [mix, plan] = [fields.object('mix'), fields.object('plan')];
  const position = { x: mix?.number('x', [0, 1], 0.5) ?? 0.5, y: mix?.number('y', [0, 1], 0) ?? 0 };
  const key = (of: keyof Plan): number => plan?.number(of, [0, 127], FIRST_PLAN[of]) ?? FIRST_PLAN[of];
  return {
    id: named(fields, 'id'),
    name: named(fields, 'name'),
    family: named(fields, 'family'),
    tags: fields.list('tags', MOST_TAGS).map(({ value, path }) => {
      if (typeof value !== 'string' || value.length > MOST_NAME) throw damaged(path, 'it is no short text');
      return value;
    }),
    sources,
    mix: position,
    plan: checkedPlan(
      { low: key('low'), high: key('high'), step: key('step'), mixes: key('mixes') },
      FIRST_PLAN,
    ),
    seconds: fields.number('seconds', [0.1, 60], 4),
    parameters: readParameters(fields.object('parameters'), position),
  };
}

function named(fields: FieldReader, key: string): string {
  const text = fields.text(key, MOST_NAME, '');
  if (text === '') throw damaged(fields.path(key), 'there is none');
  return text;
}

/** Those that are not said are as at first. */
function readParameters(fields: FieldReader | null, mix: MixPosition): ParameterValues {
  const values: Record<string, number> = { ...defaultParameters() };
  for (const { id, min, max, default: initial } of PARAMETERS)
    if (fields?.has(id)) values[id] = clampParameter(id, fields.number(id, [min, max], initial));
  return { ...values, mix: 100 * mix.x, mixY: 100 * mix.y } as ParameterValues;
}
