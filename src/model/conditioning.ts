/** Computes the decoder's conditioning, frame by frame, from an embedding and a pitch. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { conditioningWidth } from '../generator/decoder.js';
import type { Conditioning } from '../generator/generator.js';
import type { Embedding, PitchTrack } from '../timbre/embedding.js';
import { midiToHertz, type MidiNote } from '../units.js';
import type { ModelManifest, PitchedConditioningConfig } from './manifest.js';
import type { Tfjs } from './tensors.js';
import type { Weight, Weights } from './weights.js';

/**
 * Largest deviation of a pitch track from its root, in semitones: keeps a vibrato or a scoop, and clamps an octave
 * error of the pitch detection.
 */
const MAX_DEVIATION = 2;

/** All maps of the conditioning side by side: one matrix product makes every bias. */
export interface ConditioningMaps {
  /** [inputs, conditioningWidth] */
  readonly w: Weight;
  /** [conditioningWidth] */
  readonly biases: Weight;
}

export function joinMaps({ decoder }: ModelManifest, weights: Weights): ConditioningMaps {
  const names = [...decoder.dilations.map((_, i) => `cond_map_${i + 1}`), 'cond_map_out1'];
  const parts = names.map((name) => weights.get(`${name}/W`));
  const inputs = parts[0]!.shape[2]!;
  const width = conditioningWidth(decoder);
  const w = new Float32Array(inputs * width);
  const biases = new Float32Array(width);
  let column = 0;
  parts.forEach((part, n) => {
    const outputs = part.shape[3]!;
    const { values } = part;
    for (let i = 0; i < inputs; i++) {
      w.set(values.subarray(i * outputs, (i + 1) * outputs), i * width + column);
    }
    biases.set(weights.get(`${names[n]!}/biases`).values, column);
    column += outputs;
  });
  return { w: { shape: [inputs, width], values: w }, biases: { shape: [width], values: biases } };
}

/**
 * Conditioning of `frames` frames of an embedding at a root; the embedding's last frame holds after its end.
 * An embedding without a pitch track is of a sound without pitch: its lags are 0, which turns the taps off.
 */
export async function conditionNote(
  tf: Tfjs,
  { timbre, pitch }: Embedding,
  rootMidi: MidiNote,
  frames: number,
  manifest: ModelManifest,
  weights: Weights,
  maps: ConditioningMaps,
): Promise<Conditioning> {
  const pitches = framePitches(pitch, rootMidi, frames, timbre.hop);
  const z = new Float32Array(frames * timbre.channels);
  for (let frame = 0; frame < frames; frame++) {
    const from = Math.min(frame, timbre.frames - 1) * timbre.channels;
    z.set(timbre.values.subarray(from, from + timbre.channels), frame * timbre.channels);
  }
  const { conditioning, decoder, sampleRate } = manifest;
  const output = tf.tidy(() => {
    const inputs =
      conditioning.kind === 'linear'
        ? tf.tensor2d(z, [frames, timbre.channels])
        : hiddenLayer(tf, z, pitches, conditioning, weights);
    return affine(tf, inputs, maps.w, maps.biases);
  });
  try {
    const values = Float32Array.from(await output.data());
    const lags = decoder.pitchLag ? periods(pitch, pitches, sampleRate) : null;
    return { frames, hop: timbre.hop, values, lags };
  } finally {
    output.dispose();
  }
}

/** Pitch of each frame, MIDI: the root and the mean deviation in the frame. */
export function framePitches(
  pitch: PitchTrack | null,
  rootMidi: MidiNote,
  frames: number,
  hop: number,
): Float64Array {
  const pitches = new Float64Array(frames).fill(rootMidi);
  if (!pitch) return pitches;
  const perFrame = hop / pitch.hop;
  for (let frame = 0; frame < frames; frame++) {
    const from = Math.floor(frame * perFrame);
    const values = pitch.deviation.subarray(from, Math.max(from + 1, Math.floor((frame + 1) * perFrame)));
    if (values.length === 0) continue; // after the track's end
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    pitches[frame] = rootMidi + Math.min(MAX_DEVIATION, Math.max(-MAX_DEVIATION, mean));
  }
  return pitches;
}

function periods(pitch: PitchTrack | null, pitches: Float64Array, sampleRate: number): Float32Array {
  if (!pitch) return new Float32Array(pitches.length);
  return Float32Array.from(pitches, (midi) => sampleRate / midiToHertz(midi));
}

/**
 * tanh(linear([z, bumps, linear pitch])): bumps exp(−½((k − c)/σ)²) with centres c evenly from bumpMinMidi to
 * bumpMaxMidi, and (k − centreMidi)/spanMidi. [frames, hidden]
 */
function hiddenLayer(
  tf: Tfjs,
  z: Float32Array,
  pitches: Float64Array,
  config: PitchedConditioningConfig,
  weights: Weights,
): Tensor2D {
  const w = weights.get('cond_hidden/W');
  const [inputs, hidden] = w.shape.slice(2) as [number, number];
  const frames = pitches.length;
  const channels = z.length / frames;
  const rows = new Float32Array(frames * inputs);
  for (let frame = 0; frame < frames; frame++) {
    rows.set(z.subarray(frame * channels, (frame + 1) * channels), frame * inputs);
    rows.set(pitchFeatures(pitches[frame]!, config), frame * inputs + channels);
  }
  const layer = { shape: [inputs, hidden], values: w.values };
  return tf.tanh(affine(tf, tf.tensor2d(rows, [frames, inputs]), layer, weights.get('cond_hidden/biases')));
}

export function pitchFeatures(midi: MidiNote, config: PitchedConditioningConfig): number[] {
  const { bumps, bumpMinMidi, bumpMaxMidi, bumpSigma, centreMidi, spanMidi } = config;
  const step = (bumpMaxMidi - bumpMinMidi) / (bumps - 1);
  const features = Array.from({ length: bumps }, (_, i) =>
    Math.exp(-0.5 * ((midi - bumpMinMidi - i * step) / bumpSigma) ** 2),
  );
  return [...features, (midi - centreMidi) / spanMidi];
}

function affine(tf: Tfjs, x: Tensor2D, w: Weight, biases: Weight): Tensor2D {
  const product = tf.matMul(x, tf.tensor2d(w.values, w.shape as [number, number])) as Tensor2D;
  return tf.add(product, tf.tensor2d(biases.values, [1, biases.values.length]));
}
