/** Tests that readers go on past damage, wrong sizes and chained links, and say so. */
import { describe, expect, it } from 'vitest';
import { decodeAudio, type DecodedAudio } from '../../src/audio/decode.js';
import { crcOfPage, pagesOf } from './ogg-pages.js';
import { sound } from './fixtures.js';
import { noise, peakOf, TONES } from './signals.js';
import {
  aiff,
  au,
  bytesOf,
  caf,
  chunk,
  longWav,
  pcm,
  riff,
  wavFormat,
  type ChunkKind,
} from './sound-writers.js';

const RATE = 44100;
const NOISE = noise(RATE, 0.9);
const SOUND = pcm(NOISE, 2, true);

async function decode(
  bytes: Uint8Array,
): Promise<DecodedAudio & { readonly seconds: number; readonly said: string }> {
  const decoded = await decodeAudio(bytes.slice().buffer, 'x');
  return {
    ...decoded,
    seconds: decoded.channels[0]!.length / decoded.sampleRate,
    said: decoded.notices.join(' '),
  };
}

async function file(name: string): Promise<Uint8Array> {
  return new Uint8Array(await sound(name));
}

/** A copy in which a part is replaced by other bytes. */
function replaced(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  return bytesOf(bytes.subarray(0, from), by, bytes.subarray(to));
}

describe('a WAV whose sizes lie', () => {
  const wav = (kind: ChunkKind, size?: number): Uint8Array =>
    riff([wavFormat(), chunk('data', SOUND, kind)], 'RIFF', size);
  it.each([
    ['2 GB, as sox writes into a pipe', wav({ size: 0x7ffff000 }, 0x7ffff024), /does not say how long/],
    ['4 GB, as others do', wav({ size: 0xffffffff }, 0xffffffff), /^$/],
    ['0 after a crash', wav({ size: 0 }, 0), /does not say how long/],
    [
      '0 after a crash, with room for RF64',
      riff([chunk('JUNK', new Uint8Array(28)), wavFormat(), chunk('data', SOUND, { size: 0 })], 'RIFF', 72),
      /does not say how long/,
    ],
    [
      'an odd chunk without its byte',
      riff([
        wavFormat(),
        chunk('LIST', bytesOf('INFO', new Uint8Array(9)), { pad: false }),
        chunk('data', SOUND),
      ]),
      /^$/,
    ],
    [
      'an odd chunk of no known name',
      riff([chunk('zyxw', new Uint8Array(601), { pad: false }), wavFormat(), chunk('data', SOUND)]),
      /^$/,
    ],
    [
      'a chunk before the sound that counts too much',
      riff([wavFormat(), chunk('LIST', new Uint8Array(20), { size: 0x10000000 }), chunk('data', SOUND)]),
      /^$/,
    ],
    [
      'a chunk before the sound that counts one too few',
      riff([wavFormat(), chunk('LIST', new Uint8Array(21), { size: 20 }), chunk('data', SOUND)]),
      /^$/,
    ],
    [
      'the sound in two pieces',
      riff([wavFormat(), chunk('data', SOUND.subarray(0, 1000)), chunk('data', SOUND.subarray(1000))]),
      /^$/,
    ],
    ['more than is there', wav({ size: 2 * SOUND.length }), /cut off: 1\.0 s of 2\.0 s/],
    [
      'bytes after the sound',
      bytesOf(wav({}), noise(500, 100).map((x) => x + 128) as unknown as Uint8Array),
      /500 bytes after its sound/,
    ],
    [
      'RF64 that was never finished',
      longWav(SOUND, 'RF64').map((byte, i) => (i >= 20 && i < 48 ? 0 : byte)),
      /^$/,
    ],
    ['AIFF of a pipe', aiff(pcm(NOISE, 2, false), { frames: 0, soundSize: 0 }), /does not say how long/],
    [
      'AIFF that counts other frames',
      aiff(pcm(NOISE, 2, false), { frames: 2 * RATE }),
      /says that it is 2\.0 s long: the 1\.0 s/,
    ],
    [
      'AIFF that was cut',
      aiff(pcm(NOISE, 2, false), { frames: 2 * RATE, soundSize: 4 * RATE }),
      /cut off: 1\.0 s of 2\.0 s/,
    ],
    ['AU of a pipe', au(pcm(NOISE, 2, false), 3, 0xffffffff), /^$/],
    ['AU that was cut', au(pcm(NOISE, 2, false), 3, 4 * RATE), /cut off: 1\.0 s of 2\.0 s/],
    ['CAF that was cut', caf(pcm(NOISE, 2, false), { size: 4 + 4 * RATE }), /cut off: 1\.0 s of 2\.0 s/],
  ] as const)('%s', async (_, bytes, text) => {
    const { seconds, said } = await decode(bytes);
    expect(seconds).toBeCloseTo(1, 3);
    expect(said).toMatch(text);
  });

  it('two files in one are joined', async () => {
    const slow = riff([wavFormat({ rate: 22050, channels: 2 }), chunk('data', SOUND)]); // 1 s in stereo
    const { seconds, channels, sampleRate, said } = await decode(bytesOf(wav({}), slow));
    expect([channels.length, sampleRate]).toEqual([2, RATE]);
    expect(seconds).toBeCloseTo(2, 2);
    expect(said).toMatch(/holds 2 sounds one after another: they are joined, at 44100 Hz/);
  });

  it('a sound of no samples stays empty', async () => {
    await expect(
      decode(riff([wavFormat(), chunk('data', new Uint8Array(0)), chunk('LIST', new Uint8Array(8))])),
    ).rejects.toMatchObject({ code: 'empty' });
  });
});

