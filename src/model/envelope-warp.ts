/** Measures the band envelope of a source (audio/band-envelope), and predicts it at another pitch of its instrument. */
import { measureBandEnvelope } from '../audio/band-envelope/analyser.js';
import { warpBands } from '../audio/band-envelope/bands.js';
import type { BandEnvelopeTrack, Embedding, PitchTrack, TimbreTrack } from '../timbre/embedding.js';
import { midiToHertz, type Decibels, type Gain01, type MidiNote } from '../units.js';
import { framePitches, pitchFeatures } from './conditioning.js';
import type { EnvelopeWarpConfig, ModelManifest, PitchedConditioningConfig } from './manifest.js';
import type { Weights } from './weights.js';

/** Frames this far below the source's loudest take the band envelope of the frame before. */
const QUIET_DB: Decibels = -50;

/**
 * Band envelope of a source at its own pitch. Null for a model without an envelope warp.
 * @param samples prepared, as they were encoded.
 */
export function sourceBandEnvelope(
  samples: Float32Array,
  timbre: TimbreTrack,
  pitch: PitchTrack | null,
  rootMidi: MidiNote,
  manifest: ModelManifest,
): BandEnvelopeTrack | null {
  const { colour: bandEnvelope, sampleRate } = manifest;
  if (!bandEnvelope) return null;
  const hertz = framePitchHertz(pitch, rootMidi, timbre.frames, timbre.hop);
  const { values, energies } = measureBandEnvelope(samples, hertz, bandEnvelope, sampleRate);
  const width = 2 * bandEnvelope.bands;
  const least = energies.reduce((a, b) => Math.max(a, b), 0) * 10 ** (QUIET_DB / 10);
  const heard = Array.from(energies.keys()).filter((frame) => energies[frame]! > least);
  let last = heard[0] ?? 0;
  for (let frame = 0; frame < timbre.frames; frame++) {
    if (energies[frame]! > least) last = frame;
    else values.copyWithin(frame * width, last * width, (last + 1) * width);
  }
  return { frames: timbre.frames, width, hop: timbre.hop, values };
}

/** Hz of each frame of a note at a root, 0 for a note without pitch. */
export function framePitchHertz(
  pitch: PitchTrack | null,
  rootMidi: MidiNote,
  frames: number,
  hop: number,
): Float64Array {
  if (!pitch) return new Float64Array(frames);
  return framePitches(pitch, rootMidi, frames, hop).map(midiToHertz);
}

/** Share of the measured envelope that holds `semitones` away from the source's pitch, 1 to 0; 1 for a model without a warp. */
export function ownShare(semitones: number, { colour: bandEnvelope }: ModelManifest): Gain01 {
  return bandEnvelope ? 1 - Math.tanh(Math.abs(semitones) / bandEnvelope.ownSemitones) : 1;
}

/**
 * Warps an embedding's band envelope to another root: a small network predicts the change, which is weighted by the
 * distance. A sound without pitch keeps its band envelope.
 *
 * Source of the arithmetic: training/recipe/envelope_warp.py. The network sees the frame's own tracks, their mean over the frames around it, that mean
 * as a plain transposition would move it, the embedding, and both pitches.
 */
export function warpEnvelope(
  embedding: Embedding,
  rootMidi: MidiNote,
  manifest: ModelManifest,
  weights: Weights,
): Embedding {
  const { timbre, pitch, bandEnvelope: track } = embedding;
  const { colour: config, conditioning } = manifest;
  if (!config || !track || !pitch || conditioning.kind !== 'pitched') return embedding;
  const semitones = rootMidi - pitch.rootMidi;
  const taken = 1 - ownShare(semitones, manifest);
  if (taken < 1e-3) return embedding;
  const smooth = smoothed(track, config.smoothFrames);
  const network = new EnvelopeWarp(weights, config, conditioning, pitch.rootMidi, rootMidi);
  const values = track.values.slice();
  for (let frame = 0; frame < track.frames; frame++) {
    const row = (of: Float32Array): Float32Array =>
      of.subarray(frame * track.width, (frame + 1) * track.width);
    const from = Math.min(frame, timbre.frames - 1) * timbre.channels;
    const z = timbre.values.subarray(from, from + timbre.channels);
    const change = network.change(row(track.values), row(smooth), z);
    for (let i = 0; i < track.width; i++) values[frame * track.width + i]! += taken * change[i]!;
  }
  return { ...embedding, bandEnvelope: { ...track, values } };
}

/** Each value's mean over so many frames on each side, fewer at the ends. */
function smoothed({ frames, width, values }: BandEnvelopeTrack, around: number): Float32Array {
  const output = new Float32Array(values.length);
  for (let frame = 0; frame < frames; frame++) {
    const first = Math.max(0, frame - around);
    const last = Math.min(frames, frame + around + 1);
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let other = first; other < last; other++) sum += values[other * width + i]!;
      output[frame * width + i] = sum / (last - first);
    }
  }
  return output;
}

/** The network for one pair of pitches. */
class EnvelopeWarp {
  readonly #weights: Weights;
  readonly #config: EnvelopeWarpConfig;
  readonly #pitches: readonly number[];
  readonly #semitones: number;

  constructor(
    weights: Weights,
    config: EnvelopeWarpConfig,
    conditioning: PitchedConditioningConfig,
    from: MidiNote,
    to: MidiNote,
  ) {
    this.#weights = weights;
    this.#config = config;
    this.#pitches = [...pitchFeatures(from, conditioning), ...pitchFeatures(to, conditioning)];
    this.#semitones = to - from;
  }

  /** Change of a frame's levels, dB, before it is weighted by the distance. */
  change(own: Float32Array, smooth: Float32Array, z: Float32Array): Float64Array {
    const { centreDb, spanDb } = this.#config;
    const moved = warpBands(smooth, this.#semitones, this.#config);
    const levels = [...own, ...smooth, ...moved].map((value) => (value - centreDb) / spanDb);
    const input = [...levels, ...z, ...this.#pitches];
    const first = dense(input, this.#weights, 'colour_1').map(Math.tanh);
    const second = dense(first, this.#weights, 'colour_2').map(Math.tanh);
    return dense([...second, ...input], this.#weights, 'colour_3').map((value) => spanDb * value);
  }
}

function dense(input: ArrayLike<number>, weights: Weights, name: string): Float64Array {
  const w = weights.get(`${name}/W`).values;
  const output = Float64Array.from(weights.get(`${name}/biases`).values);
  const outputs = output.length;
  for (let i = 0; i < input.length; i++) {
    const x = input[i]!;
    const row = i * outputs;
    for (let o = 0; o < outputs; o++) output[o]! += x * w[row + o]!;
  }
  return output;
}
