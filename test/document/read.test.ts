/** Tests reading documents of any origin: whole, partial, old, newer, damaged, hostile. */
import { describe, expect, it } from 'vitest';
import { migrated } from '../../src/document/migrate.js';
import { readStateDocument } from '../../src/document/read.js';
import { encodeSourceCode } from '../../src/document/source-code.js';
import { withUnknown } from '../../src/document/unknown.js';
import { AlloyError } from '../../src/errors.js';
import { defaultParameters } from '../../src/parameters.js';
import { encodedSource } from './sources.js';

const source = (seed: number) => ({
  name: `Sound ${seed}`,
  root: { midi: 60, from: 'heard', confidence: 0.9 },
  rootOverride: null,
  pitched: true,
  gain: -3,
  embedding: { root: 60, code: encodeSourceCode(encodedSource(0.5, 12, seed), 2000) },
});
const whole = {
  ...readStateDocument(null).state,
  name: 'Glass flute',
  author: 'Ann',
  tags: ['glass', 'breath'],
  licence: 'CC0-1.0',
  model: { id: 'instruments', fingerprint: '0123456789abcdef' },
  sources: [source(1), null, source(2)],
  midi: { channel: 3, bindings: [{ parameter: 'attack', channel: 0, controller: 74 }] },
  tuning: { name: 'Odd', semitones: Array.from({ length: 128 }, (_, i) => (i === 5 ? null : i + 0.1)) },
};

/** What is got of a value that was set. */
function gone(value: unknown): unknown {
  const { state, unknown } = readStateDocument(value);
  return withUnknown(state, unknown);
}

describe('a document', () => {
  it('is read as it is written, and does not share anything with what was given', () => {
    const given = structuredClone(whole);
    const { state, unknown } = readStateDocument(given);
    expect(state).toEqual(whole);
    expect(unknown).toBe(null);
    (given.tags as string[]).push('later');
    expect(state.tags).toEqual(['glass', 'breath']);
  });

  it('is the default where there is nothing, and where fields are missing', () => {
    const first = readStateDocument({}).state;
    expect(readStateDocument(undefined).state).toEqual(first);
    expect(readStateDocument(null).state).toEqual(first);
    expect(readStateDocument({ format: 'alloy-instrument', version: 1 }).state).toEqual(first);
    expect(first.parameters).toEqual(defaultParameters());
    expect(first.sources).toEqual([]);
  });

  it('gives back what it does not know, at every depth, of the sources that it is of', () => {
    const newer = {
      ...whole,
      effects: [{ kind: 'echo' }],
      plan: { ...whole.plan, velocities: 3 },
      parameters: { ...whole.parameters, sparkle: 4 },
      sources: [
        { ...source(1), tracks: 'abc', embedding: { ...source(1).embedding, live: [1, 2] } },
        null,
        source(2),
      ],
    };
    expect(gone(newer)).toEqual(newer);
    const { state, unknown } = readStateDocument(newer);
    const swapped = { ...state, sources: [state.sources[2]!, null, state.sources[0]!] };
    expect(withUnknown(swapped, unknown).sources).toEqual(swapped.sources);
  });

  it('brings numbers into their ranges', () => {
    const { state } = readStateDocument({
      ...whole,
      seconds: 1e9,
      seed: -4,
      temperature: 17,
      plan: { low: 90, high: 20, step: 0, mixes: 100 },
      parameters: { attack: 1e9 },
    });
    expect(state).toMatchObject({ seconds: 60, seed: 0, temperature: 2 });
    expect(state.plan).toEqual({ low: 20, high: 90, step: 1, mixes: 9 });
    expect(state.parameters.attack).toBe(4);
  });

  it('of a newer version is refused by its number', () => {
    expect(() => readStateDocument({ ...whole, version: 7 })).toThrow(
      expect.objectContaining({ code: 'document-newer', subject: '7' }) as Error,
    );
  });

  it('of an older version goes through every step, in order', () => {
    const steps = {
      2: (document: Record<string, unknown>) => ({
        ...document,
        trail: [...(document.trail as number[]), 2],
      }),
      3: (document: Record<string, unknown>) => ({
        ...document,
        trail: [...(document.trail as number[]), 3],
      }),
    };
    expect(migrated({ version: 1, trail: [] }, 1, 3, steps)).toEqual({ version: 3, trail: [2, 3] });
    expect(migrated({ version: 3, trail: [] }, 3, 3, steps)).toEqual({ version: 3, trail: [] });
    expect(() => migrated({ trail: [] }, 1, 4, steps)).toThrow('from version 3');
  });
});

