/** Lays out a voice in memory. Its first doubles are written by whoever plays it; index.ts documents them. */
import { BANDS, MOST } from './source';

/** Most partials of a voice: harmonics of the source that has most, then each source's own. */
export const MAX_PARTIALS: i32 = 864;

@unmanaged
export class Voice {
  // written from outside, in this order
  pitch: f64 = 0;
  natural: f64 = 0;
  weight0: f64 = 0;
  weight1: f64 = 0;
  weight2: f64 = 0;
  weight3: f64 = 0;
  /** Not 0: the next eight are not the same four weights. */
  apart: f64 = 0;
  onset0: f64 = 0;
  onset1: f64 = 0;
  onset2: f64 = 0;
  onset3: f64 = 0;
  level0: f64 = 0;
  level1: f64 = 0;
  level2: f64 = 0;
  level3: f64 = 0;
  // its place in the sources: between which anchors, and how much of the way
  section: i32 = 0;
  ended: i32 = 0;
  share: f64 = 0;
  /** Of the wandering in the sustain. */
  speed: f64 = 0;
  direction: f64 = 0;
  turn: f64 = 0;
  held: f64 = 0;
  random: u32 = 0;
  noiseRandom: u32 = 0;
  /** Lengths of the four sections at the present weights, frames. */
  length0: f64 = 0;
  length1: f64 = 0;
  length2: f64 = 0;
  length3: f64 = 0;
  set: usize = 0;
  /** Segments made. */
  segment: i32 = 0;
  /** Partials and noise were silent behind the head so far. */
  fresh: i32 = 0;
  hertz: f64 = 0;
  /** Frames for which the note had sounded when the voice began. */
  begun: f64 = 0;
  /** Gain of its envelope's own mix, dB; stretch that the ratios are of; share of the head at the end of the last segment. */
  shift: f64 = 0;
  stretched: f64 = 0;
  kept: f64 = 1;
  /** Weights that ratios and amplitudes of the last segment were of. */
  last0: f64 = 0;
  last1: f64 = 0;
  last2: f64 = 0;
  last3: f64 = 0;
  /** Heads: where each is read, samples; their common time, seconds, and how long it holds and lasts. */
  headAt0: f64 = 0;
  headAt1: f64 = 0;
  headAt2: f64 = 0;
  headAt3: f64 = 0;
  /** Gains at the end of the last run; NaN: there was none. */
  headGain0: f64 = 0;
  headGain1: f64 = 0;
  headGain2: f64 = 0;
  headGain3: f64 = 0;
  headTime: f64 = 0;
  headHold: f64 = 0;
  headLength: f64 = 0;
  /** Power that several recordings are to have together, what they had, and the gain between. */
  mixWanted: f64 = 0;
  mixMade: f64 = 0;
  mixGain: f64 = 1;
  /** Semitones from each root that the noise tables are of. */
  moved0: f64 = 0;
  moved1: f64 = 0;
  moved2: f64 = 0;
  moved3: f64 = 0;
  // arrays
  out: usize = 0;
  phases: usize = 0;
  ratios: usize = 0;
  from: usize = 0;
  to: usize = 0;
  /** [MOST][BANDS] place of each band in its source. */
  places: usize = 0;
  /** Half a noise frame that is to be added to the next, and the noise of the present hop. */
  tail: usize = 0;
  noise: usize = 0;
}

export function doubleAt(voice: Voice, offset: usize, index: i32): f64 {
  return load<f64>(changetype<usize>(voice) + offset + ((<usize>index) << 3));
}

export function putDouble(voice: Voice, offset: usize, index: i32, value: f64): void {
  store<f64>(changetype<usize>(voice) + offset + ((<usize>index) << 3), value);
}

/** Bytes of a voice's arrays. */
export function arrayBytes(segment: i32, hop: i32): usize {
  return <usize>(segment * 4 + MAX_PARTIALS * (8 + 8 + 4 + 4) + MOST * BANDS * 4 + hop * 8);
}

export function placeArrays(voice: Voice, at: usize, segment: i32, hop: i32): void {
  voice.out = at;
  voice.phases = voice.out + <usize>(segment * 4);
  voice.ratios = voice.phases + <usize>(MAX_PARTIALS * 8);
  voice.from = voice.ratios + <usize>(MAX_PARTIALS * 8);
  voice.to = voice.from + <usize>(MAX_PARTIALS * 4);
  voice.places = voice.to + <usize>(MAX_PARTIALS * 4);
  voice.tail = voice.places + <usize>(MOST * BANDS * 4);
  voice.noise = voice.tail + <usize>(hop * 4);
}