describe('a damaged MP3 goes on after the damage', () => {
  const FRAME = 418; // 128 kb/s at 44.1 kHz, with its padding or without
  const whole = 21 * 1152;
  const junk = new Uint8Array(300).fill(0x55);
  const damages: readonly (readonly [string, (mp3: Uint8Array) => Uint8Array])[] = [
    ['300 bytes overwritten', (mp3) => replaced(mp3, 10 * FRAME, 10 * FRAME + 300, junk)],
    ['300 bytes lost', (mp3) => replaced(mp3, 10 * FRAME, 10 * FRAME + 300, new Uint8Array(0))],
    ['300 bytes too many', (mp3) => replaced(mp3, 10 * FRAME, 10 * FRAME, junk)],
    ...[0, 1, 2].map(
      (byte) =>
        [
          `a bit of byte ${byte} of a header turned`,
          (mp3: Uint8Array): Uint8Array => {
            const at = frameStarts(mp3)[9]!;
            return mp3.map((x, i) => (i === at + byte ? x ^ (byte === 2 ? 0x40 : 0x08) : x));
          },
        ] as const,
    ),
  ];
  it.each(damages)('%s', async (_, damage) => {
    const { channels, said } = await decode(damage(await file('tone-no-tag.mp3')));
    expect(channels[0]!.length).toBeGreaterThanOrEqual(whole - 4 * 1152);
    expect(channels[0]!.length).toBeLessThan(whole);
    expect(said).toMatch(/is damaged: \d/);
    expect(peakOf(channels[0]!)).toBeLessThan(0.7); // of a tone of 0.5
  });

  it('the last frame is not whole', async () => {
    const mp3 = await file('tone-no-tag.mp3');
    const { channels, said } = await decode(mp3.subarray(0, mp3.length - 150));
    expect(channels[0]!.length).toBe(20 * 1152);
    expect(said).toMatch(/cut off after 0\.52 s: its last piece is not whole/);
  });

  it('two files of other rates in one are joined', async () => {
    const { seconds, channels, sampleRate, said } = await decode(
      bytesOf(await file('tone-22050-mono.mp3'), await file('tone-vbr.mp3')),
    );
    expect([channels.length, sampleRate]).toEqual([2, RATE]);
    expect(seconds).toBeCloseTo(1, 2);
    expect(said).toMatch(/2 sounds/);
  });
});

