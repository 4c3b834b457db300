/** Tests that the published JSON Schema says what documents are: real ones pass, broken ones do not, no parameter is missing. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { readStateDocument } from '../../src/document/read.js';
import { defaultParameters, PARAMETERS } from '../../src/parameters.js';

interface Schema {
  readonly properties: { readonly parameters: { readonly properties: Record<string, object> } };
}

const json = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as unknown;

let schema: Schema;
let golden: Record<string, unknown>;
let errorsOf: (value: unknown) => string;

beforeAll(async () => {
  schema = (await json('../../docs/instrument-document.schema.json')) as Schema;
  golden = (await json('../golden/documents/guitar-flute.json')) as Record<string, unknown>;
  const ajv = new Ajv2020({ allErrors: true });
  const validate = ajv.compile(schema);
  errorsOf = (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
});

it('real documents are as the schema says', () => {
  expect(errorsOf(golden)).toBe('');
  expect(errorsOf(readStateDocument(null).state)).toBe('');
  expect(errorsOf(readStateDocument(golden).state)).toBe('');
  // It is from before some parameters were there, which have their defaults.
  const parameters = { ...defaultParameters(), ...(golden.parameters as object) };
  expect(readStateDocument(golden).state).toEqual({ ...golden, parameters });
});

it('a document from before a parameter is as the schema says, and has its default', () => {
  const later = ['live', 'mixCurve', 'drive', 'eq', 'chorus', 'delay', 'reverb'];
  const added = PARAMETERS.filter(({ id, group }) => later.includes(group) || id === 'live');
  const saved = golden['parameters'] as Record<string, number>;
  const before = Object.entries(saved).filter(([key]) => !added.some(({ id }) => id === key));
  const older = { ...golden, parameters: Object.fromEntries(before) };
  expect(errorsOf(older)).toBe('');
  expect(readStateDocument(older).state.parameters).toMatchObject(
    Object.fromEntries(added.map(({ id, default: initial }) => [id, initial])),
  );
});

it('fields that it does not name are allowed', () => {
  expect(errorsOf({ ...golden, reverb: { size: 3 } })).toBe('');
});

it.each([
  ['format', { format: 'zip' }],
  ['version', { version: 2 }],
  ['seconds', { seconds: '4' }],
  ['mix', { mix: { x: 2, y: 0 } }],
  ['sources', { sources: [{ name: 'A' }] }],
  ['tuning', { tuning: { name: '', semitones: [1] } }],
  ['parameters', { parameters: {} }],
])('a broken document is not: %s', (field, change) => {
  expect(errorsOf({ ...golden, ...change })).toContain(field);
});

it('names every parameter, with its range', () => {
  const { properties } = schema.properties.parameters;
  expect(Object.keys(properties).sort()).toEqual(PARAMETERS.map(({ id }) => id).sort());
  for (const { id, min, max } of PARAMETERS)
    expect(properties[id]).toMatchObject({ minimum: min, maximum: max });
});
