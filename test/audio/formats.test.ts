/** Tests every sound format that is read, with files that the tests write. */
import { describe, expect, it } from 'vitest';
import { decodeAudio, type DecodedAudio } from '../../src/audio/decode.js';
import { FILE_ACCEPT, FORMAT_NAMES, SOUND_FORMATS } from '../../src/audio/formats/names.js';
import { fileBytes, sound } from './fixtures.js';
import { largestDifference } from './goldens.js';
import { noise, sine } from './signals.js';
import {
  aiff,
  au,
  bytesOf,
  caf,
  cafChunk,
  chunk,
  float,
  floats,
  id3,
  int,
  longWav,
  pcm,
  riff,
  wave64,
  wavFormat,
} from './sound-writers.js';

const NOISE = noise(1001, 0.9);
const NAME = 'the file';

function decode(bytes: Uint8Array): Promise<DecodedAudio> {
  return decodeAudio(bytes.slice().buffer, NAME);
}

const smpl = (note: number, littleEndian: boolean): Uint8Array =>
  chunk(
    'smpl',
    bytesOf(
      [0, 0, 0].flatMap((x) => int(x, 4, littleEndian)),
      int(note, 4, littleEndian),
      new Uint8Array(20),
    ),
    {
      littleEndian,
    },
  );

describe('samples of every container, whole and in place', () => {
  const big = { littleEndian: false };
  const kinds: readonly (readonly [string, Uint8Array, string, number])[] = [
    ['RIFX', riff([wavFormat(big), chunk('data', pcm(NOISE, 2, false), big)], 'RIFX'), 'RIFX', 2],
    [
      'RIFX of 24 bits',
      riff([wavFormat({ ...big, bits: 24 }), chunk('data', pcm(NOISE, 3, false), big)], 'RIFX'),
      'RIFX',
      3,
    ],
    ['RF64', longWav(pcm(NOISE, 2, true), 'RF64'), 'RF64', 2],
    ['BW64', longWav(pcm(NOISE, 2, true), 'BW64'), 'BW64', 2],
    ['Wave64', wave64(pcm(NOISE, 2, true)), 'Wave64', 2],
    [
      'WAV of 24 bits in 32',
      riff([wavFormat({ bits: 24, frameBytes: 4 }), chunk('data', pcm(NOISE, 4, true))]),
      'WAV',
      4,
    ],
    [
      'WAV whose frame size is 0',
      riff([wavFormat({ frameBytes: 0 }), chunk('data', pcm(NOISE, 2, true))]),
      'WAV',
      2,
    ],
    ['AIFF of 8', aiff(pcm(NOISE, 1, false), { bits: 8, frames: 1001 }), 'AIFF', 1],
    ['AIFF', aiff(pcm(NOISE, 2, false), { frames: 1001 }), 'AIFF', 2],
    ['AIFF of 24', aiff(pcm(NOISE, 3, false), { bits: 24, frames: 1001 }), 'AIFF', 3],
    ['AIFC NONE', aiff(pcm(NOISE, 2, false), { coding: 'NONE', frames: 1001 }), 'AIFF', 2],
    ['AIFC sowt', aiff(pcm(NOISE, 2, true), { coding: 'sowt', frames: 1001 }), 'AIFF', 2],
    ['AIFC in24', aiff(pcm(NOISE, 3, false), { coding: 'in24', bits: 24, frames: 1001 }), 'AIFF', 3],
    ['AIFC in32', aiff(pcm(NOISE, 4, false), { coding: 'in32', bits: 32, frames: 1001 }), 'AIFF', 4],
    ['AIFC fl32', aiff(floats(NOISE, 4, false), { coding: 'fl32', bits: 32, frames: 1001 }), 'AIFF', 8],
    ['AIFC FL64', aiff(floats(NOISE, 8, false), { coding: 'FL64', bits: 64, frames: 1001 }), 'AIFF', 8],
    ['AU of 8', au(pcm(NOISE, 1, false), 2), 'AU', 1],
    ['AU', au(pcm(NOISE, 2, false), 3), 'AU', 2],
    ['AU of 24', au(pcm(NOISE, 3, false), 4), 'AU', 3],
    ['AU of floats', au(floats(NOISE, 4, false), 6), 'AU', 8],
    ['AU, little-endian', au(pcm(NOISE, 2, true), 3, undefined, true), 'AU', 2],
    ['CAF', caf(pcm(NOISE, 2, false)), 'CAF', 2],
    ['CAF, little-endian', caf(pcm(NOISE, 2, true), { flags: 2 }), 'CAF', 2],
    ['CAF of 24', caf(pcm(NOISE, 3, false), { bytes: 3 }), 'CAF', 3],
    ['CAF of floats', caf(floats(NOISE, 4, true), { flags: 3, bytes: 4 }), 'CAF', 8],
    ['CAF to the end', caf(pcm(NOISE, 2, false), { size: -1 }), 'CAF', 2],
  ];
  it.each(kinds)('%s', async (_, bytes, format, sampleBytes) => {
    const decoded = await decode(bytes);
    expect([decoded.format, decoded.decoder, decoded.sampleRate, decoded.notices]).toEqual([
      format,
      'alloy',
      44100,
      [],
    ]);
    expect(largestDifference(decoded.channels[0]!, NOISE)).toBeLessThanOrEqual(
      0.5001 / 2 ** (8 * sampleBytes - 1),
    );
  });
});

