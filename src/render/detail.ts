/**
 * Measures a source's detail: finer than its band envelope and level, in frequency for partials and in time for hits. What former
 * versions encoded has none, and sounds as it did.
 */
import { measureBandEnvelope } from '../audio/band-envelope/analyser.js';
import type { BandEnvelopeConfig } from '../audio/band-envelope/bands.js';
import { loudnessTrack } from '../audio/loudness.js';
import type { ModelManifest } from '../model/manifest.js';
import { DETAIL_BANDS, type DetailTrack } from '../timbre/embedding.js';
import type { Decibels, Samples } from '../units.js';

/** Lowest level of a band: below what is heard beside the frame. */
const FLOOR: Decibels = -110;
/** Bands for partials, of long frames, and for hits, of short ones. */
const SLOW = { fftSize: 2048, hop: 512, bands: DETAIL_BANDS.slow } as const;
const FAST = { fftSize: 512, hop: 128, bands: DETAIL_BANDS.fast } as const;
/** Level: the shortest window that does not follow the waveform of a low note, and a quarter of the shortest hop that was. */
export const LEVEL_HOP: Samples = 64;
export const LEVEL_WINDOW: Samples = 512;

/** How the slow and the fast bands of a model's sources are measured; null for a model without a band envelope. */
export function detailConfigs({
  colour,
}: ModelManifest): { readonly slow: BandEnvelopeConfig; readonly fast: BandEnvelopeConfig } | null {
  if (!colour) return null;
  const { minHz, maxHz } = colour;
  return { slow: { ...SLOW, minHz, maxHz, floorDb: FLOOR }, fast: { ...FAST, minHz, maxHz, floorDb: FLOOR } };
}

/** The detail of a prepared source; null for a model without a band envelope or loudness. */
export function measureDetail(samples: Float32Array, manifest: ModelManifest): DetailTrack | null {
  const configs = detailConfigs(manifest);
  const { loudness } = manifest.signal;
  if (!configs || !loudness) return null;
  const measured = { ...loudness, hop: LEVEL_HOP, windowSamples: LEVEL_WINDOW };
  const { levels } = loudnessTrack(samples, { preEmphasis: 0, loudness: measured });
  return {
    slow: bandsOf(samples, configs.slow, manifest),
    fast: bandsOf(samples, configs.fast, manifest),
    levels,
    hold: 1,
  };
}

/** Without a pitch both halves of a frame's bands are the same: one is kept. Quiet frames keep the bands of the one before. */
function bandsOf(
  samples: Float32Array,
  config: BandEnvelopeConfig,
  { sampleRate }: ModelManifest,
): Float32Array {
  const { bands } = config;
  const { values, energies } = measureBandEnvelope(samples, [0], config, sampleRate);
  const least = energies.reduce((a, b) => Math.max(a, b), 0) * 10 ** (QUIET / 10);
  const output = new Float32Array((values.length / 2 / bands) * bands);
  let last = Math.max(
    0,
    energies.findIndex((energy) => energy > least),
  );
  for (let frame = 0; frame < energies.length; frame++) {
    if (energies[frame]! > least) last = frame;
    output.set(values.subarray(last * 2 * bands, last * 2 * bands + bands), frame * bands);
  }
  return output;
}

/** Frames this far below the loudest say nothing. */
const QUIET: Decibels = -60;

/** Kept bands as a filter takes them: both halves. */
export function bothHalves(values: Float32Array, bands: number): Float32Array {
  const frames = values.length / bands;
  const output = new Float32Array(2 * values.length);
  for (let frame = 0; frame < frames; frame++) {
    const row = values.subarray(frame * bands, (frame + 1) * bands);
    output.set(row, 2 * frame * bands);
    output.set(row, (2 * frame + 1) * bands);
  }
  return output;
}
