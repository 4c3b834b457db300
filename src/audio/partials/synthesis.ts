/** Makes a sound from its tracks: the reference resynthesis, written to be read; the engine's wasm is tested against it. */
import type { Hertz, Seconds } from '../../units.js';
import { headShare, resampleHead } from './head.js';
import { bandsAt, ShapedNoise } from './shaped-noise.js';
import { SustainPath } from './sustain.js';
import { HOP_SECONDS, NOISE_BANDS, TOP_HERTZ, type LiveTracks } from './tracks.js';

export interface SynthesisOptions {
  readonly sampleRate: Hertz;
  /** Length; absent: the tracks' own. */
  readonly seconds?: Seconds;
  /** Held until here, then released into what comes after the sustain; absent: the tracks run through as they are. */
  readonly holdSeconds?: Seconds;
  /** Whether a held note keeps its level, or falls as its source does. */
  readonly naturalDecay?: boolean;
  /** Of the noise. */
  readonly seed?: number;
  /** What is made; all of it by default. */
  readonly parts?: { readonly partials?: boolean; readonly noise?: boolean; readonly head?: boolean };
}

/** Partials above this share of the rate fade out, and are gone at half of it. */
const FADE_FROM = 0.47;

/** The sound of `tracks`, by channel. */
export function synthesise(tracks: LiveTracks, options: SynthesisOptions): Float32Array[] {
  const { sampleRate } = options;
  const own = (tracks.frames - 1) * HOP_SECONDS;
  const length = Math.max(0, Math.round((options.seconds ?? own) * sampleRate));
  const path = new SustainPath(tracks, options.holdSeconds ?? null, options.naturalDecay ?? false);
  const parts = { partials: true, noise: true, head: true, ...options.parts };
  const positions = positionsOf(path, Math.ceil(length / (HOP_SECONDS * sampleRate)) + 2);
  const silence = (): Float32Array[] => tracks.channels.map(() => new Float32Array(length));
  const out = parts.partials ? sumPartials(tracks, positions, sampleRate, length) : silence();
  const noise = parts.noise ? makeNoise(tracks, positions, sampleRate, length, options.seed ?? 1) : silence();
  out.forEach((channel, c) => {
    if (parts.head) withHead(channel, noise[c]!, tracks, c, sampleRate);
    else for (let n = 0; n < length; n++) channel[n]! += noise[c]![n]!;
  });
  return out;
}

/** Where the tracks are read at each hop of what is made, in frames, and the gain there in dB. */
interface Positions {
  readonly frame: Float64Array;
  readonly gain: Float64Array;
}

function positionsOf(path: SustainPath, hops: number): Positions {
  const [frame, gain] = [new Float64Array(hops), new Float64Array(hops)];
  for (let hop = 0; hop < hops; hop++) {
    frame[hop] = path.frame;
    gain[hop] = path.gain;
    path.advance();
  }
  return { frame, gain };
}

function sumPartials(
  tracks: LiveTracks,
  positions: Positions,
  sampleRate: Hertz,
  length: number,
): Float32Array[] {
  const out = tracks.channels.map(() => new Float32Array(length));
  const partials = tracks.ratios.length;
  const hops = positions.frame.length - 1;
  const f0 = positions.frame.map((frame) => lineAtFrame(tracks.f0, 1, 0, frame));
  const starts = Uint32Array.from({ length: hops + 1 }, (_, hop) =>
    Math.min(length, Math.round(hop * HOP_SECONDS * sampleRate)),
  );
  for (let k = 0; k < partials; k++) {
    tracks.channels.forEach((channel, c) => {
      let phase = channel.phases[k]!;
      let from = amplitudeAt(channel.levels, partials, k, positions, 0);
      for (let hop = 0; hop < hops; hop++) {
        const to = amplitudeAt(channel.levels, partials, k, positions, hop + 1);
        const turns = (0.5 * (f0[hop]! + f0[hop + 1]!) * tracks.ratios[k]!) / sampleRate;
        const [start, end] = [starts[hop]!, starts[hop + 1]!];
        const gain = audible(turns * sampleRate, sampleRate);
        // a hop may begin between two samples
        const late = start - hop * HOP_SECONDS * sampleRate;
        if (gain > 0 && end > start && (from > 0 || to > 0))
          addPartial(out[c]!, start, end, phase + turns * late, turns, gain * from, gain * to);
        phase += turns * HOP_SECONDS * sampleRate;
        phase -= Math.floor(phase);
        from = to;
      }
    });
  }
  return out;
}

