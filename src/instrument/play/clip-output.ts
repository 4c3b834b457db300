/** Plays one sound at a time beside the player: a clip, or layers that are crossfaded while they sound. [page] */
import type { Hertz, Seconds } from '../../units.js';

const FADE_SECONDS: Seconds = 0.01;
/** Time constant with which layer gains follow their weights: a third of the player's mix smoothing. */
const FOLLOW_SECONDS: Seconds = 0.02 / 3;

/** What is played: layers from their start on, each with its linear gain. */
export interface Played {
  readonly sampleRate: Hertz;
  readonly samples: readonly Float32Array[];
  readonly gains: readonly number[];
}

interface Layer {
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
}

/** Where sounds are played. */
export interface ClipHost {
  readonly context: BaseAudioContext;
  readonly output: AudioNode;
}

/** Plays one sound at a time. [page] */
export class ClipOutput {
  readonly #host: () => ClipHost;
  #layers: readonly Layer[] = [];

  constructor(host: () => ClipHost) {
    this.#host = host;
  }

  /** What plays already fades out. `ended` fires once, when all is over or another sound begins. */
  play({ sampleRate, samples, gains }: Played, ended: () => void): void {
    this.stop();
    const { context, output } = this.#host();
    const layers = samples.map((layer, i): Layer => {
      const buffer = context.createBuffer(1, Math.max(1, layer.length), sampleRate);
      buffer.copyToChannel(new Float32Array(layer), 0);
      const gain = context.createGain();
      gain.gain.value = gains[i]!;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(gain).connect(output);
      return { source, gain };
    });
    this.#layers = layers;
    let left = layers.length;
    for (const { source, gain } of layers) {
      source.onended = () => {
        source.disconnect();
        gain.disconnect();
        if (--left > 0) return;
        if (this.#layers === layers) this.#layers = [];
        ended();
      };
    }
    const now = context.currentTime; // one time for all: they are read side by side
    for (const { source } of layers) source.start(now);
  }

  /** Gains of the layers that play, in their order. */
  follow(gains: readonly number[]): void {
    const { currentTime } = this.#host().context;
    this.#layers.forEach(({ gain }, i) =>
      gain.gain.setTargetAtTime(gains[i] ?? 0, currentTime, FOLLOW_SECONDS),
    );
  }

  /** Fades out. */
  stop(): void {
    if (this.#layers.length === 0) return;
    const { currentTime } = this.#host().context;
    for (const { source, gain } of this.#layers) {
      gain.gain.setTargetAtTime(0, currentTime, FADE_SECONDS / 3);
      source.stop(currentTime + 2 * FADE_SECONDS);
    }
    this.#layers = [];
  }
}
