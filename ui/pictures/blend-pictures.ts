import { mixWeights } from '../../src/instrument/plan.js';
import type { EmbeddingPicture, MixPosition } from '../../src/instrument/state.js';

/** Smallest and largest value that a heat map shows. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Of all pictures together, so that they can be compared. */
export function rangeOf(pictures: readonly EmbeddingPicture[]): ValueRange {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of pictures) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low < high ? { low, high } : { low: low - 1, high: low + 1 };
}

/**
 * The embeddings of the sources, blended as a render blends their timbres: linear; a shorter one holds its last frame.
 * @param pictures one a source, of one model.
 * @param weights one a source; they sum to 1.
 */
export function blendPictures(
  pictures: readonly EmbeddingPicture[],
  weights: readonly number[],
): EmbeddingPicture {
  const channels = pictures[0]!.channels;
  const frames = Math.max(...pictures.map((picture) => picture.frames));
  const values = new Float32Array(frames * channels);
  pictures.forEach((picture, source) => {
    const weight = weights[source]!;
    for (let i = 0; i < values.length; i++) {
      const frame = Math.min(picture.frames - 1, Math.floor(i / channels));
      values[i]! += weight * picture.values[frame * channels + (i % channels)]!;
    }
  });
  return { frames, channels, values };
}

/** What an embedding is on the average of its time: one frame. */
function meanOf({ frames, channels, values }: EmbeddingPicture): EmbeddingPicture {
  const mean = new Float32Array(channels);
  for (let i = 0; i < values.length; i++) mean[i % channels]! += values[i]! / frames;
  return { frames: 1, channels, values: mean };
}

/** The way from the left edge of the mix to the right one, at the height of `mix`: a frame for each of `steps` places. */
export function blendAcross(
  pictures: readonly EmbeddingPicture[],
  { y }: MixPosition,
  steps: number,
): EmbeddingPicture {
  const means = pictures.map(meanOf);
  const channels = means[0]!.channels;
  const values = new Float32Array(steps * channels);
  for (let step = 0; step < steps; step++) {
    const weights = mixWeights(means.length, step / (steps - 1), y);
    values.set(blendPictures(means, weights).values, step * channels);
  }
  return { frames: steps, channels, values };
}
