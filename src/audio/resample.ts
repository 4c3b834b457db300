import type * as LibSampleRate from '@alexanderolsen/libsamplerate-js';
import { AlloyError } from '../errors.js';
import type { Hertz } from '../units.js';

/** Beyond this ratio, up or down, libsamplerate's sinc converters do not go. */
const MAX_RATIO = 256;
/** Silence after the end, in samples of the slower rate, that drives the tail out of the filter. */
const TAIL = 512;

/**
 * One channel at another rate, without delay: libsamplerate's best sinc converter. From 44.1, 48, 96 and
 * 192 kHz to 16 kHz aliases stay below −140 dB; flat to 7.5 kHz.
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
  const converted = await convert(padded, fromHz, toHz);
  const output = new Float32Array(length);
  output.set(converted.subarray(0, length));
  return output;
}

async function convert(samples: Float32Array, fromHz: Hertz, toHz: Hertz): Promise<Float32Array> {
  const { ConverterType, create } = await libsamplerate();
  const converter = await create(1, fromHz, toHz, { converterType: ConverterType.SRC_SINC_BEST_QUALITY });
  try {
    return converter.simple(samples);
  } finally {
    converter.destroy();
  }
}

/** A CommonJS module: Node puts its exports under `default`, bundlers may not. */
async function libsamplerate(): Promise<typeof LibSampleRate> {
  const module: typeof LibSampleRate & { default?: typeof LibSampleRate } =
    await import('@alexanderolsen/libsamplerate-js');
  return module.default ?? module;
}
