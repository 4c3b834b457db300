/** Parses and validates `model.json`. */
import { AlloyError } from '../errors.js';
import { MAX_DRIFT_GAIN } from '../generator/drift-correction.js';
import type { DecoderConfig, PitchLagConfig } from '../generator/decoder.js';
import { FieldReader } from './fields.js';
import type {
  EnvelopeWarpConfig,
  ConditioningConfig,
  EncoderConfig,
  LoudnessConfig,
  ModelManifest,
  SignalConfig,
  WeightEntry,
  WeightsGroup,
} from './manifest.js';

/** Class indices are bytes everywhere, so there is one number of levels. */
const LEVELS = 256;

/**
 * Reads the contents of a `model.json`.
 * @param json what JSON.parse gave.
 * @param file what to call it in errors.
 * @throws AlloyError 'model-invalid' that names the field, what it is and what it must be.
 */
export function parseManifest(json: unknown, file = 'model.json'): ModelManifest {
  const root = new FieldReader(json, '', file);
  if (root.text('format') !== 'alloy-model') {
    root.fail('format', `is "${root.text('format')}", not "alloy-model": is this file a model of Alloy's?`);
  }
  if (root.integer('version', 0) !== 1) {
    root.fail('version', `is ${root.integer('version', 0)}; this Alloy reads version 1`);
  }
  const encoder = readEncoder(root.object('encoder'));
  const manifest: ModelManifest = {
    format: 'alloy-model',
    version: 1,
    name: readName(root),
    title: root.text('title'),
    description: root.text('description'),
    license: root.text('license'),
    sampleRate: root.integer('sampleRate', 4000),
    signal: readSignal(root.object('signal')),
    encoder,
    conditioning: readConditioning(root.object('conditioning')),
    decoder: readDecoder(root.object('decoder')),
    ...(root.has('colour') ? { colour: readEnvelopeWarp(root.object('colour')) } : {}),
    generation: { temperature: root.object('generation').number('temperature', 0) },
    weightsManifest: root.objects('weightsManifest').map(readGroup),
  };
  return manifest;
}

/**
 * Parses and reads a `model.json`.
 * @throws AlloyError 'model-invalid'.
 */
export function parseManifestText(text: string, file: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AlloyError('model-invalid', file, `${file} is not JSON: ${reason}`, { cause });
  }
  return parseManifest(json, file);
}

function readName(root: FieldReader): string {
  const name = root.text('name');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    root.fail('name', `is "${name}"; it may have lower case letters, digits and hyphens only`);
  }
  return name;
}

function readSignal(signal: FieldReader): SignalConfig {
  const levels = signal.integer('levels', 1);
  if (levels !== LEVELS) signal.fail('levels', `is ${levels}; it must be ${LEVELS}`);
  const preEmphasis = signal.number('preEmphasis', 0);
  if (preEmphasis >= 1) signal.fail('preEmphasis', `is ${preEmphasis}; it must be below 1`);
  return {
    peak: signal.within('peak', 0.01, 1),
    preEmphasis,
    levels,
    loudness: signal.isNull('loudness') ? null : readLoudness(signal.object('loudness')),
  };
}

function readLoudness(loudness: FieldReader): LoudnessConfig {
  const windowSamples = loudness.integer('windowSamples', 2);
  if (windowSamples % 2 !== 0) loudness.fail('windowSamples', `is ${windowSamples}; it must be even`);
  return {
    windowSamples,
    hop: loudness.integer('hop', 1),
    floorDb: loudness.within('floorDb', -200, 0),
    rms: loudness.within('rms', 0.001, 1),
  };
}

function readEncoder(encoder: FieldReader): EncoderConfig {
  const kind = encoder.oneOf('kind', ['log-mel', 'waveform']);
  const filter = encoder.integer('filter', 1);
  if (filter % 2 === 0) encoder.fail('filter', `is ${filter}; it must be odd`);
  const common = { filter, embedding: encoder.integer('embedding', 1), hop: encoder.integer('hop', 1) };
  const layers = encoder.integer('layers', 1);
  if (kind === 'waveform') {
    const layersPerStage = encoder.integer('layersPerStage', 1);
    return { kind, layers, layersPerStage, width: encoder.integer('width', 1), ...common };
  }
  const fftSize = encoder.integer('fftSize', 2);
  if (!Number.isInteger(Math.log2(fftSize)))
    encoder.fail('fftSize', `is ${fftSize}; it must be a power of 2`);
  const minHz = encoder.number('minHz', 0);
  const maxHz = encoder.number('maxHz', 0);
  if (maxHz <= minHz) encoder.fail('maxHz', `is ${maxHz}, not above minHz, ${minHz}`);
  const bands = encoder.integer('bands', 1);
  const channels = encoder.integer('channels', 1);
  return { kind, fftSize, bands, minHz, maxHz, channels, layers, ...common };
}

