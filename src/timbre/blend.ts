import { AlloyError } from '../errors.js';
import type { Decibels } from '../units.js';
import type {
  ColourLane,
  Embedding,
  HarmonicLane,
  LoudnessLane,
  PitchLane,
  TimbreLane,
} from './embedding.js';

/**
 * How far below the loudest source of a moment, in dB, a quieter one may pull the blend. Without it half of a pluck that
 * has died away, −100 dB, would silence half of a flute.
 */
const MAX_PULL_DB = 40;

interface Share {
  readonly embedding: Embedding;
  /** Above 0; all shares sum to 1. */
  readonly weight: number;
}

/**
 * Blends embeddings of one model.
 *
 * Timbre, colour and the levels of harmonics are linear, lane by lane; a shorter lane holds its last frame. The phases of harmonics are those of the
 * source with the largest share. Loudness is linear in dB, a shorter lane goes
 * on in silence, and no source counts as more than 40 dB below the loudest one of that moment. Roots
 * and deviations of the pitch are linear over the sources that have a pitch; there is none when none has.
 * A lane that a source lacks (loudness, when its model does not separate it) must be lacking in all.
 * At a weight of 1 the result is that source itself, to the bit.
 *
 * @param weights one an embedding, 0 or more, not all 0; they are normalised to a sum of 1.
 * @throws AlloyError 'bad-argument' for weights that are none, or embeddings of different models.
 */
export function blend(embeddings: readonly Embedding[], weights: readonly number[]): Embedding {
  const shares = sharesOf(embeddings, weights);
  if (shares.length === 1) return shares[0]!.embedding;
  const colour = blendColour(shares);
  const harmonics = blendHarmonics(shares);
  return {
    timbre: blendTimbre(shares),
    loudness: blendLoudness(shares),
    pitch: blendPitch(shares),
    ...(colour ? { colour } : {}),
    ...(harmonics ? { harmonics } : {}),
  };
}

function sharesOf(embeddings: readonly Embedding[], weights: readonly number[]): Share[] {
  if (embeddings.length !== weights.length) {
    fail(`There are ${embeddings.length} embeddings and ${weights.length} weights.`);
  }
  const wrong = weights.find((weight) => !Number.isFinite(weight) || weight < 0);
  if (wrong !== undefined) fail(`A weight of a blend is ${wrong}; it must be 0 or more.`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) fail('All weights of the blend are 0: give at least one source some.');
  return embeddings
    .map((embedding, i) => ({ embedding, weight: weights[i]! / total }))
    .filter(({ weight }) => weight > 0);
}

function blendColour(shares: readonly Share[]): ColourLane | null {
  const lanes = shares.flatMap(({ embedding: { colour }, weight }) =>
    colour ? [{ ...colour, weight }] : [],
  );
  if (lanes.length === 0) return null;
  const { width, hop } = lanes[0]!;
  if (lanes.length < shares.length || lanes.some((lane) => lane.width !== width || lane.hop !== hop)) {
    fail('The colour lanes of a blend must come from one model.');
  }
  return {
    ...sumFrames(lanes.map((lane) => ({ ...lane, channels: width }))),
    width,
    hop,
  };
}

/** How far the lanes hold is shared by all sources: one without harmonics has none that could. */
function blendHarmonics(shares: readonly Share[]): HarmonicLane | null {
  const lanes = shares.flatMap(({ embedding: { harmonics }, weight }) =>
    harmonics ? [{ ...harmonics, weight }] : [],
  );
  const first = lanes.reduce<(typeof lanes)[number] | undefined>(
    (best, lane) => (best && best.weight >= lane.weight ? best : lane),
    undefined,
  );
  if (!first) return null;
  const { hop } = first;
  if (lanes.some((lane) => lane.hop !== hop)) fail('The harmonics of a blend must have one hop.');
  const frames = Math.max(...lanes.map((lane) => lane.frames));
  const count = Math.max(...lanes.map((lane) => lane.count));
  const of = (values: (lane: HarmonicLane) => Float32Array, all: typeof lanes): Float32Array =>
    meanHarmonics(
      all.map((lane) => ({ ...lane, values: values(lane) })),
      frames,
      count,
    );
  return {
    frames,
    count,
    hop,
    levels: of((lane) => lane.levels, lanes),
    rests: of((lane) => lane.rests, lanes),
    phases: of((lane) => lane.phases, [first]),
    hold: lanes.reduce((sum, { hold, weight }) => sum + weight * hold, 0),
  };
}

