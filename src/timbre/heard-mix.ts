/** Computes the weights of rendered mixes at a mix position: pure functions, for the player and for clips. */
import { gainedWeights, type MixPosition } from './mix.js';

/** Positions nearer than this count as one. */
const SAME_PLACE = 1e-6;

/**
 * Converts the mix position to the one that is heard with gains: the position whose weights without gains equal the
 * weights with gains, so that a gain morphs among the rendered mixes. With four sources a plane cannot have every four
 * weights; left against right and above against below then follow the gains.
 * @param gains linear, one a source.
 */
export function heardMix(gains: readonly number[], mix: MixPosition): MixPosition {
  if (gains.length < 2) return mix;
  const [a = 0, b = 0, c = 0, d = 0] = gainedWeights(gains, mix.x, mix.y);
  switch (gains.length) {
    case 2:
      return { x: b, y: mix.y };
    case 3:
      return { x: a + b > 0 ? b / (a + b) : mix.x, y: c };
    default:
      return { x: b + d, y: c + d };
  }
}

/** The inverse: the mix position whose heard position is given. */
export function mixHeardAt(gains: readonly number[], heard: MixPosition): MixPosition {
  return heardMix(
    gains.map((gain) => (gain > 0 ? 1 / gain : 0)),
    heard,
  );
}

/**
 * Weights of the rendered places at a mix position; they add up to 1. Bilinear between lines of equal y, linear within
 * a line, constant beyond its outermost places: as the player mixes the layers of a root.
 */
export function placeWeights(places: readonly MixPosition[], mix: MixPosition): readonly number[] {
  const weights = places.map(() => 0);
  const lines = linesOf(places);
  if (lines.length === 0) return weights;
  const above = Math.max(
    0,
    lines.findLastIndex(({ y }) => y <= mix.y),
  );
  const [upper, lower] = [lines[above]!, lines[above + 1]];
  const part = lower && mix.y > upper.y ? (mix.y - upper.y) / (lower.y - upper.y) : 0;
  addLine(weights, places, upper.indices, mix.x, 1 - part);
  if (lower && part > 0) addLine(weights, places, lower.indices, mix.x, part);
  return weights;
}

interface Line {
  readonly y: number;
  /** Of its places, by x. */
  readonly indices: number[];
}

function linesOf(places: readonly MixPosition[]): Line[] {
  const order = [...places.keys()].sort((i, j) => places[i]!.y - places[j]!.y || places[i]!.x - places[j]!.x);
  const lines: Line[] = [];
  for (const index of order) {
    const line = lines.at(-1);
    if (line && places[index]!.y - line.y < SAME_PLACE) line.indices.push(index);
    else lines.push({ y: places[index]!.y, indices: [index] });
  }
  for (const { indices } of lines) indices.sort((i, j) => places[i]!.x - places[j]!.x);
  return lines;
}

function addLine(
  weights: number[],
  places: readonly MixPosition[],
  indices: readonly number[],
  x: number,
  share: number,
): void {
  const at = Math.max(
    0,
    indices.findLastIndex((index) => places[index]!.x <= x),
  );
  const [left, right] = [indices[at]!, indices[at + 1]];
  const from = places[left]!.x;
  const part = right === undefined || x <= from ? 0 : (x - from) / (places[right]!.x - from);
  weights[left]! += share * (1 - part);
  if (right !== undefined && part > 0) weights[right]! += share * part;
}
