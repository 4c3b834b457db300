/** Paints rainbowgrams and embeddings side by side, as bytes of red, green and blue. */
import { FLOOR_DB, rainbowgram } from '../../src/audio/rainbowgram.js';
import type { TimbreTrack } from '../../src/timbre/embedding.js';
import type { Hertz } from '../../src/units.js';

/** Columns of one sound, the gap to the next, and the height of one value of an embedding. */
const WIDTH = 110;
const GAP = 6;
const CELL = 4;
/** What lies further below the loudest is not shown. */
const RANGE_DB = 70;
/** Paper between the pictures. */
const PAPER = [24, 24, 27] as const;

export interface Pictured {
  readonly samples: Float32Array;
  /** Null leaves its place empty. */
  readonly timbre: TimbreTrack | null;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** One row: each sound's rainbowgram, its embedding's values over time below. */
export function blendPicture(sounds: readonly Pictured[], sampleRate: Hertz): Picture {
  const grams = sounds.map(({ samples }) => {
    const step = samples.length / WIDTH;
    return rainbowgram({ samples, sampleRate, start: 0, from: 0, to: WIDTH, step });
  });
  const rows = grams[0]!.rows;
  const channels = Math.max(0, ...sounds.map(({ timbre }) => timbre?.channels ?? 0));
  const [width, height] = [sounds.length * (WIDTH + GAP) - GAP, rows + GAP + CELL * channels];
  const pixels = new Uint8Array(3 * width * height);
  const brightest = Math.max(1e-6, ...sounds.map(({ timbre }) => (timbre ? highOf(timbre.values) : 0)));
  for (let i = 0; i < pixels.length; i++) pixels[i] = PAPER[i % 3]!;
  const put = (x: number, y: number, color: readonly number[]): void =>
    pixels.set(color, 3 * (y * width + x));
  for (const [n, { timbre }] of sounds.entries()) {
    const [left, { levels, hues }] = [n * (WIDTH + GAP), grams[n]!];
    const peak = levels.reduce((a, b) => Math.max(a, b), 0);
    const steps = (255 * RANGE_DB) / -FLOOR_DB;
    for (let x = 0; x < WIDTH; x++) {
      for (let row = 0; row < rows; row++) {
        const light = Math.max(0, 1 - (peak - levels[x * rows + row]!) / steps) ** 1.6;
        put(left + x, rows - 1 - row, shade(hues[x * rows + row]! / 256, light));
      }
      if (!timbre) continue;
      const frame = Math.min(timbre.frames - 1, Math.floor((x * timbre.frames) / WIDTH));
      for (let y = 0; y < CELL * timbre.channels; y++) {
        const value = timbre.values[frame * timbre.channels + Math.floor(y / CELL)]! / brightest;
        put(left + x, rows + GAP + y, signed(value));
      }
    }
  }
  return { width, height, pixels };
}

/** The size that 98 % of the values lie below: single frames of an attack do not darken the rest. */
function highOf(values: Float32Array): number {
  const sizes = values.map(Math.abs).sort();
  return sizes[Math.floor(0.98 * (sizes.length - 1))] ?? 0;
}

/** A colour of a circle whose colours are equally light (oklch, as the instrument has it), over the paper. */
function shade(turn: number, light: number): readonly number[] {
  const angle = ((75 - 360 * turn) * Math.PI) / 180;
  const [a, b] = [0.14 * Math.cos(angle), 0.14 * Math.sin(angle)];
  const color = oklab(0.8, a, b);
  return color.map((value, i) => Math.round(PAPER[i]! + light * (value - PAPER[i]!)));
}

function oklab(lightness: number, a: number, b: number): readonly number[] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
  return linear.map((value) => {
    const x = Math.min(1, Math.max(0, value));
    return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  });
}

/** Below zero blue, above it straw. */
function signed(value: number): readonly number[] {
  const share = Math.min(1, Math.abs(value));
  const color = value < 0 ? [90, 160, 255] : [255, 205, 110];
  return color.map((end, i) => Math.round(PAPER[i]! + share * (end - PAPER[i]!)));
}
