/** Tests waveform, rainbowgram and embedding pictures. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import '../../../ui/define.js';
import { loadParts } from '../../../ui/parts.js';
import { Peaks } from '../../../ui/pictures/peaks.js';
import { RainbowColumns } from '../../../ui/pictures/rainbow-columns.js';
import { tone } from './fixture.js';
import { frames } from './stage.js';

beforeAll(loadParts);

const RATE = 16000;

/** All columns of a clip that grows in steps to `samples`. */
async function drawn(samples: Float32Array, steps: readonly number[]): Promise<RainbowColumns> {
  let came = (): void => undefined;
  const columns = new RainbowColumns(() => came());
  for (const length of steps) {
    columns.update(samples.subarray(0, length), RATE, samples.length);
    const enough = (): boolean =>
      columns.done >= Math.floor((columns.columns * length) / samples.length) - 24;
    while (!enough()) await new Promise<void>((resolve) => (came = resolve));
  }
  while (columns.done < columns.columns) await new Promise<void>((resolve) => (came = resolve));
  return columns;
}

describe('the outline of a long sound', () => {
  it('is taken a part at a time, and is the same in the end', () => {
    const minute = Float32Array.from({ length: 60 * 96000 }, (_, i) => Math.sin(i / 50) * (i / 6e6));
    const peaks = new Peaks();
    let calls = 1;
    while (peaks.update(minute)) calls++;
    expect(calls).toBeGreaterThan(2);
    const { max } = peaks.column(minute.length - 48000, minute.length);
    expect(max).toBeCloseTo(0.96, 2);
    expect(peaks.update(minute)).toBe(false);
  });
});

describe('rainbowgrams', () => {
  it('of a clip that grew is that of the whole', async () => {
    const samples = tone(60, 0.01, 0.8, 2);
    const whole = await drawn(samples, [samples.length]);
    const grown = await drawn(samples, [5000, 12000, 12300, 25000, samples.length]);
    expect(whole.columns).toBeGreaterThan(200);
    expect(grown.levels).toEqual(whole.levels);
    expect(grown.hues).toEqual(whole.hues);
  });

  it('of another clip in the same place is its own', async () => {
    const samples = tone(48, 0.2, 0.8, 1);
    let came = (): void => undefined;
    const second = new RainbowColumns(() => came());
    second.update(tone(72, 0.01, 0.8, 1), RATE, RATE);
    second.update(samples, RATE, RATE);
    while (second.done < second.columns) await new Promise<void>((resolve) => (came = resolve));
    expect(second.levels).toEqual((await drawn(samples, [RATE])).levels);
  });
});

describe('a picture that stands alone', () => {
  const alone = document.createElement('alloy-rainbowgram') as HTMLElementTagNameMap['alloy-rainbowgram'];

  beforeEach(() => {
    document.body.replaceChildren(alone);
  });
  afterEach(() => alone.remove());

  /** Hue (degrees) of each bright pixel of a column, by its row; `at` 0 to 1. */
  function hues(at: number): Map<number, number> {
    const canvas = alone.shadowRoot!.querySelector('canvas')!;
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(Math.floor(width * at), 0, 1, height);
    const found = new Map<number, number>();
    for (let y = 0; y < height; y++) {
      const [r, g, b, alpha] = [...data.subarray(y * 4, y * 4 + 4)] as [number, number, number, number];
      if (alpha < 120) continue;
      found.set(y, (Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI);
    }
    return found;
  }

  it('draws a tone as stripes, each of one colour, on its own', async () => {
    alone.audio = { sampleRate: RATE, samples: tone(58, 0.001, 100, 2) };
    alone.style.width = '300px';
    while ((await alone.updateComplete, hues(0.7).size < 4)) await frames(1);
    const [early, late] = [hues(0.3), hues(0.7)];
    const both = [...early.keys()].filter((row) => late.has(row));
    expect(both.length).toBeGreaterThan(4);
    const turned = both.map((row) => Math.abs(((early.get(row)! - late.get(row)! + 540) % 360) - 180));
    expect(Math.max(...turned)).toBeLessThan(15);
    const spread = both.map((row) => early.get(row)!);
    expect(Math.max(...spread) - Math.min(...spread)).toBeGreaterThan(60); // partials differ
    const color = getComputedStyle(alone).getPropertyValue('--alloy-a');
    expect(color).toContain('oklch');
  });

  it('takes colours that the page sets', () => {
    alone.style.setProperty('--alloy-a', 'gold');
    expect(getComputedStyle(alone).getPropertyValue('--alloy-a')).toBe('gold');
    alone.style.removeProperty('--alloy-a');
  });

  it('inherits them where something around it carries them', () => {
    const around = document.createElement('alloy-clip-list');
    document.body.append(around);
    around.style.setProperty('--alloy-b', 'navy');
    around.shadowRoot!.append(alone);
    expect(getComputedStyle(alone).getPropertyValue('--alloy-b')).toBe('navy');
    document.body.append(alone);
    expect(getComputedStyle(alone).getPropertyValue('--alloy-b')).toContain('oklch');
  });
});
