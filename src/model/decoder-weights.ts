/** Assembles the decoder's layers, as generators take them, from a model's weights. [page] [worker] */
import type { Decoder, Dense } from '../generator/decoder.js';
import type { ModelManifest } from './manifest.js';
import type { Weights } from './weights.js';

/** The decoder as generators want it. */
export function assembleDecoder(manifest: ModelManifest, weights: Weights): Decoder {
  const dense = (name: string): Dense => {
    const w = weights.get(`${name}/W`);
    const [, taps, inputs, outputs] = w.shape as [number, number, number, number];
    return { taps, inputs, outputs, w: w.values, biases: weights.get(`${name}/biases`).values };
  };
  const config = manifest.decoder;
  return {
    config,
    startconv: dense('startconv'),
    startLag: config.pitchLag ? dense('start_lag') : null,
    skipStart: dense('skip_start'),
    layers: config.dilations.map((_, i) => ({
      dilated: dense(`dilatedconv_${i + 1}`),
      res: dense(`res_${i + 1}`),
      skip: dense(`skip_${i + 1}`),
    })),
    out1: dense('out1'),
    logits: dense('logits'),
  };
}
