import { describe, expect, it } from 'vitest';
import { applyTuningMessage } from '../../../src/midi/tuning/mts.js';

const equal = Float64Array.from({ length: 128 }, (_, key) => key);
const apply = (...bytes: number[]) => applyTuningMessage(equal, bytes);

describe('a MIDI tuning message', () => {
  it('changes single keys at once, with and without a bank', () => {
    const pitches = [69, 69, 0x20, 0, 70, 60, 0, 1, 71, 0x7f, 0x7f, 0x7f];
    for (const tuned of [
      apply(0xf0, 0x7f, 0x10, 8, 2, 0, 3, ...pitches, 0xf7),
      apply(0xf0, 0x7f, 0x7f, 8, 7, 0, 0, 3, ...pitches, 0xf7),
      apply(0xf0, 0x7e, 0x7f, 8, 7, 0, 0, 3, ...pitches, 0xf7),
    ]) {
      expect([69, 70, 71, 72].map((key) => tuned![key])).toEqual([69.25, 60 + 1 / 16384, 71, 72]);
    }
    expect(equal[69]).toBe(69);
  });

  it('changes all keys', () => {
    const keys = Array.from({ length: 128 }, (_, key) => [key, 0x40, 0]).flat();
    const name = Array.from({ length: 16 }, () => 65);
    for (const tuned of [
      apply(0xf0, 0x7e, 0, 8, 1, 0, ...name, ...keys, 0, 0xf7),
      apply(0xf0, 0x7e, 0, 8, 4, 0, 0, ...name, ...keys, 0, 0xf7),
    ]) {
      expect([...tuned!]).toEqual([...equal].map((key) => key + 0.5));
    }
  });

  it('changes every octave alike, in one byte or two', () => {
    const coarse = apply(0xf0, 0x7f, 0, 8, 8, 3, 0x7f, 0x7f, 74, ...Array<number>(11).fill(64), 0xf7);
    expect([60, 61, 72].map((key) => coarse![key])).toEqual([60.1, 61, 72.1]);
    const two = [0x60, 0, ...Array.from({ length: 11 }, () => [0x40, 0]).flat()];
    const fine = apply(0xf0, 0x7e, 0, 8, 9, 3, 0x7f, 0x7f, ...two, 0xf7);
    expect([60, 61, 72].map((key) => fine![key])).toEqual([60.5, 61, 72.5]);
  });

  it('that is cut off, broken or another is none', () => {
    const good = [0xf0, 0x7f, 0x10, 8, 2, 0, 1, 69, 69, 0x20, 0, 0xf7];
    expect(apply(...good)).not.toBeNull();
    for (let length = 0; length < good.length; length++) {
      expect(apply(...good.slice(0, length))).toBeNull();
      if (length < good.length - 1) expect(apply(...good.slice(0, length), 0xf7)).toBeNull();
    }
    expect(apply(...good.with(8, 0x90))).toBeNull();
    expect(apply(...good.with(3, 9))).toBeNull();
    expect(apply(0xf0, 0x7e, 0, 8, 1, 0, 1, 2, 3, 0xf7)).toBeNull();
  });
});
