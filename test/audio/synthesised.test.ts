/** Tests the sounds that Alloy makes itself: that all are there, in tune, level, and the same each time. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode.js';
import { soundAddress } from '../../src/audio/synthesised/recognise.js';
import { SYNTHESISED, synthesise } from '../../src/audio/synthesised/sounds.js';

/** Of all samples of all sounds, in the order of the table: instruments that people saved were made with these. */
const SHA256 = '0ad2db35e8eab90233fdcf634c288bd58303de18376d600ae11ce0589d9ebccc';

const folder = new URL('../../presets/sources/', import.meta.url);
const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer;
const named = (sound: unknown): ArrayBuffer => bytesOf(JSON.stringify({ format: 'alloy-sound', sound }));

describe('sounds that Alloy makes', () => {
  const made = SYNTHESISED.map((name) => ({ name, ...synthesise(name, name) }));

  it.each(made)(
    '$name: is finite, without offset, as loud as its peak allows, and ends in silence',
    ({ samples }) => {
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(20 * Math.log10(peak)).toBeCloseTo(-3, 1);
      const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
      expect(Math.abs(mean)).toBeLessThan(0.002);
      expect(Math.abs(samples.at(-1)!)).toBeLessThan(0.001);
      expect(samples.length / 44_100).toBeLessThanOrEqual(5);
      // in 16 bits: what is finer differs between machines
      expect(samples.every((x) => Number.isInteger(x * 2 ** 15))).toBe(true);
    },
  );

  it('gives the same samples each time', () => {
    const hash = createHash('sha256');
    for (const { samples } of made) hash.update(Int16Array.from(samples, (x) => x * 2 ** 15));
    expect(hash.digest('hex')).toBe(SHA256);
  });

  it('is named in the list of bundled sounds, each with its root', async () => {
    const index = JSON.parse(await readFile(new URL('index.json', folder), 'utf8')) as {
      id: string;
      sound?: string;
      rootMidi: number;
    }[];
    const listed = index.filter(({ sound }) => sound !== undefined);
    expect(listed.map(({ sound }) => sound)).toEqual(SYNTHESISED);
    expect(listed.map(({ rootMidi }) => rootMidi)).toEqual(made.map(({ root }) => root ?? 60));
  });

  it('is read from a file that names it, and from the address of one', async () => {
    const text = decodeURIComponent(soundAddress('tine').replace(/^data:application\/json,/, ''));
    for (const bytes of [named('tine'), bytesOf(text)]) {
      const { channels, sampleRate, fileRoot, format } = await decodeAudio(bytes, 'mine.json');
      expect([sampleRate, fileRoot, format]).toEqual([44_100, 60, 'Alloy sound']);
      expect(channels).toEqual([made.find(({ name }) => name === 'tine')!.samples]);
    }
  });

  it.each([
    ['another name', named('kazoo'), 'does not have'],
    ['a name of every object', named('constructor'), 'does not have'],
    ['no name', named(7), 'names no sound'],
    ['a cut file', bytesOf('{"format":"alloy-sound","so'), 'no JSON'],
    ['a long file', bytesOf(`{"format":"alloy-sound"${' '.repeat(2000)}}`), 'too long'],
  ])('refuses %s', async (_, bytes, why) => {
    await expect(decodeAudio(bytes, 'mine.json')).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining(why) as string,
    });
  });
});
