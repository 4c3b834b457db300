/** Small random models, in memory or in a folder, that run through the code that real ones run through. */
import type { ModelFiles } from '../../src/model/files.js';
import type { ModelManifest, WeightEntry } from '../../src/model/manifest.js';
import { expectedWeights } from '../../src/model/shapes.js';
import { PITCH_LAG, uniforms } from '../generator/models.js';

export type Storage = 'float32' | 'float16' | 'uint8' | 'uint16';

const COMMON = {
  format: 'alloy-model',
  version: 1,
  name: 'tiny',
  title: 'Tiny',
  description: 'Random weights.',
  license: 'Apache-2.0',
  sampleRate: 16000,
  generation: { temperature: 1 },
  weightsManifest: [],
} as const;

/** Of the factory model's kind: loudness and pitch apart from timbre. */
export const TINY_FACTORY: ModelManifest = {
  ...COMMON,
  signal: {
    peak: 0.9,
    preEmphasis: 0.85,
    levels: 256,
    loudness: { windowSamples: 512, hop: 128, floorDb: -45, rms: 0.2 },
  },
  encoder: {
    kind: 'log-mel',
    fftSize: 1024,
    hop: 512,
    bands: 20,
    minHz: 30,
    maxHz: 7900,
    channels: 12,
    filter: 3,
    layers: 3,
    embedding: 16,
  },
  conditioning: {
    kind: 'pitched',
    hidden: 8,
    bumps: 32,
    bumpMinMidi: 21,
    bumpMaxMidi: 108,
    bumpSigma: 3,
    centreMidi: 60,
    spanMidi: 24,
  },
  decoder: {
    startFilter: 2,
    filter: 2,
    dilations: [1, 2, 4, 8],
    width: 4,
    skip: 6,
    levels: 256,
    pitchLag: PITCH_LAG,
  },
};

/** The same with a network that moves band envelopes. */
export const TINY_COLOURED: ModelManifest = {
  ...TINY_FACTORY,
  name: 'tiny-coloured',
  colour: {
    fftSize: 1024,
    hop: 512,
    bands: 6,
    minHz: 30,
    maxHz: 7900,
    floorDb: -70,
    hidden: 5,
    centreDb: -35,
    spanDb: 20,
    smoothFrames: 2,
    ownSemitones: 3,
  },
};

/** Of NSynth's kind: everything in the embedding, filter 3 everywhere. */
export const TINY_NSYNTH: ModelManifest = {
  ...COMMON,
  name: 'tiny-nsynth',
  signal: { peak: 0.9, preEmphasis: 0, levels: 256, loudness: null },
  encoder: {
    kind: 'waveform',
    layers: 6,
    layersPerStage: 3,
    filter: 3,
    width: 5,
    embedding: 16,
    hop: 64,
  },
  conditioning: { kind: 'linear' },
  decoder: {
    startFilter: 3,
    filter: 3,
    dilations: [1, 2, 4, 1, 2, 4],
    width: 4,
    skip: 6,
    levels: 256,
    pitchLag: null,
  },
};

