/** Assembles the decoder's layers, as generators take them, from a model's weights. [page] [worker] */
import type { Decoder, Dense } from '../generator/decoder.js';
import type { ModelManifest } from './manifest.js';
import type { Weights } from './weights.js';

/** The decoder as generators want it. */
export function assembleDecoder(manifest: ModelManifest, weights: Weights): Decoder {
  const dense = (name: string): Dense => {
    const weight = weights.get(`${name}/W`);
    const [, taps, inputs, outputs] = weight.shape as [number, number, number, number];
    const biases = weights.get(`${name}/biases`).values;
    return {
      ...{ taps, inputs, outputs, biases },
      get w() {
        return weight.values;
      },
    };
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
