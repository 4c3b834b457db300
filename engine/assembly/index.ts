/**
 * The engine's functions. [audio] unless said. Memory is taken in `prepare` and `hold`, never while it plays.
 *
 * A voice's first doubles are its inbox, written before each `render`: pitch (MIDI note), natural decay (0 to 1), four weights
 * whose sum is 1 (of two sources one may be below 0: the other is exaggerated); then whether the onset's and the
 * level's weights are others, and these. `shape` is what all voices follow. `voiceOut` says where its samples lie after it.
 */
import { bandPower, prepareLevels } from './levels';
import { prepareHeads } from './head';
import { prepareNoise } from './noise';
import { prepareRecordings } from './recording';
import { begin, join as joinVoice, prepareRender, render as renderSegment } from './render';
import { layOut, Set } from './set';
import { resetShape, shapeBlock } from './shape';
import { BANDS } from './source';
import { arrayBytes, placeArrays, Voice } from './voice';

const LOWEST_NOISE: f64 = 20;
const TOP: f64 = 20000;
const LOWEST_BAND: f64 = 60;
/** A noise frame lasts about this long, seconds; a segment is a quarter of it. */
const NOISE_SECONDS: f64 = 0.01;
const REFERENCE_RATE: f64 = 48000;

let segment: i32 = 0;
let hop: i32 = 0;

/** [audio, once] @param rate 8,000 to 384,000 Hz. @returns samples of a segment. */
export function prepare(rate: f64): i32 {
  let frame = 16;
  while (<f64>frame * 1.5 < NOISE_SECONDS * rate) frame <<= 1;
  // the nearest power of two on a logarithmic scale
  if (<f64>frame * Math.SQRT2 < NOISE_SECONDS * rate) frame <<= 1;
  segment = frame >> 2;
  hop = frame >> 1;
  const centres = heap.alloc(BANDS * 8);
  const low = Math.log(1 + LOWEST_BAND / 700);
  const high = Math.log(1 + TOP / 700);
  for (let band = 0; band < BANDS; band++) {
    const mel = low + ((high - low) * <f64>band) / (BANDS - 1);
    store<f64>(centres + ((<usize>band) << 3), 700 * (Math.exp(mel) - 1));
  }
  for (let band = 0; band < BANDS; band++) {
    const own = load<f64>(centres + ((<usize>band) << 3));
    const below = band == 0 ? own : load<f64>(centres + ((<usize>(band - 1)) << 3));
    const above = band == BANDS - 1 ? own : load<f64>(centres + ((<usize>(band + 1)) << 3));
    const width = band == 0 || band == BANDS - 1 ? above - below : 0.5 * (above - below);
    store<f32>(bandPower + ((<usize>band) << 2), <f32>((2 * width) / REFERENCE_RATE));
  }
  prepareNoise(rate, frame, LOWEST_NOISE, TOP, centres);
  resetShape();
  prepareLevels(centres);
  prepareHeads(rate);
  prepareRecordings(rate);
  prepareRender(rate, segment, centres);
  return segment;
}

/** [audio, between blocks] Memory for what is to be held: packed sources, a set's products. */
export function hold(bytes: i32): usize {
  return heap.alloc(<usize>bytes);
}

/** [audio, between blocks] */
export function release(at: usize): void {
  heap.free(at);
}

/** [audio, once for each] */
export function makeVoice(): usize {
  const voice = changetype<Voice>(heap.alloc(offsetof<Voice>()));
  memory.fill(changetype<usize>(voice), 0, offsetof<Voice>());
  const bytes = arrayBytes(segment, hop);
  const arrays = heap.alloc(bytes);
  memory.fill(arrays, 0, bytes);
  placeArrays(voice, arrays, segment, hop);
  return changetype<usize>(voice);
}

/**
 * [audio] Where the live parameters lie, four doubles: balance (−1 partials alone, 1 noise alone), tilt (dB an octave), stretch (a ratio r
 * becomes r^(1 + stretch)), speed through the tracks. What is out of range or not finite is bounded.
 */
export function shape(): usize {
  return shapeBlock;
}

/** [audio] Where a voice's samples lie. */
export function voiceOut(voice: usize): usize {
  return changetype<Voice>(voice).out;
}

/** [audio, between blocks] A set of one to four packed sources and [4][4] products of their heads; 0: they have too many partials. */
export function makeSet(count: i32, a: usize, b: usize, c: usize, d: usize, products: usize): usize {
  const set = changetype<Set>(heap.alloc(offsetof<Set>()));
  set.source0 = a;
  set.source1 = b;
  set.source2 = c;
  set.source3 = d;
  set.products = products;
  if (layOut(set, count)) return changetype<usize>(set);
  heap.free(changetype<usize>(set));
  return 0;
}

/**
 * [audio] Begins a note of a set at the inbox's pitch and weights, where it is after so many seconds; where a recording would be that
 * is read faster at higher keys, if `recorded` is not 0.
 */
export function start(voice: usize, set: usize, seed: i32, seconds: f64, recorded: i32): void {
  begin(changetype<Voice>(voice), set, seed, seconds, recorded != 0);
}

/** [audio] Has a voice that was started where a recording is go on exactly at its place, with another set of the same sounds. */
export function join(voice: usize, recording: usize): void {
  joinVoice(changetype<Voice>(voice), changetype<Voice>(recording));
}

/** [audio] Makes the next segment. @returns 1 once the sound has ended. */
export function render(voice: usize): i32 {
  return renderSegment(changetype<Voice>(voice));
}