function readConditioning(conditioning: FieldReader): ConditioningConfig {
  const kind = conditioning.oneOf('kind', ['linear', 'pitched']);
  if (kind === 'linear') return { kind };
  return {
    kind,
    hidden: conditioning.integer('hidden', 1),
    bumps: conditioning.integer('bumps', 2),
    bumpMinMidi: conditioning.number('bumpMinMidi'),
    bumpMaxMidi: conditioning.number('bumpMaxMidi'),
    bumpSigma: conditioning.number('bumpSigma', 0.01),
    centreMidi: conditioning.number('centreMidi'),
    spanMidi: conditioning.number('spanMidi', 0.01),
  };
}

function readEnvelopeWarp(bandEnvelope: FieldReader): EnvelopeWarpConfig {
  const fftSize = bandEnvelope.integer('fftSize', 2);
  if (!Number.isInteger(Math.log2(fftSize)))
    bandEnvelope.fail('fftSize', `is ${fftSize}; it must be a power of 2`);
  const hop = bandEnvelope.integer('hop', 1);
  if (hop * 2 > fftSize)
    bandEnvelope.fail('hop', `is ${hop}; frames of ${fftSize} must overlap by half at least`);
  const minHz = bandEnvelope.number('minHz', 0);
  const maxHz = bandEnvelope.number('maxHz', 0);
  if (maxHz <= minHz) bandEnvelope.fail('maxHz', `is ${maxHz}, not above minHz, ${minHz}`);
  return {
    fftSize,
    hop,
    bands: bandEnvelope.integer('bands', 2),
    minHz,
    maxHz,
    floorDb: bandEnvelope.within('floorDb', -200, 0),
    hidden: bandEnvelope.integer('hidden', 1),
    centreDb: bandEnvelope.number('centreDb'),
    spanDb: bandEnvelope.number('spanDb'),
    smoothFrames: bandEnvelope.integer('smoothFrames', 0),
    ownSemitones: bandEnvelope.number('ownSemitones', 0.01),
  };
}

function readDecoder(decoder: FieldReader): DecoderConfig {
  const levels = decoder.integer('levels', 1);
  if (levels !== LEVELS) decoder.fail('levels', `is ${levels}; it must be ${LEVELS}`);
  return {
    startFilter: decoder.integer('startFilter', 1),
    filter: decoder.integer('filter', 1),
    dilations: decoder.integers('dilations', 1),
    width: decoder.integer('width', 1),
    skip: decoder.integer('skip', 1),
    levels,
    pitchLag: decoder.isNull('pitchLag') ? null : readPitchLag(decoder.object('pitchLag')),
    ...(decoder.has('centring') ? { centring: decoder.within('centring', 0, MAX_DRIFT_GAIN) } : {}),
  };
}

function readPitchLag(lag: FieldReader): PitchLagConfig {
  return { onePeriod: lag.numbers('onePeriod'), twoPeriods: lag.numbers('twoPeriods') };
}

function readGroup(group: FieldReader): WeightsGroup {
  const paths = group.texts('paths');
  for (const path of paths) {
    if (path.startsWith('/') || /[:\\?#]/.test(path) || path.split('/').includes('..')) {
      group.fail('paths', `names "${path}"; shards must lie beside the model`);
    }
  }
  return { paths, weights: group.objects('weights').map(readEntry) };
}

function readEntry(entry: FieldReader): WeightEntry {
  const plain = {
    name: entry.text('name'),
    shape: entry.integers('shape', 1),
    dtype: entry.oneOf('dtype', ['float32']),
  };
  if (!entry.has('quantization')) return plain;
  const quantization = entry.object('quantization');
  const dtype = quantization.oneOf('dtype', ['float16', 'uint8', 'uint16']);
  if (dtype === 'float16') return { ...plain, quantization: { dtype } };
  return {
    ...plain,
    quantization: { dtype, scale: quantization.number('scale'), min: quantization.number('min') },
  };
}
