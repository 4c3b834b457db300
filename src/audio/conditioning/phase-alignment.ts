/** Aligns the harmonic phases of all layers and applies their band gains, in one pass of short-time spectra. */
import type { Samples } from '../../units.js';
import type { Stft } from './stft.js';
import type { BandGains } from './band-gains.js';
import { alignNoisePhases } from './noise-phase.js';
import type { PitchSynchronousAxis } from './pitch-synchronous-axis.js';
import type { Phases } from './phase-rotation.js';
import type { PhaseTargets } from './phase-targets.js';

/** Start and end of the crossfade between two harmonics' rotations, as fractions of the distance between them. */
const OVER_FROM = 0.35;
const OVER_TO = 0.65;

/** The layers' phases, and their targets. */
export interface Alignment {
  readonly phases: readonly Phases[];
  readonly targets: PhaseTargets;
}

export interface AlignOptions {
  readonly axis: PitchSynchronousAxis;
  readonly stft: Stft;
  /** Null for sounds without pitch. */
  readonly alignment: Alignment | null;
  /** Gains of each layer; null: unchanged. */
  readonly gains: readonly (BandGains | null)[];
  /** First bin of each band of the gains, and the end of the last. */
  readonly edges: readonly number[];
  /** Samples of each result. */
  readonly length: Samples;
}

/**
 * Rotates every harmonic of the layers, with the bins around it, to the key zone's phases, and applies each band's
 * gain. Noise, which has no target phase, is aligned across layers: see noise-phase.ts.
 */
export function alignLayers(layers: readonly Float32Array[], options: AlignOptions): Float32Array[] {
  const { axis, stft, alignment, gains, edges, length } = options;
  const outputs = layers.map(() => new Float32Array(length));
  const spectra = layers.map(() => new Float64Array(2 * stft.bins));
  const rotation = new Float64Array(2 * stft.bins);
  const weights = layers.map((layer) => 1 / Math.sqrt(layer.reduce((sum, x) => sum + x * x, 1e-9)));
  const curve = new Float64Array(stft.bins);
  for (let frame = 0; frame < stft.count(length); frame++) {
    layers.forEach((layer, i) => {
      const spectrum = spectra[i]!;
      stft.analyse(layer, frame, spectrum);
      if (alignment) {
        rotations(alignment.phases[i]!, alignment.targets, axis, frame, rotation);
        turn(spectrum, rotation);
      }
      const own = gains[i];
      if (own) {
        gainCurve(own, edges, axis, frame, curve);
        scale(spectrum, curve);
      }
    });
    alignNoisePhases(spectra, weights, stft.centre(frame) / axis.rate);
    for (let i = 0; i < layers.length; i += 2) {
      stft.synthesise(frame, spectra[i]!, outputs[i]!, spectra[i + 1], outputs[i + 1]);
    }
  }
  return outputs;
}

/** Rotation of each bin as a unit vector: that of the nearest harmonic, crossfaded half way between two. */
function rotations(
  phases: Phases,
  targets: PhaseTargets,
  { harmonics, spacing }: PitchSynchronousAxis,
  frame: number,
  rotation: Float64Array,
): void {
  const row = frame * harmonics;
  const bins = rotation.length / 2;
  let lowRe = 1; // no rotation at 0 Hz
  let lowIm = 0;
  for (let k = 0; k <= harmonics; k++) {
    let highRe = lowRe;
    let highIm = lowIm;
    if (k < harmonics) {
      const x = phases.re[row + k]!;
      const y = phases.im[row + k]!;
      highRe = targets.re[k]! * x + targets.im[k]! * y;
      highIm = targets.im[k]! * x - targets.re[k]! * y;
    }
    const from = k * spacing;
    const to = k < harmonics ? from + spacing : bins;
    for (let bin = from; bin < to; bin++) {
      const over = Math.max(0, Math.min(1, ((bin - from) / spacing - OVER_FROM) / (OVER_TO - OVER_FROM)));
      const x = lowRe + (highRe - lowRe) * over;
      const y = lowIm + (highIm - lowIm) * over;
      const size = Math.sqrt(x * x + y * y);
      rotation[2 * bin] = size > 1e-6 ? x / size : highRe;
      rotation[2 * bin + 1] = size > 1e-6 ? y / size : highIm;
    }
    lowRe = highRe;
    lowIm = highIm;
  }
}

function turn(spectrum: Float64Array, rotation: Float64Array): void {
  for (let i = 0; i < spectrum.length; i += 2) {
    const x = spectrum[i]!;
    const y = spectrum[i + 1]!;
    spectrum[i] = x * rotation[i]! - y * rotation[i + 1]!;
    spectrum[i + 1] = x * rotation[i + 1]! + y * rotation[i]!;
  }
}

/** Gain of each bin: its band's, crossfaded between bands half way between two harmonics. */
function gainCurve(
  gains: BandGains,
  edges: readonly number[],
  { spacing }: PitchSynchronousAxis,
  frame: number,
  curve: Float64Array,
): void {
  const bands = edges.length - 1;
  const row = frame * bands;
  const reach = spacing / 4;
  for (let band = 0; band < bands; band++) {
    const own = gains[row + band]!;
    curve.fill(own, band === 0 ? 0 : edges[band], band < bands - 1 ? edges[band + 1] : curve.length);
    if (band === 0) continue;
    const before = gains[row + band - 1]!;
    for (let bin = Math.ceil(edges[band]! - reach); bin < edges[band]! + reach; bin++) {
      curve[bin] = before + (own - before) * (0.5 + (bin - edges[band]!) / (2 * reach));
    }
  }
}

function scale(spectrum: Float64Array, curve: Float64Array): void {
  for (let bin = 0; bin < curve.length; bin++) {
    spectrum[2 * bin]! *= curve[bin]!;
    spectrum[2 * bin + 1]! *= curve[bin]!;
  }
}