/** Gain of a frequency: none above what is analysed and what the rate can hold. */
function audible(hertz: Hertz, sampleRate: Hertz): number {
  if (hertz > TOP_HERTZ) return 0;
  return Math.max(0, Math.min(1, (0.5 - hertz / sampleRate) / (0.5 - FADE_FROM)));
}

/** Amplitude of partial k at a hop; 0 for what is silent. */
function amplitudeAt(
  levels: Float32Array,
  partials: number,
  k: number,
  { frame, gain }: Positions,
  hop: number,
): number {
  const level = lineAtFrame(levels, partials, k, frame[hop]!) + gain[hop]!;
  return level > SILENT_LEVEL ? 10 ** (level / 20) : 0;
}

/** Partials below this are not made. */
const SILENT_LEVEL = -130;

function lineAtFrame(rows: Float32Array, width: number, column: number, position: number): number {
  const last = rows.length / width - 1;
  const place = Math.max(0, Math.min(last, position));
  const low = Math.floor(place);
  const a = rows[low * width + column]!;
  return low === place ? a : a + (place - low) * (rows[(low + 1) * width + column]! - a);
}

/** One partial over one hop, by recurrence y[n] = 2 cos ω y[n−1] − y[n−2]; the amplitude on a straight line. */
function addPartial(
  out: Float32Array,
  start: number,
  end: number,
  phase: number,
  turns: number,
  from: number,
  to: number,
): void {
  const step = 2 * Math.PI * turns;
  const angle = 2 * Math.PI * phase;
  const twice = 2 * Math.cos(step);
  let now = Math.cos(angle);
  let before = Math.cos(angle - step);
  const slope = (to - from) / (end - start);
  for (let n = start, amplitude = from; n < end; n++, amplitude += slope) {
    out[n]! += amplitude * now;
    const next = twice * now - before;
    before = now;
    now = next;
  }
}

function makeNoise(
  tracks: LiveTracks,
  positions: Positions,
  sampleRate: Hertz,
  length: number,
  seed: number,
): Float32Array[] {
  const maker = new ShapedNoise(sampleRate, seed);
  const bands = tracks.channels.map(() => new Float64Array(NOISE_BANDS));
  const out = tracks.channels.map(() => new Float32Array(length));
  const hop = maker.size / 2;
  for (let centre = 0; centre - hop < length; centre += hop) {
    const place = centre / (HOP_SECONDS * sampleRate);
    const position = lineOf(positions.frame, place);
    const gain = lineOf(positions.gain, place);
    tracks.channels.forEach(({ noise }, c) => {
      bandsAt(noise, tracks.frames, position, bands[c]!);
      for (let band = 0; band < NOISE_BANDS; band++) bands[c]![band]! += gain;
    });
    maker.next(bands, tracks.coherence);
    out.forEach((channel, c) => {
      const wave = c === 0 ? maker.left : maker.right;
      const first = centre - hop;
      const to = Math.min(wave.length, length - first);
      for (let n = Math.max(0, -first); n < to; n++) channel[first + n]! += wave[n]!;
    });
  }
  return out;
}

function lineOf(values: Float64Array, place: number): number {
  const low = Math.min(values.length - 1, Math.floor(place));
  const high = Math.min(values.length - 1, low + 1);
  return values[low]! + (place - low) * (values[high]! - values[low]!);
}

/** In place: the head, then a crossfade to partials (whose phases go on from it, so by gain) and noise (which does not: by power). */
function withHead(
  partials: Float32Array,
  noise: Float32Array,
  tracks: LiveTracks,
  channel: number,
  sampleRate: Hertz,
): void {
  const speed = tracks.headRate / sampleRate;
  const recorded = tracks.channels[channel]!.head;
  const head = resampleHead(recorded, speed);
  for (let n = 0; n < partials.length; n++) {
    const share = headShare(n * speed, tracks.headHold, recorded.length);
    partials[n] =
      share * (head[n] ?? 0) + (1 - share) * partials[n]! + Math.sqrt(1 - share * share) * noise[n]!;
  }
}
