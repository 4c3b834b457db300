/** Tests 10,000 mutations of files, banks, documents and links, of fixed seeds: an error with a code, or an instrument. */
import { zipSync, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readInstrumentFile } from '../../../src/document/file/read.js';
import { writeBank, writeInstrumentFile } from '../../../src/document/file/write.js';
import { encodeLink } from '../../../src/document/encode-link.js';
import { decodeLink, withoutDefaults } from '../../../src/document/link.js';
import { readStateDocument } from '../../../src/document/read.js';
import type { InstrumentStateDocument } from '../../../src/document/schema.js';
import { withUnknown } from '../../../src/document/unknown.js';
import { AlloyError } from '../../../src/errors.js';
import { PARAMETERS } from '../../../src/parameters.js';
import { smallDocument, smallInstrument } from './instruments.js';
import { mutated, randomOf, type Random } from './mutations.js';

/** Whatever came out of damage can be used: complete, every number finite and in its range. */
function expectSane(document: InstrumentStateDocument): void {
  expect(document.format).toBe('alloy-instrument');
  const { seconds, plan, mix, parameters } = document;
  for (const value of [seconds, plan.low, plan.high, plan.step, mix.x, mix.y])
    expect(Number.isFinite(value)).toBe(true);
  const odd = PARAMETERS.filter(({ id, min, max }) => !(parameters[id] >= min && parameters[id] <= max));
  expect(odd).toEqual([]);
}

/** @returns how many of the mutations were refused. */
function run(
  rounds: number,
  seed: number,
  read: (random: Random) => readonly InstrumentStateDocument[],
): number {
  const random = randomOf(seed);
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    try {
      for (const document of read(random)) expectSane(document);
    } catch (error) {
      if (!(error instanceof AlloyError)) throw new Error(`Round ${round} of seed ${seed}`, { cause: error });
      expect(error.message.length).toBeGreaterThan(20);
      refused++;
    }
  }
  return refused;
}

const documentsIn = (bytes: Uint8Array): InstrumentStateDocument[] =>
  readInstrumentFile(bytes, 'x.alloy').instruments.map(({ document }) => document);

describe('10,000 mutations', () => {
  const small = { ...smallInstrument('Small', 30), picture: null };

  it('of files and banks', () => {
    const files = [writeInstrumentFile(small), writeBank({ instruments: [small, small], others: new Map() })];
    const before = process.memoryUsage().rss;
    const refused = run(3000, 11, (random) => documentsIn(mutated(files[random(2)]!, random)));
    expect(refused).toBeGreaterThan(1500);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  });

  it('of what is inside of files: members damaged, then zipped as they should be', () => {
    const members = unzipSync(writeInstrumentFile(small));
    const names = Object.keys(members);
    const refused = run(3000, 12, (random) => {
      const name = names[random(names.length)]!;
      return documentsIn(zipSync({ ...members, [name]: mutated(members[name]!, random) }, { level: 0 }));
    });
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(3000);
  });

  it('of documents: values of another kind anywhere, and texts that are damaged', () => {
    const text = JSON.stringify(withUnknown(smallDocument(), { reverb: { size: 3 } }));
    const others = [
      null,
      -1,
      1e308,
      '',
      '<b>',
      [],
      {},
      true,
      [[]],
      { __proto__: 1 },
      'x'.repeat(1000),
      NaN,
    ] as const;
    const refused = run(2500, 13, (random) => {
      if (random(2) === 0) {
        const damagedText = new TextDecoder().decode(mutated(new TextEncoder().encode(text), random));
        let value: unknown;
        try {
          value = JSON.parse(damagedText);
        } catch {
          value = damagedText;
        }
        return [readStateDocument(value).state];
      }
      const value = JSON.parse(text) as Record<string, unknown>;
      let at: Record<string, unknown> = value;
      for (;;) {
        const keys = Object.keys(at);
        const key = keys[random(keys.length)];
        if (key === undefined) break;
        const inner = at[key];
        if (typeof inner === 'object' && inner !== null && random(3) > 0)
          at = inner as Record<string, unknown>;
        else {
          at[key] = others[random(others.length)];
          break;
        }
      }
      return [readStateDocument(value).state];
    });
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(2500);
  });

  it('of links', () => {
    const { fragment } = encodeLink(withoutDefaults(smallDocument()));
    const refused = run(1500, 14, (random) => {
      const bytes = mutated(new TextEncoder().encode(fragment), random);
      return [decodeLink(new TextDecoder().decode(bytes)).state];
    });
    expect(refused).toBeGreaterThan(500);
  });
});

it('a text in a document stays a text', () => {
  const name = '<img src=x onerror=alert(1)>';
  expect(readStateDocument({ ...smallDocument(), name }).state.name).toBe(name);
});
