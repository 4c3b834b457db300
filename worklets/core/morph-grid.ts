/** Finds the layers around a place in the mix, and their weights. [audio; allocates when made] */
import type { ZoneLoop } from '../../src/protocol.js';
import type { Gain01, Samples } from '../../src/units.js';
import { LAYERS } from './constants.js';
import type { Zone } from './zone.js';

/** Mix positions nearer than this count as one. */
const SAME_PLACE = 1e-6;

interface Line {
  readonly y: Gain01;
  /** By x. */
  readonly zones: readonly Zone[];
}

/**
 * A mix position and the layers there: up to four zones and their weights, which add up to 1. The position is in fields
 * because a fraction that is passed to a function may be boxed. [audio]
 */
export class Blend {
  x: Gain01 = 0;
  y: Gain01 = 0;
  readonly zones: (Zone | null)[] = new Array<Zone | null>(LAYERS).fill(null);
  readonly weights = new Float64Array(LAYERS);
  count = 0;

  /** Lets the zones go, for the garbage collector. */
  clear(): void {
    this.zones.fill(null);
    this.count = 0;
  }
}

/**
 * Layers of one key zone that share length, rate and loop. Immutable: when layers come or go a new grid is made, and
 * readers crossfade to it. Weights are bilinear between the lines of equal y, linear within a line, and constant beyond
 * the outermost layers. [audio]
 */
export class MorphGrid {
  readonly #lines: readonly Line[];
  /** One of its zones, for the values that all share. */
  readonly any: Zone;
  /** Length of each layer in samples; of the longest one where they loop. */
  readonly length: Samples;
  /** The loop that all layers share; null when there is none, or before all samples have arrived. */
  readonly loop: ZoneLoop | null;
  /** Lowest decay rate of its layers from the loop's start on: see Zone. */
  readonly decayNepers: number;

  /** @param zones one or more, all alike: see `alike`. */
  constructor(zones: readonly Zone[]) {
    const lines: { y: Gain01; zones: Zone[] }[] = [];
    for (const zone of [...zones].sort((a, b) => a.y - b.y || a.x - b.x)) {
      const line = lines.at(-1);
      if (line !== undefined && zone.y - line.y < SAME_PLACE) line.zones.push(zone);
      else lines.push({ y: zone.y, zones: [zone] });
    }
    for (const line of lines) line.zones.sort((a, b) => a.x - b.x);
    this.#lines = lines;
    this.any = zones[0]!;
    this.loop = zones.every(({ complete }) => complete) ? this.any.loop : null;
    this.decayNepers = Math.min(...zones.map(({ decayNepers }) => decayNepers));
    this.length = Math.max(...zones.map(({ length }) => length));
  }

  /** Samples that have arrived in all of its layers. */
  get available(): Samples {
    let least = Infinity;
    for (const line of this.#lines) {
      for (const zone of line.zones) if (!zone.complete) least = Math.min(least, zone.available);
    }
    return least;
  }

  /** Same layers, in the same places. */
  equals(zones: readonly Zone[]): boolean {
    let count = 0;
    for (const line of this.#lines) {
      for (const zone of line.zones) if (!zones.includes(zone)) return false;
      count += line.zones.length;
    }
    return count === zones.length;
  }

  /** Squared distance of the nearest layer from a mix position. */
  distance(x: Gain01, y: Gain01): number {
    let least = Infinity;
    for (const line of this.#lines) {
      for (const zone of line.zones) least = Math.min(least, (zone.x - x) ** 2 + (zone.y - y) ** 2);
    }
    return least;
  }

  /** Sets the blend's zones and weights for its position. */
  locate(blend: Blend): void {
    blend.count = 0;
    const lines = this.#lines;
    const { y } = blend;
    let above = 0;
    while (above + 1 < lines.length && lines[above + 1]!.y <= y) above++;
    const upper = lines[above]!;
    const lower = lines[above + 1];
    addLine(upper, blend);
    if (lower === undefined || y <= upper.y) return;
    const part = (y - upper.y) / (lower.y - upper.y);
    const { weights, count } = blend;
    for (let layer = 0; layer < count; layer++) weights[layer]! *= 1 - part;
    addLine(lower, blend);
    for (let layer = count; layer < blend.count; layer++) weights[layer]! *= part;
  }
}

/** Adds the zones of one line, with weights that add up to 1. */
function addLine({ zones }: Line, blend: Blend): void {
  const { x } = blend;
  let at = 0;
  while (at + 1 < zones.length && zones[at + 1]!.x <= x) at++;
  const left = zones[at]!;
  const right = zones[at + 1];
  const part = right === undefined || x <= left.x ? 0 : (x - left.x) / (right.x - left.x);
  blend.zones[blend.count] = left;
  blend.weights[blend.count++] = 1 - part;
  if (part === 0) return;
  blend.zones[blend.count] = right!;
  blend.weights[blend.count++] = part;
}
