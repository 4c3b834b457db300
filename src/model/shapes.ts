/** Lists every weight that a model must have, with its shape. */
import type { ModelManifest } from './manifest.js';

/**
 * Every weight that a model must have, with its shape. Names: NSynth's, and after its manner where NSynth has
 * no such part. Each convolution has /W [1, filter, in, out] and /biases [out]; N counts from 1.
 */
export function expectedWeights(manifest: ModelManifest): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const add: AddConvolution = (name, filter, inputs, outputs) => {
    shapes.set(`${name}/W`, [1, filter, inputs, outputs]);
    shapes.set(`${name}/biases`, [outputs]);
  };
  addEncoder(manifest, add);
  addConditioning(manifest, add);
  addDecoder(manifest, add);
  addEnvelopeWarp(manifest, add);
  return shapes;
}

type AddConvolution = (name: string, filter: number, inputs: number, outputs: number) => void;

function addEncoder({ encoder }: ModelManifest, add: AddConvolution): void {
  if (encoder.kind === 'log-mel') {
    for (let n = 1; n <= encoder.layers; n++) {
      add(`mel_conv_${n}`, encoder.filter, n === 1 ? encoder.bands : encoder.channels, encoder.channels);
    }
    add('mel_bottleneck', 1, encoder.channels, encoder.embedding);
    return;
  }
  const { filter, width } = encoder;
  add('ae_startconv', filter, 1, width);
  for (let n = 1; n <= encoder.layers; n++) {
    add(`ae_dilatedconv_${n}`, filter, width, width);
    add(`ae_res_${n}`, 1, width, width);
  }
  add('ae_bottleneck', 1, width, encoder.embedding);
}

/** How many values the maps of the conditioning are fed with. */
function mapInputs({ conditioning, encoder }: ModelManifest): number {
  return conditioning.kind === 'pitched' ? conditioning.hidden : encoder.embedding;
}

function addConditioning(manifest: ModelManifest, add: AddConvolution): void {
  const { conditioning, encoder, decoder } = manifest;
  if (conditioning.kind === 'pitched') {
    add('cond_hidden', 1, encoder.embedding + conditioning.bumps + 1, conditioning.hidden);
  }
  const inputs = mapInputs(manifest);
  decoder.dilations.forEach((_, i) => add(`cond_map_${i + 1}`, 1, inputs, 2 * decoder.width));
  add('cond_map_out1', 1, inputs, decoder.skip);
}

function addDecoder({ decoder }: ModelManifest, add: AddConvolution): void {
  const { startFilter, filter, width, skip, levels, pitchLag } = decoder;
  add('startconv', startFilter, 1, width);
  if (pitchLag) add('start_lag', 1, pitchLag.onePeriod.length + pitchLag.twoPeriods.length, width);
  add('skip_start', 1, width, skip);
  decoder.dilations.forEach((_, i) => {
    add(`dilatedconv_${i + 1}`, filter, width, 2 * width);
    add(`res_${i + 1}`, 1, width, width);
    add(`skip_${i + 1}`, 1, width, skip);
  });
  add('out1', 1, skip, skip);
  add('logits', 1, skip, levels);
}

function addEnvelopeWarp(
  { conditioning, encoder, colour: bandEnvelope }: ModelManifest,
  add: AddConvolution,
): void {
  if (!bandEnvelope || conditioning.kind !== 'pitched') return;
  const inputs = 3 * 2 * bandEnvelope.bands + encoder.embedding + 2 * (conditioning.bumps + 1);
  add('colour_1', 1, inputs, bandEnvelope.hidden);
  add('colour_2', 1, bandEnvelope.hidden, bandEnvelope.hidden);
  add('colour_3', 1, bandEnvelope.hidden + inputs, 2 * bandEnvelope.bands);
}
