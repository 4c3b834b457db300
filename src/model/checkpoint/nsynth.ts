/** Makes manifests of NSynth's published models, and chooses their variables among a checkpoint's. */
import { AlloyError } from '../../errors.js';
import type { ModelManifest } from '../manifest.js';
import { expectedWeights } from '../shapes.js';
import type { BundleEntry, BundleIndex } from './bundle.js';

const LAYERS = 30;
const LAYERS_PER_STAGE = 10;
const FILTER = 3;
const HOP = 512;

/** What a user may say about the model to be made. */
export interface NsynthNaming {
  /** Lower case letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** Where it came from, for the description. */
  readonly origin: string;
}

/** 'nsynth-voices' for wavenet-voice-ckpt.tar.gz and the like, 'nsynth-instruments' otherwise. */
export function nsynthName(archiveName: string): string {
  return /voice/i.test(archiveName) ? 'nsynth-voices' : 'nsynth-instruments';
}

/** "NSynth Instruments" of 'nsynth-instruments'. */
export function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => (word === 'nsynth' ? 'NSynth' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}

/** Name in the checkpoint of each of the model's weights. */
export type VariableNames = (weight: string) => string;

/** @param averaged takes the exponential moving averages that training kept. */
export function variableNames(averaged: boolean): VariableNames {
  return averaged ? (weight) => `${weight}/ExponentialMovingAverage` : (weight) => weight;
}

/**
 * The manifest of a checkpoint: NSynth's topology, its widths as the checkpoint has them (512, 256, 128 and 16
 * where it is a published one). `weightsManifest` is empty.
 * @throws AlloyError 'model-mismatch' when a variable that tells a width is missing.
 */
export function nsynthManifest(
  index: BundleIndex,
  variable: VariableNames,
  naming: NsynthNaming,
  file: string,
): ModelManifest {
  const outputs = (name: string): number => {
    const wanted = variable(`${name}/W`);
    const entry = index.entries.find((one) => one.name === wanted);
    if (!entry) throw missing(wanted, file);
    return entry.shape[3] ?? 0;
  };
  return {
    format: 'alloy-model',
    version: 1,
    name: naming.name,
    title: naming.title,
    description: `NSynth's WaveNet autoencoder, converted from ${naming.origin}. Pitch lives in the timbre: one source sound a key is best.`,
    license: 'As published by Google Magenta; converted by its user, not distributed with Alloy',
    sampleRate: 16000,
    signal: { peak: 0.9, preEmphasis: 0, levels: 256, loudness: null },
    encoder: {
      kind: 'waveform',
      layers: LAYERS,
      layersPerStage: LAYERS_PER_STAGE,
      filter: FILTER,
      width: outputs('ae_startconv'),
      embedding: outputs('ae_bottleneck'),
      hop: HOP,
    },
    conditioning: { kind: 'linear' },
    decoder: {
      startFilter: FILTER,
      filter: FILTER,
      dilations: Array.from({ length: LAYERS }, (_, n) => 2 ** (n % LAYERS_PER_STAGE)),
      width: outputs('startconv'),
      skip: outputs('skip_start'),
      levels: 256,
      pitchLag: null,
    },
    generation: { temperature: 1 },
    weightsManifest: [],
  };
}

/** A weight to convert. */
export interface ChosenTensor {
  /** As Alloy calls it. */
  readonly weight: string;
  readonly entry: BundleEntry;
}

/**
 * The model's own variables among all that a checkpoint has.
 * @throws AlloyError 'model-mismatch' for one that is missing, doubled, of another shape or type, or that such a
 * model does not have. Slots of optimizers, averages, counters and the like are passed over.
 */
export function chooseTensors(
  index: BundleIndex,
  manifest: ModelManifest,
  variable: VariableNames,
  file: string,
): ChosenTensor[] {
  const expected = expectedWeights(manifest);
  const byName = new Map<string, BundleEntry>();
  for (const entry of index.entries) {
    if (byName.has(entry.name)) mismatch(entry.name, `${file} has the variable ${entry.name} twice.`);
    byName.set(entry.name, entry);
    if (/^[^/]+\/(W|biases)$/.test(entry.name) && !expected.has(entry.name)) {
      mismatch(entry.name, `${file} has a variable ${entry.name}, which NSynth's model has not.`);
    }
  }
  return [...expected].map(([weight, shape]) => {
    const name = variable(weight);
    const entry = byName.get(name);
    if (!entry) throw missing(name, file);
    check(entry, shape, file);
    return { weight, entry };
  });
}

function check(entry: BundleEntry, shape: readonly number[], file: string): void {
  const { name } = entry;
  if (entry.shape.join() !== shape.join()) {
    mismatch(name, `${file}: the variable ${name} has shape [${entry.shape}]; it must be [${shape}].`);
  }
  if (!entry.isFloat32) mismatch(name, `${file}: the variable ${name} is not of type float32.`);
  if (entry.sliced)
    mismatch(name, `${file}: the variable ${name} was saved in parts; Alloy reads whole ones.`);
  const bytes = 4 * shape.reduce((product, size) => product * size, 1);
  if (entry.size !== bytes) {
    mismatch(name, `${file}: the variable ${name} has ${entry.size} bytes; its shape asks for ${bytes}.`);
  }
}

function missing(name: string, file: string): AlloyError {
  const averages = name.endsWith('/ExponentialMovingAverage') ? ' Try without --averaged.' : '';
  return new AlloyError(
    'model-mismatch',
    name,
    `${file} has no variable ${name}: it is no checkpoint of NSynth's WaveNet.${averages}`,
  );
}

function mismatch(variable: string, message: string): never {
  throw new AlloyError('model-mismatch', variable, message);
}