function frameStarts(mp3: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 0; at < mp3.length; at += 417 + ((mp3[at + 2]! >> 1) & 1)) starts.push(at);
  return starts;
}

describe('a damaged FLAC goes on after the damage', () => {
  it.each(['tone-44100-16.flac', 'tone-48000-24.flac'])('%s', async (name) => {
    const { seconds, rate } = TONES.find((tone) => tone.file === name)!;
    const bytes = await file(name);
    const turned = bytes.map((x, i) => (i === Math.floor(0.5 * bytes.length) ? x ^ 0x10 : x));
    const decoded = await decode(turned);
    expect(decoded.seconds).toBeGreaterThan(seconds - 4608 / rate);
    expect(decoded.seconds).toBeLessThan(seconds);
    expect(decoded.said).toMatch(/is damaged: \d/);
  });

  it('two in one are joined', async () => {
    const { seconds, sampleRate } = await decode(
      bytesOf(await file('tone-44100-16.flac'), await file('tone-48000-24.flac')),
    );
    expect([sampleRate, seconds.toFixed(2)]).toEqual([48000, '0.70']);
  });

  it('one that does not know its length', async () => {
    const bytes = await file('tone-44100-16.flac');
    for (let i = 22; i < 26; i++) bytes[i] = 0;
    bytes[21]! &= 0xf0;
    expect(await decode(bytes)).toMatchObject({ seconds: 0.5, said: '' });
  });
});

describe('Ogg', () => {
  const FILES = ['tone-vorbis.ogg', 'tone.opus', 'tone.oga'] as const;
  it.each(FILES)('%s twice in one, by other links and rates too', async (name) => {
    const twice = await decode(bytesOf(await file(name), await file(name)));
    expect(twice.seconds).toBeCloseTo(1, 3);
    expect(twice.said).toMatch(/holds 2 sounds one after another: they are joined\.$/);
    const mixed = await decode(bytesOf(await file('tone-vorbis-22050-mono.ogg'), await file(name)));
    expect(mixed.seconds).toBeCloseTo(1, 3);
    expect([mixed.channels.length, mixed.sampleRate]).toEqual([2, name === 'tone.opus' ? 48000 : 44100]);
  });

  it.each(FILES)('%s whose count starts late', async (name) => {
    const pages = pagesOf(await file(name));
    for (const page of pages) {
      const view = new DataView(page.buffer, page.byteOffset);
      const granule = view.getBigInt64(6, true);
      if (granule > 0n) view.setBigInt64(6, granule + 48000n * 7200n, true);
      view.setUint32(22, crcOfPage(page), true);
    }
    const { seconds, said } = await decode(bytesOf(...pages));
    expect(seconds).toBeCloseTo(0.5, 1);
    expect(said).not.toMatch(/7200|7203/);
  });

  it('a page in the middle is damaged', async () => {
    const bytes = await file('note-cello-c2.ogg');
    const pages = pagesOf(bytes);
    const hurt = pages.map((page, i) => (i === 3 ? page.map((x, k) => (k === 200 ? x ^ 1 : x)) : page));
    const [whole, damaged] = [await decode(bytes), await decode(bytesOf(...hurt))];
    expect(pages.length).toBeGreaterThan(4);
    expect(damaged.seconds).toBeGreaterThan(0.3 * whole.seconds);
    expect(damaged.seconds).toBeLessThan(whole.seconds);
    expect(damaged.said).toMatch(/is damaged: \d/);
  });

  it('a page in the middle is missing', async () => {
    const pages = pagesOf(await file('note-cello-c2.ogg'));
    const { said } = await decode(bytesOf(...pages.filter((_, i) => i !== 3)));
    expect(said).toMatch(/pieces of it are missing/);
  });
});
