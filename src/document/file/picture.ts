/** Paints the picture of an instrument file: a rainbowgram of one of its notes, 256 × 256 pixels, as PNG. */
import { decimate } from '../../audio/decimate.js';
import type { FLOOR_DB as Floor, Rainbowgram } from '../../audio/rainbowgram.js';
import type { MixPosition } from '../../timbre/mix.js';
import { mixLayers } from '../../timbre/mix-layers.js';
import type { Decibels, Hertz, Samples } from '../../units.js';
import type { FileZones } from './instrument-file.js';

/** Pixels of a side. */
export const PICTURE_SIZE = 256;
/** Of `Rainbowgram.levels`: apart from rainbowgram.ts, whose transform a page has in a worker. */
const FLOOR_DB: typeof Floor = -102;
/** Half of it is above the highest row, A8: more would be transformed for nothing. */
const LEAST_RATE: Hertz = 15_000;
/** As in the page: what lies further below the loudest is not shown. */
const RANGE_DB: Decibels = 70;
/** Levels between nothing and the loudest become light by this power: quiet partials stay in sight, noise does not. */
const LIGHT_POWER = 1.6;
/** Colours around, and steps of light from nothing on: as many together as a PNG names by one byte a pixel. */
const HUES = 16;
const LIGHTS = 16;
/** OKLCH of the colours: those of tempered metal, equally light all around, from straw on; and of what is behind them. */
const COLOR = { lightness: 0.8, chroma: 0.14, first: 75 } as const;
const BEHIND = { lightness: 0.17, chroma: 0.012, hue: 60 } as const;

/** What is painted of rendered notes. */
export interface PictureSound {
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
  /** Samples from one column to the next. */
  readonly step: Samples;
}

/** The note in the middle of the keys at the mix, until it has decayed; null where nothing is rendered. */
export function pictureSound({ keyZones }: FileZones, mix: MixPosition): PictureSound | null {
  const keyZone = keyZones[keyZones.length >> 1];
  if (!keyZone) return null;
  const { layers } = keyZone;
  const places = { places: layers, samples: layers.map((layer) => layer.samples) };
  const mixed = mixLayers({ ...places, sampleRate: keyZone.sampleRate }, mix);
  const { samples, sampleRate } = decimate(mixed, keyZone.sampleRate, LEAST_RATE);
  return { samples, sampleRate, step: Math.max(1, Math.round(samples.length / PICTURE_SIZE)) };
}

/** The picture of a rainbowgram of PICTURE_SIZE moments, as bytes of a PNG. */
export async function paintPicture({ rows, levels, hues }: Rainbowgram): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  const peak = levels.reduce((most, level) => Math.max(most, level), 0);
  const data = new Uint8Array(PICTURE_SIZE * PICTURE_SIZE);
  for (let line = 0; line < PICTURE_SIZE; line++) {
    const row = Math.floor(((PICTURE_SIZE - 1 - line) * rows) / PICTURE_SIZE);
    for (let column = 0; column < PICTURE_SIZE; column++) {
      const at = column * rows + row;
      const light = Math.round((LIGHTS - 1) * lightOf(levels[at]!, peak));
      const hue = light === 0 ? 0 : (hues[at]! * HUES) >> 8; // what is dark has no colour
      data[line * PICTURE_SIZE + column] = hue * LIGHTS + light;
    }
  }
  const size = { width: PICTURE_SIZE, height: PICTURE_SIZE } as const;
  return encode({ ...size, data, depth: 8, channels: 1, palette: palette() }, { zlib: { level: 9 } });
}

/** 0 to 1. */
function lightOf(level: number, peak: number): number {
  const steps = (255 * RANGE_DB) / -FLOOR_DB;
  return Math.min(1, Math.max(0, 1 - (peak - level) / steps)) ** LIGHT_POWER;
}

/** Red, green and blue, 0 to 255, by hue and light. */
function palette(): number[][] {
  const behind = rgbOf(BEHIND);
  return Array.from({ length: HUES }, (_, hue) => {
    const { lightness, chroma, first } = COLOR;
    const color = rgbOf({ lightness, chroma, hue: first - (360 * (hue + 0.5)) / HUES });
    return Array.from({ length: LIGHTS }, (_, light) => {
      const share = light / (LIGHTS - 1);
      return color.map((value, i) => Math.round(behind[i]! + share * (value - behind[i]!)));
    });
  }).flat();
}

/** OKLCH to sRGB (Ottosson 2020), 0 to 255; what lies outside is cut. */
function rgbOf({
  lightness,
  chroma,
  hue,
}: {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}): number[] {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((x) => {
    const within = Math.min(1, Math.max(0, x));
    return 255 * (within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055);
  });
}