/** The weighted mean over those lanes that have a harmonic; 0 where none has. */
function meanHarmonics(
  lanes: readonly (HarmonicLane & { readonly values: Float32Array; readonly weight: number })[],
  frames: number,
  count: number,
): Float32Array {
  const output = new Float32Array(frames * count);
  for (let k = 0; k < count; k++) {
    const having = lanes.filter((lane) => k < lane.count);
    const total = having.reduce((sum, { weight }) => sum + weight, 0);
    for (let frame = 0; frame < frames; frame++) {
      for (const lane of having) {
        const row = Math.min(frame, lane.frames - 1) * lane.count;
        output[frame * count + k]! += (lane.weight / total) * lane.values[row + k]!;
      }
    }
  }
  return output;
}

function blendTimbre(shares: readonly Share[]): TimbreLane {
  const { channels, hop } = shares[0]!.embedding.timbre;
  for (const { timbre } of shares.map(({ embedding }) => embedding)) {
    if (timbre.channels !== channels || timbre.hop !== hop || timbre.frames < 1) {
      fail('The embeddings of a blend must come from one model.');
    }
  }
  return {
    ...sumFrames(shares.map(({ embedding, weight }) => ({ ...embedding.timbre, weight }))),
    channels,
    hop,
  };
}

interface WeightedFrames {
  readonly frames: number;
  readonly channels: number;
  readonly values: Float32Array;
  readonly weight: number;
}

/** The weighted sum, row by row; a shorter lane holds its last frame. */
function sumFrames(lanes: readonly WeightedFrames[]): { frames: number; values: Float32Array } {
  const { channels } = lanes[0]!;
  const frames = Math.max(...lanes.map((lane) => lane.frames));
  const values = new Float32Array(frames * channels);
  for (let i = 0; i < values.length; i++) {
    const channel = i % channels;
    let sum = 0;
    for (const lane of lanes) {
      const frame = Math.min((i - channel) / channels, lane.frames - 1);
      sum += lane.weight * lane.values[frame * channels + channel]!;
    }
    values[i] = sum;
  }
  return { frames, values };
}

function blendLoudness(shares: readonly Share[]): LoudnessLane | null {
  const lanes = shares.map(({ embedding }) => embedding.loudness);
  if (lanes.every((lane) => lane === null)) return null;
  const whole = lanes.filter((lane) => lane !== null);
  const { hop, silence } = whole[0]!;
  if (whole.length !== lanes.length || whole.some((lane) => lane.hop !== hop)) {
    fail('The loudness lanes of a blend must come from one model.');
  }
  const levels = blendLevels(
    whole.map((lane) => lane.levels),
    shares,
    silence,
  );
  const plains = whole.map((lane) => lane.plain).filter((plain) => plain !== undefined);
  if (plains.length < whole.length) return { hop, silence, levels };
  const plainWindow = Math.max(...whole.map((lane) => lane.plainWindow ?? 0));
  return { hop, silence, levels, plain: blendLevels(plains, shares, silence), plainWindow };
}

function blendLevels(
  lanes: readonly Float32Array[],
  shares: readonly Share[],
  silence: Decibels,
): Float32Array {
  return Float32Array.from({ length: Math.max(...lanes.map((lane) => lane.length)) }, (_, j) => {
    const values = lanes.map((lane) => lane[j] ?? silence);
    const least = Math.max(...values) - MAX_PULL_DB;
    return values.reduce((sum, value, n) => sum + shares[n]!.weight * Math.max(value, least), 0);
  });
}

function blendPitch(shares: readonly Share[]): PitchLane | null {
  const voiced = shares.flatMap(({ embedding: { pitch }, weight }) => (pitch ? [{ pitch, weight }] : []));
  if (voiced.length === 0) return null;
  const total = voiced.reduce((sum, { weight }) => sum + weight, 0);
  const { hop } = voiced[0]!.pitch;
  if (voiced.some(({ pitch }) => pitch.hop !== hop)) fail('The pitch lanes of a blend must have one hop.');
  const rootMidi = voiced.reduce((sum, { pitch, weight }) => sum + (weight / total) * pitch.rootMidi, 0);
  const deviation = new Float32Array(Math.max(...voiced.map(({ pitch }) => pitch.deviation.length)));
  for (const { pitch, weight } of voiced) {
    pitch.deviation.forEach((value, j) => (deviation[j]! += (weight / total) * value));
  }
  return { rootMidi, hop, deviation };
}

function fail(message: string): never {
  throw new AlloyError('bad-argument', 'blend', message);
}
