/** Tests decoders with seeded mutations of every format: an AlloyError or sane samples, in bounded memory. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { AlloyError } from '../../src/errors.js';
import { sound } from './fixtures.js';
import { noise, TONES } from './signals.js';
import {
  aiff,
  au,
  bytesOf,
  caf,
  chunk,
  floats,
  longWav,
  pcm,
  riff,
  wave64,
  wavFormat,
} from './sound-writers.js';

const NOISE = noise(2000, 0.9);
const LITTLE = pcm(NOISE, 2, true);
const BIG = pcm(NOISE, 2, false);
const MUTATIONS = 60;
/** Twice 60 s of stereo at 48 kHz: no file here holds a hundredth of it. */
const MOST_VALUES = 2 * 2 * 60 * 48000;

const MADE: readonly (readonly [string, Uint8Array])[] = [
  ['WAV', riff([wavFormat(), chunk('LIST', new Uint8Array(9)), chunk('data', LITTLE)])],
  ['float WAV', riff([wavFormat({ tag: 3, bits: 32 }), chunk('data', floats(NOISE, 4, true))])],
  ['RIFX', riff([wavFormat({ littleEndian: false }), chunk('data', BIG, { littleEndian: false })], 'RIFX')],
  ['RF64', longWav(LITTLE, 'RF64')],
  ['Wave64', wave64(LITTLE)],
  [
    'IMA ADPCM',
    riff([wavFormat({ tag: 0x11, bits: 4, frameBytes: 256, extra: [2, 0, 249, 1] }), chunk('data', LITTLE)]),
  ],
  [
    'MS ADPCM',
    riff([wavFormat({ tag: 2, bits: 4, frameBytes: 256, extra: [32, 0, 244, 1] }), chunk('data', LITTLE)]),
  ],
  ['AIFF', aiff(BIG, { frames: 2000 })],
  ['AIFC ima4', aiff(BIG, { coding: 'ima4', frames: 100 })],
  ['AU', au(BIG, 3)],
  ['CAF', caf(BIG)],
];

/** A generator of whole numbers below a limit, of a fixed seed. */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Bits turned, bytes set to the extremes, parts cut out, doubled or cut off; most of it in the headers. */
function mutated(bytes: Uint8Array, roll: (limit: number) => number): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let i = 0; i <= roll(4); i++) {
    const at = roll(roll(2) ? Math.min(128, out.length) : out.length);
    const length = 1 + roll(64);
    switch (roll(6)) {
      case 0:
      case 1:
        out[at]! ^= 1 << roll(8);
        break;
      case 2:
        out.fill([0, 0x7f, 0x80, 0xff][roll(4)]!, at, at + 1 + roll(4));
        break;
      case 3:
        out = bytesOf(out.subarray(0, at), out.subarray(at + length));
        break;
      case 4:
        out = bytesOf(out.subarray(0, at + length), out.subarray(at));
        break;
      default:
        out = out.slice(0, Math.max(1, roll(out.length)));
    }
  }
  return out;
}

async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const { channels, sampleRate } = await decodeAudio(bytes.slice().buffer, 'x');
    const values = channels.reduce((sum, channel) => sum + channel.length, 0);
    const isFinite = channels.every((channel) => channel.every(Number.isFinite));
    return isFinite && values > 0 && values < MOST_VALUES && sampleRate > 0
      ? 'sound'
      : `${values} values, finite: ${isFinite}`;
  } catch (error) {
    return error instanceof AlloyError ? error.code : String(error instanceof Error ? error.stack : error);
  }
}

const EXPECTED = ['sound', 'not-a-sound', 'truncated', 'empty', 'silent', 'not-finite', 'unreadable'];

describe('mutations of every format are refused or sound', () => {
  it.each(MADE)('%s', async (_, bytes) => {
    const roll = dice(bytes.length);
    for (let i = 0; i < MUTATIONS; i++) expect(EXPECTED).toContain(await outcome(mutated(bytes, roll)));
  });

  it.each(TONES)('$file', async ({ file }) => {
    const bytes = new Uint8Array(await sound(file));
    const roll = dice(bytes.length);
    for (let i = 0; i < MUTATIONS; i++) expect(EXPECTED).toContain(await outcome(mutated(bytes, roll)));
  });
});

describe('a header that announces 4 GB takes no memory', () => {
  it.each([
    ['WAV', riff([wavFormat(), chunk('data', LITTLE, { size: 0xfffffff0 })])],
    ['WAV of 65535 channels', riff([wavFormat({ channels: 65535 }), chunk('data', LITTLE)])],
    ['AIFF', aiff(BIG, { frames: 0xffffffff, soundSize: 0xfffffff0 })],
    ['AU', au(BIG, 3, 0xfffffff0)],
    ['CAF', caf(BIG, { size: 2 ** 40 })],
  ] as const)('%s', async (_, bytes) => {
    expect(EXPECTED).toContain(await outcome(bytes));
  });
});
