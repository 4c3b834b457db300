/** Computes heat maps of blended embeddings. */
import { mixWeights } from '../../src/instrument/state/plan.js';
import type { EmbeddingPicture, MixPosition } from '../../src/instrument/state/state.js';

/** For each channel, the values that a heat map shows darkest and brightest. */
export interface ValueRange {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Least range of a channel, as a share of the widest channel's range: narrower ones are not magnified further. */
const LEAST_SHARE = 0.1;

/**
 * Each channel's own range, over all pictures together: channels lie far apart, and what tells two sounds from each other
 * is how each channel moves. @param pictures of one model.
 */
export function rangeOf(pictures: readonly EmbeddingPicture[]): ValueRange {
  const channels = pictures[0]?.channels ?? 0;
  const low = new Float32Array(channels).fill(Infinity);
  const high = new Float32Array(channels).fill(-Infinity);
  for (const { values } of pictures) {
    for (let i = 0; i < values.length; i++) {
      const channel = i % channels;
      low[channel] = Math.min(low[channel]!, values[i]!);
      high[channel] = Math.max(high[channel]!, values[i]!);
    }
  }
  const most = low.reduce((widest, from, channel) => Math.max(widest, high[channel]! - from), 0);
  for (let channel = 0; channel < channels; channel++) {
    const missing = Math.max(1e-6, most * LEAST_SHARE) - (high[channel]! - low[channel]!);
    if (missing <= 0) continue;
    low[channel]! -= missing / 2;
    high[channel]! += missing / 2;
  }
  return { low, high };
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

/** Time average of an embedding: one frame. */
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
