/** Tests pictures of instrument files: what is seen in them, how large they are, and what is taken for one. */
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { drawPicture } from '../../../src/document/file/draw-picture.js';
import type { FileZones } from '../../../src/document/file/instrument-file.js';
import { isPicture } from '../../../src/document/file/known-picture.js';
import { smallInstrument } from './instruments.js';

const RATE = 16_000;
const SIDE = 256;

/** One key, two mixes: a tone each. */
function zonesOf(low: number, high: number): FileZones {
  const tone = (hertz: number): Float32Array =>
    Float32Array.from({ length: RATE }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / RATE));
  const layers = [low, high].map((hertz, x) => ({
    x,
    y: 0,
    decayRate: 0,
    target: null,
    samples: tone(hertz),
  }));
  return { conditioning: 1, keyZones: [{ rootMidi: 60, sampleRate: RATE, loop: null, layers }] };
}

/** The line with most light in it, from 0 at the top. */
function brightest(png: Uint8Array): number {
  const { width, height, channels, data, palette } = decode(png);
  expect([width, height, channels]).toEqual([SIDE, SIDE, 1]);
  const lightOf = (color: number): number => palette![color]!.reduce((sum, x) => sum + x);
  const lights = Array.from({ length: SIDE }, (_, line) =>
    Array.from(data.subarray(SIDE * line, SIDE * (line + 1)), lightOf).reduce((sum, x) => sum + x),
  );
  return lights.indexOf(Math.max(...lights));
}

/** Of a frequency: 36 rows an octave from A1 on. */
const lineOf = (hertz: number): number => SIDE - 1 - (36 * Math.log2(hertz / 55) * SIDE) / 252;

describe('the picture of an instrument', () => {
  it('shows the note of the mix, frequency upward, and is the same bytes each time', async () => {
    const zones = zonesOf(220, 1760);
    const pictures = await Promise.all([0.2, 0.9, 0.2].map((x) => drawPicture(zones, { x, y: 0 })));
    const [low, high, again] = pictures as Uint8Array[];
    expect(Math.abs(brightest(low!) - lineOf(220))).toBeLessThan(3);
    expect(Math.abs(brightest(high!) - lineOf(1760))).toBeLessThan(3);
    expect(again).toEqual(low);
    expect([isPicture(low!), low!.length < 60_000]).toEqual([true, true]);
  });

  it('is none where nothing is rendered, and is drawn of the shortest note', async () => {
    expect(await drawPicture({ conditioning: 1, keyZones: [] }, { x: 0, y: 0 })).toBe(null);
    expect(isPicture((await drawPicture(smallInstrument('a', 20).zones!, { x: 0, y: 0 }))!)).toBe(true);
  });

  it('is told from what is none, before anything of it is unpacked', async () => {
    const real = (await drawPicture(zonesOf(220, 440), { x: 0, y: 0 }))!;
    const huge = real.slice();
    new DataView(huge.buffer).setUint32(16, 60_000);
    const long = new Uint8Array(2 ** 19 + 1);
    long.set(real);
    for (const bytes of [new Uint8Array(0), real.slice(0, 20), huge, long, real.map((x) => x ^ 1)])
      expect(isPicture(bytes)).toBe(false);
  });
});