describe('G.711', () => {
  // From the recommendation's tables: code, value of 16 bits.
  const codes = Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a, 0x80, 0x00);
  const aLaw = [8, -8, 32256, -32256, 5504, -5504].map((x) => x / 32768);
  const muCodes = Uint8Array.of(0xff, 0x7f, 0x80, 0x00, 0xf0, 0x70);
  const muLaw = [0, 0, 32124, -32124, 120, -120].map((x) => x / 32768);
  it.each([
    ['A-law in WAV', riff([wavFormat({ tag: 6, bits: 8 }), chunk('data', codes)]), aLaw],
    ['mu-law in WAV', riff([wavFormat({ tag: 7, bits: 8 }), chunk('data', muCodes)]), muLaw],
    ['A-law in AIFC', aiff(codes, { coding: 'alaw', frames: 6 }), aLaw],
    ['mu-law in AIFC', aiff(muCodes, { coding: 'ulaw', frames: 6 }), muLaw],
    ['A-law in AU', au(codes, 27), aLaw],
    ['mu-law in AU', au(muCodes, 1), muLaw],
    ['A-law in CAF', caf(codes, { coding: 'alaw', bytes: 1 }), aLaw],
    ['mu-law in CAF', caf(muCodes, { coding: 'ulaw', bytes: 1 }), muLaw],
  ] as const)('%s', async (_, bytes, values) => {
    const { channels } = await decode(bytes);
    expect([...channels[0]!].map((x) => x + 0)).toEqual(values.map((x) => x + 0));
  });
});

describe('ADPCM', () => {
  it('IMA in WAV: a block from its first value on', async () => {
    // First value 1000, step index 0 (step 7); codes 7, 7, 0, 8, 0, 0, 0, 0, low ones first.
    const block = bytesOf(int(1000, 2, true), [0, 0], [0x77, 0x80, 0, 0]);
    const format = wavFormat({ tag: 0x11, bits: 4, frameBytes: 8, extra: [2, 0, 9, 0] });
    const { channels } = await decode(riff([format, chunk('data', block)]));
    const first = [...channels[0]!].slice(0, 4).map((x) => x * 32768);
    expect(channels[0]!.length).toBe(9);
    // 7: 7/8 + 7 + 7/2 + 7/4 of step 7, then of step 16, whole parts each; then step 34, an eighth of it.
    expect(first).toEqual([1000, 1000 + 0 + 7 + 3 + 1, 1011 + 2 + 16 + 8 + 4, 1041 + 4]);
  });

  it('Microsoft: the older value first, then the newer, then predictions', async () => {
    const block = bytesOf([0], int(16, 2, true), int(2000, 2, true), int(1900, 2, true), [0x1f]);
    const extra = [...int(32, 2, true), ...int(4, 2, true), ...int(7, 2, true), ...new Uint8Array(28)];
    const { channels } = await decode(
      riff([wavFormat({ tag: 2, bits: 4, frameBytes: 8, extra }), chunk('data', block)]),
    );
    expect([...channels[0]!].map((x) => x * 32768)).toEqual([1900, 2000, 2016, 2000]);
  });

  it('Apple’s IMA in AIFC', async () => {
    const packet = bytesOf(int(1024, 2, false), [0x77], new Uint8Array(31));
    const { channels } = await decode(aiff(packet, { coding: 'ima4', frames: 1 }));
    expect(channels[0]!.length).toBe(64);
    expect([...channels[0]!].slice(0, 2).map((x) => x * 32768)).toEqual([1024 + 11, 1035 + 30]);
  });
});

it('MP3 within WAV is read', async () => {
  const mp3 = new Uint8Array(await sound('tone-no-tag.mp3'));
  const bare = await decode(mp3);
  const { channels, decoder, notices } = await decode(
    riff([wavFormat({ tag: 0x55, bits: 0, frameBytes: 1 }), chunk('data', mp3)]),
  );
  expect([decoder, notices]).toEqual(['minimp3-wasm', []]);
  expect(largestDifference(channels[0]!, bare.channels[0]!)).toBe(0);
});