describe('a damaged document', () => {
  const cyclic: Record<string, unknown> = { ...whole };
  cyclic.self = cyclic;
  let deep: unknown = 1;
  for (let i = 0; i < 200_000; i++) deep = [deep];

  it.each([
    ['a number', 5, 'document'],
    ['a text', 'alloy-instrument', 'document'],
    ['a list', [whole], 'document'],
    ['a function', () => whole, 'document'],
    ['in a circle', cyclic, 'document'],
    ['too deep', { ...whole, deep }, 'document'],
    ['too long', { ...whole, more: 'x'.repeat(3_000_000) }, 'document'],
    ['of another format', { ...whole, format: 'zip' }, 'format'],
    ['without a version', { ...whole, version: undefined }, 'version'],
    ['of half a version', { ...whole, version: 0.5 }, 'version'],
    ['with five sources', { ...whole, sources: [null, null, null, null, null] }, 'sources'],
    ['with a source that is a text', { ...whole, sources: ['a'] }, 'sources.0'],
    [
      'with a source without code',
      { ...whole, sources: [{ ...source(1), embedding: { root: 60 } }] },
      'embedding',
    ],
    [
      'with a source without root',
      { ...whole, sources: [{ ...source(1), root: {} }] },
      'sources.0.root.midi',
    ],
    ['with a tag that is a number', { ...whole, tags: [4] }, 'tags.0'],
    ['with words for numbers', { ...whole, mix: { x: 'left' } }, 'mix.x'],
    [
      'with a binding of nothing',
      { ...whole, midi: { bindings: [{ parameter: 'attack' }] } },
      'midi.bindings.0.channel',
    ],
    ['with half a tuning', { ...whole, tuning: { name: '', semitones: [1, 2] } }, 'tuning.semitones'],
    ['with a parameter that is a list', { ...whole, parameters: { attack: [] } }, 'parameters.attack'],
  ])('is an error that names what is wrong: %s', (_, value, subject) => {
    expect(() => readStateDocument(value)).toThrow(
      expect.objectContaining({ code: 'document-damaged', subject }) as Error,
    );
  });

  it('changes no prototype', () => {
    const given = JSON.parse(
      JSON.stringify(whole).replace(
        '{',
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
      ),
    ) as unknown;
    const read = gone(given) as Record<string, unknown>;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is an error or a document, whatever was changed in it', () => {
    const text = JSON.stringify({ ...whole, sources: [source(1)] });
    let state = 11;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const characters = '0123456789-.e"{}[],:nulltrfasx ';
    let [refused, taken] = [0, 0];
    for (let round = 0; round < 1200; round++) {
      let changed = text;
      for (let i = 0; i <= random(3); i++) {
        const at = random(changed.length);
        changed =
          changed.slice(0, at) + characters[random(characters.length)]! + changed.slice(at + random(3));
      }
      let value: unknown;
      try {
        value = JSON.parse(changed);
      } catch {
        continue; // no JSON: nobody hands that over
      }
      try {
        const { state: read } = readStateDocument(value);
        expect(Number.isFinite(read.seconds) && read.plan.low <= read.plan.high).toBe(true);
        taken++;
      } catch (error) {
        expect(error).toBeInstanceOf(AlloyError);
        refused++;
      }
    }
    expect(Math.min(refused, taken)).toBeGreaterThan(10);
  });
});
