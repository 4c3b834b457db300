/** Blends embeddings by weight, track by track. */
import { AIR_FLOOR, AIR_WIDTH } from '../audio/air/bands.js';
import { AlloyError } from '../errors.js';
import type { Decibels } from '../units.js';
import {
  DETAIL_BANDS,
  type AirTrack,
  type BandEnvelopeTrack,
  type DetailTrack,
  type Embedding,
  type HarmonicTrack,
  type LoudnessTrack,
  type PitchTrack,
  type TimbreTrack,
} from './embedding.js';

/**
 * Furthest that a source counts below the loudest one of a moment, in dB. Without it half of a pluck that
 * has died away, −100 dB, would silence half of a flute.
 */
const MAX_PULL_DB = 40;

/** Level of detail that stands for silence. */
const SILENCE: Decibels = -100;

interface Share {
  readonly embedding: Embedding;
  /** Above 0; all shares sum to 1. */
  readonly weight: number;
}

/**
 * Blends embeddings of one model.
 *
 * Interpolates linearly, track by track: timbre, band envelope and harmonic levels (a shorter track holds its last
 * frame); loudness and air in dB (a shorter track continues in silence, and no source counts as more than 40 dB below the
 * loudest one of that moment, in air of that band); root and deviation of the pitch, over the sources that have a pitch (no pitch when none
 * has). Harmonic phases are those of the source with the largest share. A track that one source lacks (loudness, when
 * its model does not separate it) must be lacking in all; but where one has no air, the blend has none. At a weight of 1 the result is that source itself, to the
 * bit.
 *
 * @param weights one an embedding, 0 or more, not all 0; they are normalised to a sum of 1.
 * @throws AlloyError 'bad-argument' for weights that are none, or embeddings of different models.
 */
