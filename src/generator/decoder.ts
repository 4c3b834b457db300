/**
 * Declares the decoder that generators run: sizes and dense float32 weights, without files, embeddings or tfjs.
 * Arithmetic: NSynth's WaveNet decoder (Engel et al. 2017, arXiv 1704.01279).
 *
 * At sample t, with x[t] the mu-law code q/128 of sample t (0 before the note):
 *   l = startconv·[x[t−F], …, x[t−1]] + start_lag·taps          (F = startFilter; taps only with pitchLag)
 *   s = skip_start·l
 *   for each layer N (dilation d, filter K):
 *     h = dilatedconv_N·[l[t−(K−1)d], …, l[t−d], l[t]] + conditioning_N      (2·width values)
 *     g = sigmoid(first half of h) · tanh(second half of h)
 *     l = l + res_N·g,   s = s + skip_N·g
 *   a = out1·relu(s) + conditioning_out          (skip values)
 *   logits = logits·relu(a)                      (levels values; class index = q + 128)
 * Every product adds its own biases. A layer's input l is 0 for t < 0.
 */

/** Weights of one convolution: `w[(tap · inputs + input) · outputs + output]`, oldest tap first. */
export interface Dense {
  readonly taps: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly w: Float32Array;
  /** `outputs` values. */
  readonly biases: Float32Array;
}

/** Offsets, in samples, of the pitch-lag taps around one and two periods ago. */
export interface PitchLagConfig {
  readonly onePeriod: readonly number[];
  readonly twoPeriods: readonly number[];
}

export interface DecoderConfig {
  readonly startFilter: number;
  readonly filter: number;
  /** One dilation a layer. */
  readonly dilations: readonly number[];
  /** Residual width R. */
  readonly width: number;
  /** Skip width S. */
  readonly skip: number;
  /** Mu-law classes, 256. */
  readonly levels: number;
  /** null: the decoder has no pitch-lag taps. */
  readonly pitchLag: PitchLagConfig | null;
  /** Drift correction gain, 0 to 0.49, see drift-correction.ts; 0 when left out, as for NSynth's models. */
  readonly centring?: number;
}

export interface DecoderLayer {
  readonly dilated: Dense;
  readonly res: Dense;
  readonly skip: Dense;
}

export interface Decoder {
  readonly config: DecoderConfig;
  readonly startconv: Dense;
  readonly startLag: Dense | null;
  readonly skipStart: Dense;
  readonly layers: readonly DecoderLayer[];
  readonly out1: Dense;
  readonly logits: Dense;
}

/** Conditioning values a frame: 2·width for each layer in order, then skip for the output. */
export function conditioningWidth(config: DecoderConfig): number {
  return 2 * config.width * config.dilations.length + config.skip;
}

/** How many past samples (of codes) the output at one sample depends on, the pitch-lag taps apart. */
export function receptiveField(config: DecoderConfig): number {
  return config.dilations.reduce((sum, d) => sum + d * (config.filter - 1), config.startFilter);
}

/** Multiply-adds for one sample of one note. */
export function multiplyAdds(config: DecoderConfig): number {
  const { width: r, skip: s, filter, levels, startFilter, dilations } = config;
  const lag = config.pitchLag ? config.pitchLag.onePeriod.length + config.pitchLag.twoPeriods.length : 0;
  const layer = filter * r * 2 * r + r * (r + s);
  return (startFilter + lag) * r + r * s + dilations.length * layer + s * s + s * levels;
}
