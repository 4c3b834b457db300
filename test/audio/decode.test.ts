/** Tests decoding of every format, broken and strange files included. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { encodeWav } from '../../src/audio/wav.js';
import { AlloyError, type AlloyErrorCode } from '../../src/errors.js';
import { sound } from './fixtures.js';
import { largestDifference } from './goldens.js';
import { amplitudeAt, noise, sine, TONES } from './signals.js';
import { writeWav, type WavKind } from './wav-writer.js';

async function failure(bytes: ArrayBuffer, name: string): Promise<AlloyError> {
  const error: unknown = await decodeAudio(bytes, name).then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof AlloyError)) throw new Error(`${name}: not an AlloyError but ${String(error)}`);
  expect(error.subject).toBe(name);
  expect(error.message).toContain(name);
  return error;
}

describe('WAV', () => {
  const kinds: WavKind[] = [
    { bits: 8 },
    { bits: 16 },
    { bits: 24 },
    { bits: 32 },
    { bits: 32, float: true },
    { bits: 64, float: true },
  ];
  const all = kinds.flatMap((kind) => [kind, { ...kind, extensible: true }]);
  it.each(all)('$bits bits, float $float, extensible $extensible', async (kind) => {
    const samples = noise(1000, 0.9);
    const { channels, format, notices } = await decodeAudio(writeWav([samples], kind), 'x');
    expect([format, notices]).toEqual(['WAV', []]);
    expect(largestDifference(channels[0]!, samples)).toBeLessThanOrEqual(
      kind.float ? 0 : 0.5001 / 2 ** (kind.bits - 1),
    );
  });

  it.each([1, 2, 3, 5, 8])('%i channels', async (count) => {
    const channels = Array.from({ length: count }, (_, i) => noise(500, 0.5, i + 1));
    const decoded = await decodeAudio(writeWav(channels, { bits: 32, float: true, extensible: true }), 'x');
    expect(decoded.channels.map((c) => [...c])).toEqual(channels.map((c) => [...c]));
  });

  it.each([8000, 11025, 96000, 192000])('%i Hz', async (rate) => {
    expect((await decodeAudio(writeWav([noise(100)], { bits: 16, rate }), 'x')).sampleRate).toBe(rate);
  });

  it('as written by encodeWav, which clips and rounds', async () => {
    const written = encodeWav(Float32Array.of(0, 0.25, -0.25, 2, -2, NaN, 1 / 65536), 22050);
    const { channels, sampleRate } = await decodeAudio(written, 'x');
    expect(sampleRate).toBe(22050);
    expect([...channels[0]!]).toEqual([0, 0.25, -0.25, 32767 / 32768, -1, 0, 1 / 32768]);
  });

  it('of unknown length, as streaming programs write it', async () => {
    const bytes = writeWav([noise(100)], { bits: 16, declaredBytes: 0xffffffff });
    expect((await decodeAudio(bytes, 'x')).channels[0]!.length).toBe(100);
  });
});

describe('every format', () => {
  it.each(TONES)('$file', async ({ file, format, rate, channels: count, seconds }) => {
    const {
      channels,
      sampleRate,
      format: found,
      notices,
    } = await decodeAudio(await sound(file), 'no-hint-in-the-name');
    expect([found, sampleRate, channels.length, notices]).toEqual([format, rate, count, []]);
    [440, 660].slice(0, count).forEach((hertz, c) => {
      expect(channels[c]!.length).toBe(Math.round(seconds * rate));
      const steady = channels[c]!.subarray(0.05 * rate, 0.15 * rate);
      expect(amplitudeAt(steady, hertz, rate)).toBeCloseTo(0.5, 1);
      expect(amplitudeAt(steady, 1100 - hertz, rate)).toBeLessThan(0.01);
    });
  });

  it.each(TONES.filter(({ file }) => file !== 'tone-no-tag.mp3'))('$file starts in time', async (tone) => {
    const { channels } = await decodeAudio(await sound(tone.file), 'x');
    const expected = sine(440, tone.rate, tone.seconds, 0.5);
    const from = Math.round(0.05 * tone.rate);
    const to = Math.round(0.15 * tone.rate);
    let error = 0;
    for (let i = from; i < to; i++) error += (channels[0]![i]! - expected[i]!) ** 2;
    // One sample off would be −18 dB at 22.05 kHz, −24 dB at 44.1 kHz.
    expect(10 * Math.log10((2 * error) / (0.25 * (to - from)))).toBeLessThan(tone.rate < 30000 ? -22 : -35);
  });

  it('lossless ones are exact', async () => {
    const [a, b] = await Promise.all(
      [sound('tone-44100-16.flac'), sound('tone.oga')].map(async (s) => decodeAudio(await s, 'x')),
    );
    expect(largestDifference(a!.channels[1]!, b!.channels[1]!)).toBe(0);
    const expected = sine(660, 44100, 0.5, 0.5).subarray(1000, -1000);
    expect(largestDifference(a!.channels[1]!.subarray(1000, -1000), expected)).toBeLessThan(2 / 32768); // sox dithers
  });
});

describe('a file that cannot be used says why', () => {
  const expectCode = async (
    bytes: ArrayBuffer,
    name: string,
    code: AlloyErrorCode,
    text: RegExp,
  ): Promise<void> => {
    const error = await failure(bytes, name);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(text);
  };

  it('no bytes', () => expectCode(new ArrayBuffer(0), 'nothing.wav', 'empty', /no bytes/));
  it('no samples', () =>
    expectCode(writeWav([new Float32Array(0)], { bits: 16 }), 'a.wav', 'empty', /no samples/));
  it('text', () =>
    expectCode(
      new TextEncoder().encode('Dear diary, today I sang.').buffer as ArrayBuffer,
      'a.wav',
      'not-a-sound',
      /Use WAV, AIFF, .* or MP3/,
    ));
  it('random bytes', () =>
    expectCode(
      Uint8Array.from(noise(5000, 127), (x) => x + 128).buffer,
      'a.mp3',
      'not-a-sound',
      /not a sound/,
    ));
  it('MP4 in Node', () =>
    expectCode(
      new TextEncoder().encode('\0\0\0\x20ftypM4A \0\0\0\0').buffer as ArrayBuffer,
      'a.m4a',
      'unreadable',
      /MP4/,
    ));
  it('silence', () =>
    expectCode(writeWav([sine(100, 44100, 0.1, 9e-5)], { bits: 24 }), 'a.wav', 'silent', /−80 dB/));
  it('NaN', () =>
    expectCode(
      writeWav([Float32Array.of(0.5, NaN)], { bits: 32, float: true }),
      'a.wav',
      'not-finite',
      /NaN/,
    ));
  it('infinity', () =>
    expectCode(
      writeWav([Float32Array.of(0.5, -Infinity)], { bits: 64, float: true }),
      'a.wav',
      'not-finite',
      /infinite/,
    ));
  it('an unknown kind of WAV', async () => {
    const bytes = writeWav([noise(100)], { bits: 16 });
    new DataView(bytes).setUint16(20, 0x31, true);
    await expectCode(bytes, 'a.wav', 'unreadable', /GSM 6.10/);
    new DataView(bytes).setUint16(20, 0x7777, true);
    await expectCode(bytes, 'a.wav', 'unreadable', /a coding of WAV that has no name here/);
  });

  it.each(TONES)('$file of which only the header is there', async ({ file }) => {
    const bytes = await sound(file);
    const error = await failure(bytes.slice(0, 40), file);
    expect(error.code).toBe('truncated');
    expect(error.message).toMatch(/is cut off: it ends before its sound begins/);
  });

  it.each(['tone.opus', 'tone-vorbis.ogg'])('%s whose only page of sound is damaged', async (file) => {
    const bytes = await sound(file);
    new Uint8Array(bytes)[Math.floor(0.8 * bytes.byteLength)]! ^= 0x10;
    expect((await failure(bytes, file)).code).toBe('unreadable');
  });
});

describe('a file that is cut off is used, and said to be cut', () => {
  it('WAV', async () => {
    const cut = writeWav([noise(44100)], { bits: 16 }).slice(0, 44100);
    const { channels, notices } = await decodeAudio(cut, 'a.wav');
    expect(channels[0]!.length).toBeGreaterThan(22000);
    expect(notices).toEqual(['“a.wav” is cut off: 0.50 s of 1.0 s are there.']);
  });

  const cuts = TONES.flatMap((tone) => [0.97, 0.9].map((share) => ({ ...tone, share })));
  it.each(cuts)('$file cut to $share', async ({ file, share, seconds, rate }) => {
    const bytes = await sound(file);
    const { channels, notices } = await decodeAudio(bytes.slice(0, share * bytes.byteLength), file);
    const present = channels[0]!.length / rate;
    expect(present).toBeGreaterThan(0);
    expect(present).toBeLessThan(seconds);
    expect(notices.join()).toMatch(/is cut off(:| after) \d/);
  });
});

describe('a long sound', () => {
  it('is cut to 60 s with a notice', async () => {
    const long = sine(1, 8000, 83.2, 0.5);
    const { channels, notices } = await decodeAudio(writeWav([long], { bits: 8, rate: 8000 }), 'x.wav');
    expect(channels[0]!.length).toBe(60 * 8000);
    expect(notices).toEqual(['“x.wav” is 83.2 s long: the first 60 s are used.']);
  });
});