export function blend(embeddings: readonly Embedding[], weights: readonly number[]): Embedding {
  const shares = sharesOf(embeddings, weights);
  if (shares.length === 1) return shares[0]!.embedding;
  const bandEnvelope = blendBandEnvelope(shares);
  const harmonics = blendHarmonics(shares);
  const air = blendAir(shares);
  const detail = blendDetail(shares);
  return {
    timbre: blendTimbre(shares),
    loudness: blendLoudness(shares),
    pitch: blendPitch(shares),
    ...(bandEnvelope ? { bandEnvelope } : {}),
    ...(harmonics ? { harmonics } : {}),
    ...(air ? { air } : {}),
    ...(detail ? { detail } : {}),
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

function blendBandEnvelope(shares: readonly Share[]): BandEnvelopeTrack | null {
  const tracks = shares.flatMap(({ embedding: { bandEnvelope }, weight }) =>
    bandEnvelope ? [{ ...bandEnvelope, weight }] : [],
  );
  if (tracks.length === 0) return null;
  const { width, hop } = tracks[0]!;
  if (tracks.length < shares.length || tracks.some((track) => track.width !== width || track.hop !== hop)) {
    fail('The band envelopes of a blend must come from one model.');
  }
  return {
    ...sumFrames(tracks.map((track) => ({ ...track, channels: width }))),
    width,
    hop,
  };
}

/** How far the tracks hold is shared by all sources: one without harmonics has none that could. */
function blendHarmonics(shares: readonly Share[]): HarmonicTrack | null {
  const tracks = shares.flatMap(({ embedding: { harmonics }, weight }) =>
    harmonics ? [{ ...harmonics, weight }] : [],
  );
  const first = tracks.reduce<(typeof tracks)[number] | undefined>(
    (best, track) => (best && best.weight >= track.weight ? best : track),
    undefined,
  );
  if (!first) return null;
  const { hop } = first;
  if (tracks.some((track) => track.hop !== hop)) fail('The harmonics of a blend must have one hop.');
  const frames = Math.max(...tracks.map((track) => track.frames));
  const count = Math.max(...tracks.map((track) => track.count));
  const of = (values: (track: HarmonicTrack) => Float32Array, all: typeof tracks): Float32Array =>
    meanHarmonics(
      all.map((track) => ({ ...track, values: values(track) })),
      frames,
      count,
    );
  return {
    frames,
    count,
    hop,
    levels: of((track) => track.levels, tracks),
    rests: of((track) => track.rests, tracks),
    phases: of((track) => track.phases, [first]),
    hold: tracks.reduce((sum, { hold, weight }) => sum + weight * hold, 0),
  };
}

/** The weighted mean over those tracks that have a harmonic; 0 where none has. */
function meanHarmonics(
  tracks: readonly (HarmonicTrack & { readonly values: Float32Array; readonly weight: number })[],
  frames: number,
  count: number,
): Float32Array {
  const output = new Float32Array(frames * count);
  for (let k = 0; k < count; k++) {
    const having = tracks.filter((track) => k < track.count);
    const total = having.reduce((sum, { weight }) => sum + weight, 0);
    for (let frame = 0; frame < frames; frame++) {
      for (const track of having) {
        const row = Math.min(frame, track.frames - 1) * track.count;
        output[frame * count + k]! += (track.weight / total) * track.values[row + k]!;
      }
    }
  }
  return output;
}

function blendTimbre(shares: readonly Share[]): TimbreTrack {
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

/** The weighted sum, row by row; a shorter track holds its last frame. */
function sumFrames(tracks: readonly WeightedFrames[]): { frames: number; values: Float32Array } {
  const { channels } = tracks[0]!;
  const frames = Math.max(...tracks.map((track) => track.frames));
  const values = new Float32Array(frames * channels);
  for (let i = 0; i < values.length; i++) {
    const channel = i % channels;
    let sum = 0;
    for (const track of tracks) {
      const frame = Math.min((i - channel) / channels, track.frames - 1);
      sum += track.weight * track.values[frame * channels + channel]!;
    }
    values[i] = sum;
  }
  return { frames, values };
}

function blendLoudness(shares: readonly Share[]): LoudnessTrack | null {
  const tracks = shares.map(({ embedding }) => embedding.loudness);
  if (tracks.every((track) => track === null)) return null;
  const whole = tracks.filter((track) => track !== null);
  const { hop, silence } = whole[0]!;
  if (whole.length !== tracks.length || whole.some((track) => track.hop !== hop)) {
    fail('The loudness tracks of a blend must come from one model.');
  }
  const levels = blendLevels(
    whole.map((track) => track.levels),
    shares,
    silence,
  );
  const unweightedTracks = whole
    .map((track) => track.unweighted)
    .filter((unweighted) => unweighted !== undefined);
  if (unweightedTracks.length < whole.length) return { hop, silence, levels };
  const unweightedWindow = Math.max(...whole.map((track) => track.unweightedWindow ?? 0));
  return {
    hop,
    silence,
    levels,
    unweighted: blendLevels(unweightedTracks, shares, silence),
    unweightedWindow,
  };
}

/** Levels in dB by their weights; none pulls the others further down than MAX_PULL_DB. A shorter track is silent behind its end. */
export function blendLevels(
  tracks: readonly Float32Array[],
  shares: readonly { readonly weight: number }[],
  silence: Decibels,
): Float32Array {
  return Float32Array.from({ length: Math.max(...tracks.map((track) => track.length)) }, (_, j) => {
    const values = tracks.map((track) => track[j] ?? silence);
    const least = Math.max(...values) - MAX_PULL_DB;
    return values.reduce((sum, value, n) => sum + shares[n]!.weight * Math.max(value, least), 0);
  });
}

function blendAir(shares: readonly Share[]): AirTrack | null {
  const tracks = shares.flatMap(({ embedding: { air } }) => air ?? []);
  if (tracks.length < shares.length) return null;
  const frames = Math.max(...tracks.map((track) => track.frames));
  const values = blendLevels(
    tracks.map((track) => track.values),
    shares,
    AIR_FLOOR,
  );
  return { frames, values: values.subarray(0, frames * AIR_WIDTH) };
}

/** Bands: the weighted sum, a shorter track holds its last frame; levels as loudness. None where one has none. */
function blendDetail(shares: readonly Share[]): DetailTrack | null {
  const tracks = shares.flatMap(({ embedding: { detail }, weight }) =>
    detail ? [{ ...detail, weight }] : [],
  );
  if (tracks.length < shares.length) return null;
  const bands = (of: 'slow' | 'fast', channels: number): Float32Array =>
    sumFrames(
      tracks.map((track) => ({ ...track, channels, frames: track[of].length / channels, values: track[of] })),
    ).values;
  return {
    slow: bands('slow', DETAIL_BANDS.slow),
    fast: bands('fast', DETAIL_BANDS.fast),
    levels: blendLevels(
      tracks.map(({ levels }) => levels),
      shares,
      SILENCE,
    ),
    hold: tracks.reduce((sum, { hold, weight }) => sum + weight * hold, 0),
  };
}

function blendPitch(shares: readonly Share[]): PitchTrack | null {
  const voiced = shares.flatMap(({ embedding: { pitch }, weight }) => (pitch ? [{ pitch, weight }] : []));
  if (voiced.length === 0) return null;
  const total = voiced.reduce((sum, { weight }) => sum + weight, 0);
  const { hop } = voiced[0]!.pitch;
  if (voiced.some(({ pitch }) => pitch.hop !== hop)) fail('The pitch tracks of a blend must have one hop.');
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
