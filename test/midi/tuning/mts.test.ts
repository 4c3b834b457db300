/** Tests MIDI Tuning Standard messages. */
import { describe, expect, it } from 'vitest';
import { applyTuningMessage, readTuningMessage } from '../../../src/midi/tuning/mts.js';

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

/** A dump of a tuning a quarter tone and a bit above, from F0 to F7. `head`: what stands before the name, after the device. */
function dump(
  head: readonly number[],
  keys: number,
  device = 0x10,
  parts: { device: boolean; name: boolean; head: boolean; kind?: boolean } = {
    device: true,
    name: true,
    head: true,
  },
): number[] {
  const name = [...'Quarter tones   '].map((letter) => letter.charCodeAt(0));
  const pitches = Array.from({ length: keys }, (_, key) => [key, 0x20, key & 1]).flat();
  const summed = [
    ...(parts.head
      ? [...(parts.kind === false ? [] : [0x7e]), ...(parts.device ? [device] : []), ...head]
      : []),
    ...(parts.name ? name : []),
    ...pitches,
  ];
  const checksum = summed.reduce((sum, byte) => sum ^ byte, 0);
  return [0xf0, 0x7e, device, ...head, ...name, ...pitches, checksum, 0xf7];
}

describe('a bulk dump', () => {
  const kinds: readonly [string, readonly number[], number][] = [
    ['of a program', [8, 1, 5], 408],
    ['of a bank', [8, 4, 2, 5], 409],
    ['of a bank under the sub-id of a program, as FluidSynth answers', [8, 1, 2, 5], 409],
  ];
  const sums = [true, false].flatMap((device) => [true, false].map((name) => ({ device, name, head: true })));

  it.each(kinds)('%s is taken with a checksum of any kind that is made', (_name, head, length) => {
    const bare = { device: false, name: false, head: true };
    const fluid = head[1] === 1 && head.length === 4;
    const withoutKind = { device: true, name: true, head: true, kind: false };
    for (const parts of fluid ? [withoutKind, bare] : [...sums, { ...bare, head: false }]) {
      for (const device of [0, 0x10, 0x7f]) {
        const bytes = dump(head, 128, device, parts);
        expect(bytes.length).toBe(length);
        const tuned = apply(...bytes)!;
        for (let key = 0; key < 128; key++) expect(tuned[key]).toBe(key + 0.25 + (key & 1) / 16384);
      }
    }
  });

  it.each(kinds)(
    '%s is left alone, with a reason, when a byte is wrong, missing or too many',
    (_name, head) => {
      const bytes = dump(head, 128);
      for (let at = 30; at < bytes.length - 1; at += 7) {
        const broken = bytes.with(at, bytes[at]! ^ 0x40);
        expect(readTuningMessage(equal, broken)).toEqual({
          kind: 'refused',
          reason: 'its checksum is wrong',
        });
        expect(readTuningMessage(equal, bytes.toSpliced(at, 3))).toMatchObject({ kind: 'refused' });
        expect(readTuningMessage(equal, bytes.toSpliced(at, 0, 1, 2, 3))).toMatchObject({ kind: 'refused' });
      }
      expect(readTuningMessage(equal, bytes.slice(0, -1))).toEqual({
        kind: 'refused',
        reason: 'its end is missing',
      });
    },
  );

  it.each([127, 129, 0])('of %i keys is left alone', (keys) => {
    for (const [, head] of kinds)
      expect(readTuningMessage(equal, dump(head, keys))).toMatchObject({ kind: 'refused' });
  });

  it.each([
    [5, 64 + 25, [64 + 25], 60.25],
    [6, 0, [0x50, 0], 60.25],
  ])('of an octave (sub-id %i) tunes every octave alike', (id, _unused, offset, expected) => {
    const name = Array<number>(16).fill(0x20);
    const body = [0x7e, 0, 8, id, 0, 0, ...name, ...Array.from({ length: 12 }, () => offset).flat()];
    const sum = body.reduce((all, byte) => all ^ byte, 0);
    expect(apply(0xf0, ...body, sum, 0xf7)![60]).toBe(expected);
    expect(apply(0xf0, ...body, sum ^ 1, 0xf7)).toBeNull();
  });
});

it('messages of the wrong length tune nothing, and say so', () => {
  const messages = [
    [0xf0, 0x7f, 0, 8, 2, 0, 1, 69, 69, 0x20, 0],
    [0xf0, 0x7f, 0, 8, 7, 0, 0, 1, 69, 69, 0x20, 0],
    [0xf0, 0x7f, 0, 8, 8, 3, 0x7f, 0x7f, ...Array<number>(12).fill(64)],
    [0xf0, 0x7f, 0, 8, 9, 3, 0x7f, 0x7f, ...Array<number>(24).fill(64)],
  ];
  for (const bytes of messages) {
    expect(readTuningMessage(equal, [...bytes, 0xf7])).toMatchObject({ kind: 'tuned' });
    for (const other of [bytes.slice(0, -1), [...bytes, 0], [...bytes, 0, 0, 0, 0]]) {
      expect(readTuningMessage(equal, [...other, 0xf7])).toMatchObject({ kind: 'refused' });
    }
  }
  // Requests, and what has nothing to do with tuning, are no news.
  expect(readTuningMessage(equal, [0xf0, 0x7e, 0, 8, 0, 5, 0xf7])).toEqual({ kind: 'other' });
  expect(readTuningMessage(equal, [0xf0, 0x43, 0, 9, 1, 5, 0xf7])).toEqual({ kind: 'other' });
});
