/** Resamples between any two rates with Speex's resampler compiled to WebAssembly. */
import { AlloyError } from '../errors.js';
import type { Hertz } from '../units.js';

/** Largest ratio of the two rates, up or down. */
const MAX_RATIO = 256;
/** Speex's best: a Kaiser-windowed sinc of 256 samples of the slower rate. */
const QUALITY = 10;
/** Input samples per call. */
const BLOCK = 8192;
/** Silence after the end, in samples of the slower rate, that drives the tail out of the filter. */
const TAIL = 512;
/** Speex counts rates in whole hertz; those that are not are asked for in parts of a hertz. */
const RATE_PARTS = 64;

/** What the module of @echogarden/speex-resampler-wasm exports; pointers are byte offsets into its heap. */
interface Speex {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _speex_resampler_init(channels: number, from: number, to: number, quality: number, error: number): number;
  _speex_resampler_skip_zeros(state: number): number;
  _speex_resampler_process_float(
    state: number,
    channel: number,
    input: number,
    inputLength: number,
    output: number,
    outputLength: number,
  ): number;
  _speex_resampler_destroy(state: number): void;
}

/**
 * One channel at another rate, without delay: the Speex resampler at its best quality. From 44.1, 48, 96 and
 * 192 kHz to 16 kHz aliases stay below −120 dB; flat to 7.5 kHz.
 * @param samples at `fromHz`.
 * @returns round(length · toHz / fromHz) samples.
 * @throws AlloyError 'bad-argument' for rates that are not positive or more than 256 times apart.
 */
export async function resample(samples: Float32Array, fromHz: Hertz, toHz: Hertz): Promise<Float32Array> {
  const ratio = toHz / fromHz;
  if (!(fromHz > 0 && toHz > 0 && ratio <= MAX_RATIO && ratio >= 1 / MAX_RATIO)) {
    const message = `Cannot resample from ${fromHz} Hz to ${toHz} Hz: rates must be positive and at most ${MAX_RATIO} times apart.`;
    throw new AlloyError('bad-argument', 'sample rate', message);
  }
  const length = Math.round(samples.length * ratio);
  if (ratio === 1 || length === 0) return samples.slice(0, length);
  const padded = new Float32Array(samples.length + Math.ceil(TAIL * Math.max(1, 1 / ratio)));
  padded.set(samples);
  return convert(await speex(), padded, fromHz, toHz, length);
}

function convert(
  speex: Speex,
  samples: Float32Array,
  fromHz: Hertz,
  toHz: Hertz,
  length: number,
): Float32Array {
  const parts = Number.isInteger(fromHz) && Number.isInteger(toHz) ? 1 : RATE_PARTS;
  const [from, to] = [Math.round(fromHz * parts), Math.round(toHz * parts)];
  const room = Math.ceil((BLOCK * to) / from) + TAIL;
  const lengths = speex._malloc(8);
  const input = speex._malloc(4 * BLOCK);
  const made = speex._malloc(4 * room);
  const state = speex._speex_resampler_init(1, from, to, QUALITY, lengths);
  if (state === 0) throw new AlloyError('out-of-memory', 'resampler', 'No memory is left to resample in.');
  try {
    speex._speex_resampler_skip_zeros(state);
    const output = new Float32Array(length);
    let taken = 0;
    for (let filled = 0; filled < length && taken < samples.length;) {
      const block = samples.subarray(taken, taken + BLOCK);
      speex.HEAPF32.set(block, input >> 2);
      counts(speex, lengths).set([block.length, room]);
      speex._speex_resampler_process_float(state, 0, input, lengths, made, lengths + 4);
      const [used, written] = counts(speex, lengths) as unknown as [number, number]; // the heap may have moved
      const fresh = speex.HEAPF32.subarray(made >> 2, (made >> 2) + Math.min(written, length - filled));
      output.set(fresh, filled);
      filled += fresh.length;
      taken += used;
    }
    return output;
  } finally {
    speex._speex_resampler_destroy(state);
    for (const pointer of [lengths, input, made]) speex._free(pointer);
  }
}

/** The two counters at `pointer`: samples in, samples out. */
function counts(speex: Speex, pointer: number): Uint32Array {
  return new Uint32Array(speex.HEAPF32.buffer, pointer, 2);
}

let loading: Promise<Speex> | null = null;

/** The module, loaded once. */
function speex(): Promise<Speex> {
  if (loading) return loading;
  const started = import('@echogarden/speex-resampler-wasm').then(({ default: create }) => create());
  loading = started as Promise<Speex>;
  loading.catch(() => (loading = null)); // a network that failed may be back the next time
  return loading;
}
