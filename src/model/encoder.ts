/**
 * Runs both kinds of encoder on tfjs. Weights are uploaded for each call: that costs little beside the convolutions,
 * leaks nothing, and survives a lost device.
 */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { logMel } from '../audio/logmel.js';
import { compand } from '../audio/mulaw.js';
import type { TimbreTrack } from '../timbre/embedding.js';
import type { Samples } from '../units.js';
import type { LogMelEncoderConfig, ModelManifest, WaveformEncoderConfig } from './manifest.js';
import type { Tfjs } from './tensors.js';
import type { Weights } from './weights.js';

/**
 * Timbre of a sound.
 * @param samples mono at the model's rate, peak as the manifest says; at least one.
 * @returns ⌈length / hop⌉ frames.
 */
export async function encodeTimbre(
  tf: Tfjs,
  samples: Float32Array,
  { encoder, sampleRate }: ModelManifest,
  weights: Weights,
): Promise<TimbreTrack> {
  const embedding =
    encoder.kind === 'log-mel'
      ? encodeLogMel(tf, samples, encoder, sampleRate, weights)
      : encodeWaveform(tf, samples, encoder, weights);
  try {
    const frames = embedding.shape[1];
    const values = Float32Array.from(await embedding.data());
    return { frames, channels: encoder.embedding, hop: encoder.hop, values };
  } finally {
    embedding.dispose();
  }
}

/** Log-mel frames through convolutions over time, each with zero padding and an exact GELU. [1, frames, 16] */
function encodeLogMel(
  tf: Tfjs,
  samples: Float32Array,
  config: LogMelEncoderConfig,
  sampleRate: number,
  weights: Weights,
): Tensor3D {
  const { frames, bands, values } = logMel(samples, { ...config, sampleRate });
  return tf.tidy(() => {
    let x = tf.tensor(values, [1, frames, bands]) as Tensor3D;
    for (let n = 1; n <= config.layers; n++) x = gelu(tf, convolve(tf, x, weights, `mel_conv_${n}`));
    return convolve(tf, x, weights, 'mel_bottleneck');
  });
}

/**
 * NSynth's temporal encoder: e += conv1×1(relu(dilatedConv3(relu(e)))), not causal, zero padding, and the mean
 * of the bottleneck over each hop. The sound is padded with silence to whole hops. [1, frames, 16]
 */
function encodeWaveform(
  tf: Tfjs,
  samples: Float32Array,
  config: WaveformEncoderConfig,
  weights: Weights,
): Tensor3D {
  const { hop, layers, layersPerStage, embedding } = config;
  const frames = Math.ceil(samples.length / hop);
  const input = new Float32Array(frames * hop);
  input.set(samples.map(muLawInput));
  let e = tf.tidy(() =>
    convolve(tf, tf.tensor(input, [1, input.length, 1]) as Tensor3D, weights, 'ae_startconv'),
  );
  for (let n = 1; n <= layers; n++) {
    const next = tf.tidy(() => {
      const d = convolve(tf, tf.relu(e), weights, `ae_dilatedconv_${n}`, 2 ** ((n - 1) % layersPerStage));
      return tf.add<Tensor3D>(e, convolve(tf, tf.relu(d), weights, `ae_res_${n}`));
    });
    tf.dispose(e); // at once: a layer of a long sound is tens of megabytes
    e = next;
  }
  const pooled = tf.tidy(() => {
    const z = convolve(tf, e, weights, 'ae_bottleneck');
    const means = tf.mean(tf.reshape(z, [frames, hop, embedding]), 1);
    return tf.reshape(means, [1, frames, embedding]) as Tensor3D;
  });
  tf.dispose(e);
  return pooled;
}

/** What NSynth's nets see of a sample: its mu-law code −128…127 over 128. */
function muLawInput(x: number): number {
  return Math.min(127, Math.max(-128, Math.floor(128 * compand(x)))) / 128;
}

/** A convolution over time with zero padding: [1, time, in] → [1, time, out]. */
function convolve(tf: Tfjs, x: Tensor3D, weights: Weights, name: string, dilation: Samples = 1): Tensor3D {
  const w = weights.get(`${name}/W`);
  const biases = weights.get(`${name}/biases`);
  const filter = tf.tensor(w.values, w.shape.slice(1) as [number, number, number]) as Tensor3D;
  return tf.add(tf.conv1d(x, filter, 1, 'same', 'NWC', dilation), tf.tensor(biases.values));
}

/** x · Φ(x) with the exact normal distribution, as the training has it. */
function gelu(tf: Tfjs, x: Tensor3D): Tensor3D {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
