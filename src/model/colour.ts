/** The colour of a source (audio/colour), and what it would be, were its instrument played at another pitch. */
import { measureColour } from '../audio/colour/analyser.js';
import { moveBands } from '../audio/colour/bands.js';
import type { ColourLane, Embedding, PitchLane, TimbreLane } from '../timbre/embedding.js';
import { midiToHertz, type Decibels, type Gain01, type MidiNote } from '../units.js';
import { framePitches, pitchFeatures } from './conditioning.js';
import type { ColourMoverConfig, ModelManifest, PitchedConditioningConfig } from './manifest.js';
import type { Weights } from './weights.js';

/** A source's frame this far below its loudest says nothing of its colour: the one before it holds on. */
const QUIET_DB: Decibels = -50;

/**
 * Colour lane of a source at its own pitch. Null for a model without a colour mover.
 * @param samples prepared, as they were encoded.
 */
export function sourceColour(
  samples: Float32Array,
  timbre: TimbreLane,
  pitch: PitchLane | null,
  rootMidi: MidiNote,
  manifest: ModelManifest,
): ColourLane | null {
  const { colour, sampleRate } = manifest;
  if (!colour) return null;
  const hertz = colourPitches(pitch, rootMidi, timbre.frames, timbre.hop);
  const { values, energies } = measureColour(samples, hertz, colour, sampleRate);
  const width = 2 * colour.bands;
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
export function colourPitches(
  pitch: PitchLane | null,
  rootMidi: MidiNote,
  frames: number,
  hop: number,
): Float64Array {
  if (!pitch) return new Float64Array(frames);
  return framePitches(pitch, rootMidi, frames, hop).map(midiToHertz);
}

/** How far what was measured at a source's own pitch holds so many semitones away, 1 to 0; 1 where nothing is known of it. */
export function ownShare(semitones: number, { colour }: ModelManifest): Gain01 {
  return colour ? 1 - Math.tanh(Math.abs(semitones) / colour.ownSemitones) : 1;
}

/**
 * An embedding with the colour that it would have at another root: its own, changed by a small network the more, the farther
 * away that is. A sound without pitch keeps its colour.
 *
 * Source of the arithmetic: training/recipe/colour_mover.py. The network sees the frame's own lanes, their mean over the frames around it, that mean
 * as a plain transposition would move it, the embedding, and both pitches.
 */
export function moveColour(
  embedding: Embedding,
  rootMidi: MidiNote,
  manifest: ModelManifest,
  weights: Weights,
): Embedding {
  const { timbre, pitch, colour: lane } = embedding;
  const { colour: config, conditioning } = manifest;
  if (!config || !lane || !pitch || conditioning.kind !== 'pitched') return embedding;
  const semitones = rootMidi - pitch.rootMidi;
  const taken = 1 - ownShare(semitones, manifest);
  if (taken < 1e-3) return embedding;
  const smooth = smoothed(lane, config.smoothFrames);
  const network = new Mover(weights, config, conditioning, pitch.rootMidi, rootMidi);
  const values = lane.values.slice();
  for (let frame = 0; frame < lane.frames; frame++) {
    const row = (of: Float32Array): Float32Array => of.subarray(frame * lane.width, (frame + 1) * lane.width);
    const from = Math.min(frame, timbre.frames - 1) * timbre.channels;
    const z = timbre.values.subarray(from, from + timbre.channels);
    const change = network.change(row(lane.values), row(smooth), z);
    for (let i = 0; i < lane.width; i++) values[frame * lane.width + i]! += taken * change[i]!;
  }
  return { ...embedding, colour: { ...lane, values } };
}

/** Each value's mean over so many frames on each side, fewer at the ends. */
function smoothed({ frames, width, values }: ColourLane, around: number): Float32Array {
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
class Mover {
  readonly #weights: Weights;
  readonly #config: ColourMoverConfig;
  readonly #pitches: readonly number[];
  readonly #semitones: number;

  constructor(
    weights: Weights,
    config: ColourMoverConfig,
    conditioning: PitchedConditioningConfig,
    from: MidiNote,
    to: MidiNote,
  ) {
    this.#weights = weights;
    this.#config = config;
    this.#pitches = [...pitchFeatures(from, conditioning), ...pitchFeatures(to, conditioning)];
    this.#semitones = to - from;
  }

  /** What is to be added to a frame's lanes, dB, before the distance weighs it. */
  change(own: Float32Array, smooth: Float32Array, z: Float32Array): Float64Array {
    const { centreDb, spanDb } = this.#config;
    const moved = moveBands(smooth, this.#semitones, this.#config);
    const lanes = [...own, ...smooth, ...moved].map((value) => (value - centreDb) / spanDb);
    const input = [...lanes, ...z, ...this.#pitches];
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
