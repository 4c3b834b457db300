/** Declares the fields of `model.json`; their names are the published format and never change. */
import type { BandEnvelopeConfig } from '../audio/band-envelope/bands.js';
import type { DecoderConfig } from '../generator/decoder.js';

/** One entry of tfjs's `weightsManifest` format. */
export interface WeightsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
  readonly quantization?: {
    readonly dtype: 'float16' | 'uint8' | 'uint16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** How loudness is taken out of the signal before coding and put back after. */
export interface LoudnessConfig {
  /** Samples of the Hann window that smooths the squared signal. */
  readonly windowSamples: number;
  /** Samples between two values of the track. */
  readonly hop: number;
  /** Floor below the loudest value, dB (negative), while dividing. */
  readonly floorDb: number;
  /** RMS of the coded signal. */
  readonly rms: number;
}

export interface SignalConfig {
  /** Peak to which a source is normalised before the encoder, 0 to 1. */
  readonly peak: number;
  /** First-order pre-emphasis coefficient a: w[n] = x[n] − a·x[n−1]; 0 for none. */
  readonly preEmphasis: number;
  /** Mu-law classes. */
  readonly levels: number;
  /** null: loudness stays in the signal (NSynth). */
  readonly loudness: LoudnessConfig | null;
}

export interface LogMelEncoderConfig {
  readonly kind: 'log-mel';
  readonly fftSize: number;
  readonly hop: number;
  readonly bands: number;
  readonly minHz: number;
  readonly maxHz: number;
  readonly channels: number;
  readonly filter: number;
  readonly layers: number;
  readonly embedding: number;
}

/** NSynth's: start conv, `layers` residual layers of dilation 2^(i mod layersPerStage), 1×1, mean pool. */
export interface WaveformEncoderConfig {
  readonly kind: 'waveform';
  readonly layers: number;
  readonly layersPerStage: number;
  readonly filter: number;
  readonly width: number;
  readonly embedding: number;
  readonly hop: number;
}

export type EncoderConfig = LogMelEncoderConfig | WaveformEncoderConfig;

/** Each layer's conditioning is one linear map of z (NSynth). */
export interface LinearConditioningConfig {
  readonly kind: 'linear';
}

/** z and Gaussian bumps over pitch → tanh hidden layer → one linear map a layer. */
export interface PitchedConditioningConfig {
  readonly kind: 'pitched';
  readonly hidden: number;
  readonly bumps: number;
  readonly bumpMinMidi: number;
  readonly bumpMaxMidi: number;
  readonly bumpSigma: number;
  /** The linear pitch input is (midi − centreMidi) / spanMidi. */
  readonly centreMidi: number;
  readonly spanMidi: number;
}

export type ConditioningConfig = LinearConditioningConfig | PitchedConditioningConfig;

/** The network that warps a source's band envelope (audio/band-envelope) to another pitch; see model/envelope-warp.ts. */
export interface EnvelopeWarpConfig extends BandEnvelopeConfig {
  readonly hidden: number;
  /** It sees a level of L dB as (L − centreDb) / spanDb, and tells changes in spanDb. */
  readonly centreDb: number;
  readonly spanDb: number;
  /** It also sees the mean of this many frames on each side. */
  readonly smoothFrames: number;
  /** d semitones away, tanh(d / ownSemitones) of the change counts. */
  readonly ownSemitones: number;
}

/** The contents of `model.json`. */
export interface ModelManifest {
  readonly format: 'alloy-model';
  readonly version: 1;
  /** Identifier: lower case, digits, hyphens. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly license: string;
  readonly sampleRate: number;
  readonly signal: SignalConfig;
  readonly encoder: EncoderConfig;
  readonly conditioning: ConditioningConfig;
  readonly decoder: DecoderConfig;
  /** The envelope warp; absent: generated notes keep the band envelope that they have. */
  readonly colour?: EnvelopeWarpConfig;
  /** What its makers recommend. */
  readonly generation: { readonly temperature: number };
  readonly weightsManifest: readonly WeightsGroup[];
}
