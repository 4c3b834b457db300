/** Floor 1, the spectral envelope drawn in straight lines over dB (Vorbis I, section 7.2). */
import type { LittleBitReader } from './bits.js';
import type { Codebook } from './vorbis-codebook.js';

interface FloorClass {
  readonly dimensions: number;
  readonly subclassBits: number;
  readonly masterBook: number;
  /** −1: none. */
  readonly books: readonly number[];
}

export interface Floor {
  readonly partitions: readonly FloorClass[];
  readonly multiplier: number;
  readonly positions: readonly number[];
  /** Indices of `positions`, by position. */
  readonly order: readonly number[];
  /** For each position but the first two, the nearest earlier ones below and above. */
  readonly neighbours: readonly (readonly [number, number])[];
}

const RANGES = [256, 128, 86, 64];

export function readFloor(reader: LittleBitReader): Floor {
  if (reader.unsigned(16) !== 1) throw new RangeError('floor 0, which no encoder has made since 2001');
  const classOf = Array.from({ length: reader.unsigned(5) }, () => reader.unsigned(4));
  const classes = Array.from({ length: Math.max(-1, ...classOf) + 1 }, () => readClass(reader));
  const partitions = classOf.map((index) => classes[index]!);
  const multiplier = reader.unsigned(2) + 1;
  const bits = reader.unsigned(4);
  const positions = [0, 2 ** bits];
  for (const { dimensions } of partitions) {
    for (let i = 0; i < dimensions; i++) positions.push(reader.unsigned(bits));
  }
  const order = [...positions.keys()].sort((a, b) => positions[a]! - positions[b]!);
  const neighbours = positions.map(
    (_, i) => [neighbour(positions, i, -1), neighbour(positions, i, 1)] as const,
  );
  return { partitions, multiplier, positions, order, neighbours };
}

function readClass(reader: LittleBitReader): FloorClass {
  const dimensions = reader.unsigned(3) + 1;
  const subclassBits = reader.unsigned(2);
  const masterBook = subclassBits > 0 ? reader.unsigned(8) : -1;
  const books = Array.from({ length: 2 ** subclassBits }, () => reader.unsigned(8) - 1);
  return { dimensions, subclassBits, masterBook, books };
}

/** Among the positions before `index`, the nearest one below (−1) or above (1) it. */
function neighbour(positions: readonly number[], index: number, side: -1 | 1): number {
  let best = side < 0 ? 0 : 1;
  for (let i = 0; i < index; i++) {
    const distance = (positions[i]! - positions[index]!) * side;
    if (distance > 0 && distance < (positions[best]! - positions[index]!) * side) best = i;
  }
  return best;
}

/** The floor's points as coded, or null for a channel that is silent in this packet. */
export function readFloorPoints(
  reader: LittleBitReader,
  floor: Floor,
  books: readonly Codebook[],
): number[] | null {
  if (!reader.bit()) return null;
  const bits = 32 - Math.clz32(RANGES[floor.multiplier - 1]! - 1);
  const points = [reader.unsigned(bits), reader.unsigned(bits)];
  for (const { dimensions, subclassBits, masterBook, books: subBooks } of floor.partitions) {
    let choice = masterBook >= 0 ? books[masterBook]!.read(reader) : 0;
    for (let i = 0; i < dimensions; i++) {
      const book = subBooks[choice % 2 ** subclassBits]!;
      choice >>= subclassBits;
      points.push(book >= 0 ? books[book]!.read(reader) : 0);
    }
  }
  return points;
}

/** Multiplies `length` spectral values by the curve through the points. */
export function applyFloor(
  floor: Floor,
  points: readonly number[],
  spectrum: Float64Array,
  length: number,
): void {
  const { levels, drawn } = unwrap(floor, points);
  const { positions, order, multiplier } = floor;
  let x = 0;
  let y = levels[order[0]!]! * multiplier;
  for (const index of order.slice(1)) {
    if (!drawn[index]) continue;
    const nextX = positions[index]!;
    const nextY = levels[index]! * multiplier;
    drawLine(spectrum, x, y, nextX, nextY, length);
    x = nextX;
    y = nextY;
  }
  for (; x < length; x++) spectrum[x]! *= decibelStep(y);
}

/** Undoes the prediction of each point from its neighbours. */
function unwrap(floor: Floor, points: readonly number[]): { levels: number[]; drawn: boolean[] } {
  const range = RANGES[floor.multiplier - 1]!;
  const levels = points.slice(0, 2);
  const drawn = [true, true];
  for (let i = 2; i < points.length; i++) {
    const [low, high] = floor.neighbours[i]!;
    const predicted = pointOnLine(floor.positions, levels, low, high, floor.positions[i]!);
    const value = points[i]!;
    const above = range - predicted;
    const room = 2 * Math.min(above, predicted);
    drawn.push(value !== 0);
    if (value === 0) {
      levels.push(predicted);
      continue;
    }
    drawn[low] = true;
    drawn[high] = true;
    if (value >= room) levels.push(above > predicted ? value : range - 1 - value);
    else levels.push(value % 2 === 1 ? predicted - (value + 1) / 2 : predicted + value / 2);
  }
  return { levels, drawn };
}

function pointOnLine(
  positions: readonly number[],
  levels: readonly number[],
  low: number,
  high: number,
  x: number,
): number {
  const [x0, y0] = [positions[low]!, levels[low]!];
  const rise = levels[high]! - y0;
  const offset = Math.floor((Math.abs(rise) * (x - x0)) / (positions[high]! - x0));
  return rise < 0 ? y0 - offset : y0 + offset;
}

/** The specification's integer line: every decoder must draw the same steps. */
function drawLine(
  spectrum: Float64Array,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  length: number,
): void {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const base = Math.trunc(dy / dx);
  const rest = Math.abs(dy) - Math.abs(base) * dx;
  const step = dy < 0 ? base - 1 : base + 1;
  let y = y0;
  let error = 0;
  for (let x = x0; x < Math.min(x1, length); x++) {
    spectrum[x]! *= decibelStep(y);
    error += rest;
    const over = error >= dx;
    if (over) error -= dx;
    y += over ? step : base;
  }
}

/** Steps of 140/256 dB, 255 the loudest, 0 dB: the specification's floor1_inverse_dB_table. */
const DECIBEL_STEPS = Float64Array.from({ length: 256 }, (_, i) => 10 ** (((i - 255) * 140) / 256 / 20));

function decibelStep(level: number): number {
  return DECIBEL_STEPS[Math.min(255, Math.max(0, level))]!;
}
