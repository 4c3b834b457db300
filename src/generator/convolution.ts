/**
 * Runs the decoder over a whole given sequence as plain causal convolutions, without queues or state; shares only the
 * pitch-lag taps with the step-by-step code. The reference generator is tested against it.
 */
import { DECODE_TABLE } from '../audio/mulaw.js';
import { conditioningWidth, type Decoder, type Dense } from './decoder.js';
import type { Conditioning, GeneratorNote } from './generator.js';
import { lagTable, lagTaps } from './lag.js';
import { frameAt } from './notes.js';

/** A signal of `channels` values a sample, row-major. */
interface Signal {
  readonly channels: number;
  readonly values: Float32Array;
}

/** out[t] = biases + Σ_tap w[tap]·input[t − (taps − 1 − tap)·dilation], 0 before the start. */
function convolve(input: Signal, length: number, dense: Dense, dilation = 1): Signal {
  const { taps, inputs, outputs, w, biases } = dense;
  const values = new Float32Array(length * outputs);
  for (let t = 0; t < length; t++) {
    for (let o = 0; o < outputs; o++) {
      let sum = biases[o]!;
      for (let tap = 0; tap < taps; tap++) {
        const source = t - (taps - 1 - tap) * dilation;
        if (source < 0) continue;
        for (let i = 0; i < inputs; i++) {
          sum += w[(tap * inputs + i) * outputs + o]! * input.values[source * inputs + i]!;
        }
      }
      values[t * outputs + o] = sum;
    }
  }
  return { channels: outputs, values };
}

function add(a: Signal, b: Signal): Signal {
  return { channels: a.channels, values: a.values.map((value, i) => value + b.values[i]!) };
}

function relu(a: Signal): Signal {
  return { channels: a.channels, values: a.values.map((value) => Math.max(value, 0)) };
}

/** The conditioning values `offset … offset + channels − 1` of each sample's frame. */
function held(
  conditioning: Conditioning,
  width: number,
  offset: number,
  channels: number,
  length: number,
): Signal {
  const values = new Float32Array(length * channels);
  for (let t = 0; t < length; t++) {
    const at = frameAt(conditioning, t) * width + offset;
    values.set(conditioning.values.subarray(at, at + channels), t * channels);
  }
  return { channels, values };
}

/** sigmoid(first half of the channels) · tanh(second half). */
function gate(h: Signal): Signal {
  const channels = h.channels / 2;
  const values = new Float32Array(h.values.length / 2);
  for (let n = 0; n < values.length; n++) {
    const at = Math.floor(n / channels) * h.channels + (n % channels);
    values[n] = Math.tanh(h.values[at + channels]!) / (1 + Math.exp(-h.values[at]!));
  }
  return { channels, values };
}

/** The input of the start convolution, already shifted: sample t holds x[t − 1]. */
function shifted(codes: Uint8Array): Signal {
  const values = new Float32Array(codes.length);
  for (let t = 1; t < codes.length; t++) values[t] = (codes[t - 1]! - 128) / 128;
  return { channels: 1, values };
}

function pitchLag(decoder: Decoder, conditioning: Conditioning, codes: Uint8Array): Signal {
  const table = lagTable(decoder.config, conditioning);
  const values = new Float32Array(codes.length * table.taps);
  for (let t = 0; t < codes.length; t++) {
    const past = (ago: number) => (ago > t ? 0 : DECODE_TABLE[codes[t - ago]!]!);
    lagTaps(values.subarray(t * table.taps), table, frameAt(conditioning, t), past);
  }
  return { channels: table.taps, values };
}

/**
 * Teacher-forced logits.
 * @returns `codes.length × levels`: row t is what the net says of sample t, given the codes before t.
 */
export function forcedLogits(decoder: Decoder, note: GeneratorNote, codes: Uint8Array): Float32Array {
  const { conditioning } = note;
  const { width, skip, dilations } = decoder.config;
  const length = codes.length;
  const all = conditioningWidth(decoder.config);
  let l = convolve(shifted(codes), length, decoder.startconv);
  if (decoder.startLag)
    l = add(l, convolve(pitchLag(decoder, conditioning, codes), length, decoder.startLag));
  let s = convolve(l, length, decoder.skipStart);
  for (const [n, layer] of decoder.layers.entries()) {
    const bias = held(conditioning, all, 2 * width * n, 2 * width, length);
    const g = gate(add(convolve(l, length, layer.dilated, dilations[n]!), bias));
    l = add(l, convolve(g, length, layer.res));
    s = add(s, convolve(g, length, layer.skip));
  }
  const bias = held(conditioning, all, 2 * width * dilations.length, skip, length);
  const a = add(convolve(relu(s), length, decoder.out1), bias);
  return convolve(relu(a), length, decoder.logits).values;
}
