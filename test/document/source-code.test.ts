/** Tests the code of an encoded source: small, near, the same the second time; damaged ones are errors. */
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/document/base64.js';
import { NumberWriter } from '../../src/document/bytes.js';
import { decodeSourceCode, encodeSourceCode } from '../../src/document/source-code.js';
import { AlloyError } from '../../src/errors.js';
import { encodedSource } from './sources.js';

const BYTES = 5000;

describe('the code of a source', () => {
  it.each([
    ['four seconds', encodedSource(4, 30, 1), 5000],
    ['a low sound, with little room', encodedSource(4, 64, 2), 2700],
    ['half a second', encodedSource(0.5, 20, 3), 5000],
    ['no pitch', encodedSource(2, 0, 4), 5000],
  ])('is small, and the same of what it gives: %s', (_, source, bytes) => {
    const code = encodeSourceCode(source, bytes);
    expect((code.length * 3) / 4).toBeLessThanOrEqual(bytes + 2);
    const decoded = decodeSourceCode(code, source.rootMidi);
    expect(encodeSourceCode(decoded, bytes)).toBe(code);
    expect(encodeSourceCode(decoded, Infinity)).toBe(code);
  });

  it('keeps every track, near to what it was', () => {
    const source = encodedSource(4, 30, 5);
    const { embedding, level, rootMidi } = decodeSourceCode(encodeSourceCode(source, BYTES), source.rootMidi);
    const { timbre, loudness, pitch, bandEnvelope, harmonics } = source.embedding;
    expect(rootMidi).toBe(source.rootMidi);
    expect(level.loudness).toBeCloseTo(source.level.loudness, 0);
    expect(level.chordPeak).toBeCloseTo(source.level.chordPeak!, 0);
    expect(level.weightings).toHaveLength(33);
    expect(embedding.pitch?.rootMidi).toBe(rootMidi);
    const away = (a: Float32Array, b: Float32Array): number => {
      expect(a.length).toBe(b.length);
      return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
    };
    expect(away(embedding.timbre.values, timbre.values)).toBeLessThan(0.02);
    expect(away(embedding.loudness!.levels, loudness!.levels)).toBeLessThan(0.5);
    expect(away(embedding.loudness!.unweighted!, loudness!.unweighted!)).toBeLessThan(0.5);
    expect(away(embedding.pitch!.deviation, pitch!.deviation)).toBeLessThan(0.02);
    expect(away(embedding.bandEnvelope!.values, bandEnvelope!.values)).toBeLessThan(2);
    expect(away(embedding.harmonics!.levels, harmonics!.levels)).toBeLessThan(3);
    expect(away(embedding.harmonics!.rests, harmonics!.rests)).toBeLessThan(6);
    const turns = harmonics!.phases.map((phase, i) => {
      const other = embedding.harmonics!.phases[i]! - phase;
      return other - Math.round(other);
    });
    expect(away(turns, new Float32Array(turns.length))).toBeLessThan(0.1);
  });

  it('knows no chords of a source that was coded before they were measured', () => {
    const source = encodedSource(1, 10, 7);
    const first = { ...source, level: { ...source.level, chordPeak: null } };
    const { level } = decodeSourceCode(encodeSourceCode(first, BYTES), source.rootMidi);
    expect(level.chordPeak).toBeNull();
    expect(level.weightings).toHaveLength(33);
  });

  it('leaves silence silent', () => {
    const source = encodedSource(2, 30, 6);
    const { embedding } = decodeSourceCode(encodeSourceCode(source, 1500), source.rootMidi);
    source.embedding.loudness!.levels.forEach((level, i) =>
      expect(embedding.loudness!.levels[i]! <= -100).toBe(level <= -100),
    );
  });
});

describe('a damaged code', () => {
  const good = encodeSourceCode(encodedSource(1, 12, 8), BYTES);
  const packed = (...values: number[]): string => {
    const writer = new NumberWriter();
    for (const value of values) writer.unsigned(value);
    return toBase64(deflateSync(writer.bytes()));
  };

  it.each([
    ['is empty', ''],
    ['is no base64', '§§§'],
    ['is not deflated', toBase64(Uint8Array.from({ length: 64 }, (_, i) => i * 37))],
    ['is cut', good.slice(0, 400)],
    ['is of another layout', packed(99)],
    ['claims more frames than any sound', packed(1, 4_000_000_000 % 2 ** 31, 16, 512)],
    ['claims more numbers than any sound', packed(1, 32768, 512, 512, ...Array<number>(14).fill(0))],
    ['unpacks to 64 MB', toBase64(deflateSync(new Uint8Array(64 * 1024 * 1024)))],
  ])('is an error that names it: it %s', (_, code) => {
    expect(() => decodeSourceCode(code, 60)).toThrow(
      expect.objectContaining({ code: 'document-damaged', subject: 'embedding' }) as Error,
    );
  });

  it('is an error or a source with finite numbers, whatever was changed', () => {
    let state = 42;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const bytes = Uint8Array.from(atob(good), (character) => character.charCodeAt(0));
    let read = 0;
    for (let round = 0; round < 500; round++) {
      const changed = bytes.slice(0, random(4) === 0 ? random(bytes.length) : bytes.length);
      for (let i = 0; i <= random(3); i++) changed[random(changed.length)] = random(256);
      try {
        const { embedding } = decodeSourceCode(toBase64(changed), 60);
        expect(embedding.timbre.values.every(Number.isFinite)).toBe(true);
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(AlloyError);
      }
    }
    expect(read).toBeLessThan(500);
  });
});