describe('tags in a row', () => {
  it.each(['tone-no-tag.mp3', 'tone-44100-16.flac'])('before and after %s', async (file) => {
    const bare = new Uint8Array(await sound(file));
    const after = bytesOf('TAG', new Uint8Array(125));
    const tagged = await decode(bytesOf(id3(300), id3(100), bare, after));
    expect(tagged.notices).toEqual([]);
    expect(largestDifference(tagged.channels[0]!, (await decode(bare)).channels[0]!)).toBe(0);
  });
});

describe('what is not read is named', () => {
  const data = chunk('data', pcm(NOISE, 2, true));
  it.each([
    [riff([wavFormat({ tag: 0x31 }), data]), /GSM 6\.10/],
    [riff([wavFormat({ tag: 0x50 }), data]), /MPEG layer I or II/],
    [riff([wavFormat({ tag: 0x161 }), data]), /Windows Media Audio 2/],
    [aiff(pcm(NOISE, 2, false), { coding: 'MAC3', frames: 1001 }), /MACE 3:1/],
    [au(pcm(NOISE, 2, false), 24), /G\.722/],
    [caf(pcm(NOISE, 2, false), { coding: 'alac' }), /Apple Lossless/],
    [bytesOf('MThd', new Uint8Array(40)), /MIDI/],
    [bytesOf('wvpk', new Uint8Array(40)), /WavPack/],
    [bytesOf('FORM', [0, 0, 0, 9], '8SVX', new Uint8Array(40)), /8SVX/],
  ] as const)('%#', async (bytes, text) => {
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'unreadable',
      subject: NAME,
      message: expect.stringMatching(text) as string,
    });
  });
});

describe('the root that other files name', () => {
  const inst = (note: number, cents: number): Uint8Array =>
    bytesOf([note, cents & 255, 0, 127, 1, 127], new Uint8Array(14));
  const tone = pcm(sine(440, 44100, 0.1, 0.5), 2, false);
  const frames = tone.length / 2;
  const aiffRoot = (body: Uint8Array): Uint8Array =>
    aiff(tone, { frames, more: [chunk('INST', body, { littleEndian: false })] });
  const cafRoot = (note: number): Uint8Array =>
    caf(tone, {
      more: [cafChunk('inst', bytesOf(float(note, 4, false), [0, 127, 0, 127], new Uint8Array(20)))],
    });
  it.each([
    ['AIFF', aiffRoot(inst(48, 0)), 48],
    ['AIFF, 30 cents flat', aiffRoot(inst(48, 30)), 47.7],
    ['AIFF, the default', aiffRoot(inst(60, 0)), null],
    ['AIFF, below the keyboard', aiffRoot(inst(-1 & 255, 0)), null],
    ['CAF', cafRoot(69.5), 69.5],
    ['CAF, the default', cafRoot(60), null],
    ['CAF, no number', cafRoot(NaN), null],
    [
      'RIFX',
      riff(
        [wavFormat({ littleEndian: false }), smpl(61, false), chunk('data', tone, { littleEndian: false })],
        'RIFX',
      ),
      61,
    ],
    ['RF64, after the sound', longWav(pcm(NOISE, 2, true), 'RF64', [smpl(62, true)]), 62],
  ] as const)('%s', async (_, bytes, root) => {
    const { fileRoot } = await decode(bytes);
    if (root === null) expect(fileRoot).toBeNull();
    else expect(fileRoot).toBeCloseTo(root, 5);
  });

  it('FLAC that keeps the chunks of its WAV', async () => {
    const flac = new Uint8Array(await sound('tone-44100-16.flac'));
    const block = bytesOf('riff', smpl(50, true));
    const head = flac.slice(0, 4 + 4 + 34); // the magic number and STREAMINFO
    const wasLast = (head[4]! & 0x80) !== 0;
    head[4] = 0;
    const foreign = bytesOf([wasLast ? 0x82 : 2], int(block.length, 3, false), block);
    expect((await decode(bytesOf(head, foreign, flac.subarray(head.length)))).fileRoot).toBe(50);
  });
});

describe('one list of formats', () => {
  it('is what the README and the chooser name', async () => {
    const readme = new TextDecoder().decode(await fileBytes('README.md')).replace(/\s+/g, ' ');
    expect(readme).toContain(FORMAT_NAMES.replace(' or ', ' and '));
    for (const { extensions } of SOUND_FORMATS)
      for (const extension of extensions) expect(FILE_ACCEPT).toContain(extension);
  });
});
