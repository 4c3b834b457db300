/** Tests coded air: small, near, beside a code that former versions read; damaged ones are errors. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AIR_BANDS, AIR_FLOOR, AIR_WIDTH, airFrameSeconds } from '../../src/audio/air/bands.js';
import { decodeAirCode, encodeAirCode } from '../../src/document/air-code.js';
import { documentEmbedding, encodedSourceOf } from '../../src/document/embedding-code.js';
import { embeddingIdentity } from '../../src/document/embedding-identity.js';
import { encodeLink } from '../../src/document/encode-link.js';
import { decodeLink, withoutDefaults } from '../../src/document/link.js';
import { readStateDocument } from '../../src/document/read.js';
import type { InstrumentStateDocument } from '../../src/document/schema.js';
import { decodeSourceCode } from '../../src/document/source-code.js';
import { AlloyError } from '../../src/errors.js';
import type { AirTrack } from '../../src/timbre/embedding.js';
import { encodedSource } from './sources.js';

/** Falls with time and frequency, some of it noise that is different in each frame. */
function bright(frames = 150): AirTrack {
  const values = Float32Array.from({ length: frames * AIR_WIDTH }, (_, i) => {
    const [frame, band] = [Math.floor(i / AIR_WIDTH), i % AIR_BANDS];
    const level = -40 - 2.5 * band - 6 * airFrameSeconds(frame) + 2 * Math.sin(i * i);
    return Math.max(AIR_FLOOR, frame === 0 ? AIR_FLOOR : level);
  });
  return { frames, values };
}

const withAir = (seed: number) => {
  const source = encodedSource(4, 40, seed);
  return { ...source, embedding: { ...source.embedding, air: bright() } };
};

describe('coded air', () => {
  it('is near in some hundred bytes, and the same when it is coded again', () => {
    const air = bright();
    const code = encodeAirCode(air, 2000)!;
    expect(code.length * 0.75).toBeLessThan(1500);
    const back = decodeAirCode(code);
    expect(back.frames).toBe(air.frames);
    const off = back.values.reduce((sum, x, i) => sum + Math.abs(x - air.values[i]!), 0) / back.values.length;
    expect(off).toBeLessThan(1.5);
    expect(back.values.every((level) => level >= AIR_FLOOR)).toBe(true);
    const coarse = encodeAirCode(air, 500)!;
    expect(coarse.length * 0.75).toBeLessThanOrEqual(502);
    expect(encodeAirCode(air, 10)).toBeNull();
    const silent = { frames: 3, values: new Float32Array(3 * AIR_WIDTH).fill(AIR_FLOOR) };
    expect(decodeAirCode(encodeAirCode(silent, 100)!)).toEqual(silent);
  });

  it('that is cut or changed is an error that says so', () => {
    const code = encodeAirCode(bright(), 2000)!;
    for (const wrong of [code.slice(0, 40), `${code.slice(0, 8)}AAAA${code.slice(12)}`, 'AAAA', '%']) {
      expect(() => decodeAirCode(wrong)).toThrow(AlloyError);
    }
  });
});

describe('a document with air', () => {
  it('keeps it in an eighth of the room, beside a code that is read without it', () => {
    const embedding = documentEmbedding(withAir(1), 5000);
    expect((embedding.code.length + embedding.air!.length) * 0.75).toBeLessThanOrEqual(5004);
    expect(embedding.air!.length * 0.75).toBeLessThanOrEqual(627);
    const back = encodedSourceOf(embedding);
    expect(back.embedding.air!.frames).toBe(150);
    const { air, ...rest } = back.embedding;
    expect(air).toBeDefined();
    expect(decodeSourceCode(embedding.code, embedding.root).embedding).toEqual(rest);
    const without = { root: embedding.root, code: embedding.code };
    expect(encodedSourceOf(without).embedding.air).toBeUndefined();
    expect(embeddingIdentity(without)).not.toBe(embeddingIdentity(embedding));
    expect(documentEmbedding(encodedSource(4, 40, 1), 5000).air).toBeUndefined();
  });

  it('is read back, and goes into a link that is short enough', async () => {
    const text = await readFile(new URL('../golden/documents/guitar-flute.json', import.meta.url), 'utf8');
    const golden = readStateDocument(JSON.parse(text)).state;
    const sources = golden.sources.map(
      (source, i) => source && { ...source, embedding: documentEmbedding(withAir(i), 5000) },
    );
    const document: InstrumentStateDocument = { ...golden, seconds: 4, sources };
    expect(readStateDocument(JSON.parse(JSON.stringify(document))).state).toEqual(document);
    const { fragment, fits, coarser } = encodeLink(withoutDefaults(document));
    expect([fits, coarser]).toEqual([true, true]);
    for (const source of decodeLink(fragment).state.sources) {
      if (source) expect(encodedSourceOf(source.embedding).embedding.air!.frames).toBe(150);
    }
    const wrong = {
      ...document,
      sources: [{ ...sources[0]!, embedding: { ...sources[0]!.embedding, air: 'AAAA' } }],
    };
    expect(() => readStateDocument(JSON.parse(JSON.stringify(wrong)))).toThrow(AlloyError);
  });
});
