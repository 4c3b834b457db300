import { BandTracks } from './bands.js';
import type { Frames } from './frames.js';
import type { Grid } from './grid.js';
import type { Phases } from './rotation.js';
import type { PhaseTargets } from './targets.js';

/** Between two harmonics, one's rotation goes over into the next one's in this part of the way. */
const OVER_FROM = 0.35;
const OVER_TO = 0.65;

/** The phases that layers have, and those that they are to get. */
export interface Alignment {
  readonly phases: readonly Phases[];
  readonly targets: PhaseTargets;
}

/**
 * Turns every harmonic of the layers to the column's phases, and what lies between harmonics along with them.
 * @param alignment null for sounds without pitch.
 * @returns the layers and the levels of their bands.
 */
export function alignLayers(
  layers: readonly Float32Array[],
  alignment: Alignment | null,
  grid: Grid,
  transform: Frames,
): { samples: Float32Array[]; bands: BandTracks[] } {
  const outputs = layers.map((layer) => new Float32Array(layer.length));
  const bands = layers.map(() => new BandTracks(grid, transform.count(layers[0]!.length)));
  const spectra = layers.map(() => new Float64Array(2 * transform.bins));
  const rotation = new Float64Array(2 * transform.bins);
  const frames = transform.count(layers[0]!.length);
  for (let frame = 0; frame < frames; frame++) {
    layers.forEach((layer, i) => {
      const spectrum = spectra[i]!;
      transform.analyse(layer, frame, spectrum);
      if (alignment) {
        rotations(alignment.phases[i]!, alignment.targets, grid, frame, rotation);
        turn(spectrum, rotation);
      }
      bands[i]!.set(frame, spectrum);
    });
    layers.forEach((_, i) => transform.synthesise(spectra[i]!, frame, outputs[i]!));
  }
  return { samples: outputs, bands };
}

/** One unit vector a bin: the harmonic's own near it, and from one to the next half way between them. */
function rotations(
  phases: Phases,
  targets: PhaseTargets,
  { harmonics, spacing }: Grid,
  frame: number,
  rotation: Float64Array,
): void {
  const row = frame * harmonics;
  let [lowRe, lowIm] = [1, 0]; // at 0 Hz, where there is no phase
  for (let k = 0; k <= harmonics; k++) {
    let [highRe, highIm] = [lowRe, lowIm];
    if (k < harmonics) {
      const [x, y] = [phases.re[row + k]!, phases.im[row + k]!];
      highRe = targets.re[k]! * x + targets.im[k]! * y;
      highIm = targets.im[k]! * x - targets.re[k]! * y;
    }
    const from = k * spacing;
    const to = k < harmonics ? from + spacing : rotation.length / 2;
    for (let bin = from; bin < to; bin++) {
      const over = Math.max(0, Math.min(1, ((bin - from) / spacing - OVER_FROM) / (OVER_TO - OVER_FROM)));
      const x = lowRe + (highRe - lowRe) * over;
      const y = lowIm + (highIm - lowIm) * over;
      const size = Math.sqrt(x * x + y * y);
      rotation[2 * bin] = size > 1e-6 ? x / size : highRe;
      rotation[2 * bin + 1] = size > 1e-6 ? y / size : highIm;
    }
    [lowRe, lowIm] = [highRe, highIm];
  }
}

function turn(spectrum: Float64Array, rotation: Float64Array): void {
  for (let i = 0; i < spectrum.length; i += 2) {
    const [x, y] = [spectrum[i]!, spectrum[i + 1]!];
    spectrum[i] = x * rotation[i]! - y * rotation[i + 1]!;
    spectrum[i + 1] = x * rotation[i + 1]! + y * rotation[i]!;
  }
}