export interface TinyModel {
  readonly manifest: ModelManifest;
  /** What a test may break before it loads `files`. */
  readonly contents: Map<string, Uint8Array>;
  readonly files: ModelFiles;
  /** The weights before they were quantised. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** A model of random weights of a sane scale, in `shards` files. */
export function tinyModel(
  base: ModelManifest,
  seed = 1,
  storage: Storage = 'float16',
  shards = 1,
): TinyModel {
  const weights = new Map<string, Float32Array>();
  const entries: WeightEntry[] = [];
  const parts: Uint8Array[] = [];
  let stream = 0;
  for (const [name, shape] of expectedWeights(base)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const scale = name.endsWith('biases') ? 0.1 : 1.5 / Math.sqrt(shape[1]! * shape[2]!);
    const values = uniforms(count, seed, ++stream).map((value) => value * scale);
    weights.set(name, values);
    const { quantization, bytes } = store(values, storage, scale);
    entries.push({ name, shape, dtype: 'float32', ...(quantization ? { quantization } : {}) });
    parts.push(bytes);
  }
  const all = concatenate(parts);
  const paths = Array.from({ length: shards }, (_, i) => `weights-${i + 1}-of-${shards}.bin`);
  const manifest = { ...base, weightsManifest: [{ paths, weights: entries }] };
  const contents = new Map([['model.json', new TextEncoder().encode(JSON.stringify(manifest))]]);
  const size = Math.ceil(all.length / shards);
  paths.forEach((path, i) => contents.set(path, all.slice(i * size, (i + 1) * size)));
  return { manifest, contents, files: filesOf(contents), weights };
}

/** The same model with other words in its model.json. */
export function withManifest(model: TinyModel, manifest: unknown): TinyModel {
  model.contents.set('model.json', new TextEncoder().encode(JSON.stringify(manifest)));
  return model;
}

/** Writes a model to a new temporary folder. @returns its path. (Node only) */
export async function writeModel({ contents }: TinyModel): Promise<string> {
  const { mkdtemp, writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = await mkdtemp(join(tmpdir(), 'alloy-model-'));
  for (const [path, bytes] of contents) await writeFile(join(folder, path), bytes);
  return folder;
}

function filesOf(contents: ReadonlyMap<string, Uint8Array>): ModelFiles {
  return {
    name: 'tiny files',
    async read(path) {
      const bytes = contents.get(path);
      if (!bytes) throw new Error(`no file ${path}`);
      return bytes.slice().buffer;
    },
  };
}

function store(
  values: Float32Array,
  storage: Storage,
  scale: number,
): { bytes: Uint8Array; quantization?: NonNullable<WeightEntry['quantization']> } {
  if (storage === 'float32') return { bytes: new Uint8Array(values.slice().buffer) };
  if (storage === 'float16') {
    return {
      bytes: new Uint8Array(Uint16Array.from(values, toFloat16).buffer),
      quantization: { dtype: 'float16' },
    };
  }
  const levels = storage === 'uint8' ? 255 : 65535;
  const step = (2 * scale) / levels;
  const codes = Array.from(values, (value) => Math.round((value + scale) / step));
  const bytes = storage === 'uint8' ? Uint8Array.from(codes) : new Uint8Array(Uint16Array.from(codes).buffer);
  return { bytes, quantization: { dtype: storage, scale: step, min: -scale } };
}

/** Bits of the nearest half-precision number of one between 2^-14 and 65504, or of 0 below. */
function toFloat16(value: number): number {
  const magnitude = Math.abs(value);
  const sign = value < 0 ? 0x8000 : 0;
  if (magnitude < 2 ** -14) return sign;
  const exponent = Math.floor(Math.log2(magnitude));
  // A mantissa that rounds up to 1024 carries into the exponent, as it should.
  return sign + ((exponent + 15) << 10) + Math.round((magnitude / 2 ** exponent - 1) * 1024);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** A plucked tone of falling partials that rests in its last quarter; peak 0.9. */
export function pluck(midi: number, seconds: number, sampleRate = 16000): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  const f0 = 440 * 2 ** ((midi - 69) / 12);
  const sounding = samples.length * 0.75;
  for (let h = 1; h <= 12 && h * f0 < sampleRate / 2.2; h++) {
    for (let i = 0; i < sounding; i++) {
      const t = i / sampleRate;
      samples[i]! += (Math.sin(2 * Math.PI * f0 * h * t + h * h) * Math.exp(-t * (0.8 + 0.4 * h))) / h;
    }
  }
  const fade = Math.round(0.02 * sampleRate);
  for (let i = 0; i < fade; i++) samples[Math.floor(sounding) - 1 - i]! *= i / fade;
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return samples.map((value) => (0.9 * value) / peak);
}
