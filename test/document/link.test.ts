/** Tests documents in links: short enough, the same or coarser and said so; damaged ones are errors. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeLink, LINK_CHARACTERS } from '../../src/document/encode-link.js';
import { decodeLink, isLink, withoutDefaults } from '../../src/document/link.js';
import { readStateDocument } from '../../src/document/read.js';
import type { InstrumentStateDocument } from '../../src/document/schema.js';
import { encodeSourceCode } from '../../src/document/source-code.js';
import { withUnknown } from '../../src/document/unknown.js';
import { AlloyError } from '../../src/errors.js';
import { encodedSource } from './sources.js';

let golden: InstrumentStateDocument;

beforeAll(async () => {
  const text = await readFile(new URL('../golden/documents/guitar-flute.json', import.meta.url), 'utf8');
  golden = readStateDocument(JSON.parse(text)).state;
});

/** Two low sounds of four seconds, in as much room as a document gives them. */
function large(): InstrumentStateDocument {
  const sources = golden.sources.map(
    (source, i) =>
      source && {
        ...source,
        embedding: { root: 40, code: encodeSourceCode(encodedSource(4, 64, i + 1), 5000) },
      },
  );
  return { ...golden, seconds: 4, sources };
}

describe('a link', () => {
  it('is the whole document where there is room, in characters of an address', () => {
    const { fragment, coarser, fits } = encodeLink(withoutDefaults(golden));
    expect([coarser, fits]).toEqual([false, true]);
    expect(fragment).toMatch(/^alloy=[\w-]+$/);
    expect(fragment.length).toBeLessThanOrEqual(LINK_CHARACTERS);
    for (const text of [fragment, `#${fragment}`]) {
      expect(isLink(text)).toBe(true);
      expect(decodeLink(text).state).toEqual(golden);
    }
  });

  it('keeps fields that are not known', () => {
    const newer = {
      ...golden,
      reverb: { size: 3 },
      parameters: { ...golden.parameters, attack: 1, sparkle: 2 },
    };
    const { state, unknown } = decodeLink(encodeLink(withoutDefaults(newer)).fragment);
    expect(withUnknown(state, unknown)).toEqual(newer);
  });

  it('of two sounds of four seconds has 8 KB at most, coarser where it must be, and says so', () => {
    const whole = large();
    const { fragment, coarser, fits } = encodeLink(withoutDefaults(whole));
    expect([coarser, fits]).toEqual([true, true]);
    expect(fragment.length).toBeLessThanOrEqual(8192);
    const { state } = decodeLink(fragment);
    expect({ ...state, sources: [] }).toEqual({ ...whole, sources: [] });
    expect(state.sources.map((source) => source?.name)).toEqual(whole.sources.map((source) => source?.name));
    expect(encodeLink(withoutDefaults(state)).fragment).toBe(fragment);
  });

  it('says so where it does not fit', () => {
    expect(encodeLink(withoutDefaults(large()), 1000)).toMatchObject({ coarser: true, fits: false });
  });

  it('that is damaged is an error, or a document', () => {
    const { fragment } = encodeLink(withoutDefaults(golden));
    for (const text of ['', '#', 'alloy=', 'alloy=%%%', 'other=5', fragment.slice(0, 900)])
      expect(() => decodeLink(text)).toThrow(
        expect.objectContaining({ code: 'document-damaged', subject: 'link' }) as Error,
      );
    let seed = 5;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 200; round++) {
      const at = 6 + random(fragment.length - 6);
      const changed = `${fragment.slice(0, at)}${'AZaz09-_'[random(8)]!}${fragment.slice(at + 1)}`;
      try {
        expect(decodeLink(changed).state.format).toBe('alloy-instrument');
      } catch (error) {
        expect(error).toBeInstanceOf(AlloyError);
      }
    }
  });
});
