/** Mixes channels down to mono; where they cancel, takes the loudest alone. */
/** Cancellation threshold: power of the mean relative to that of uncorrelated channels, −10 dB. */
const CANCELLED = 0.1;

export interface Downmix {
  readonly samples: Float32Array;
  /** The channel that was taken alone since the mean of all would cancel (phase-inverted stereo), or null. */
  readonly onlyChannel: number | null;
}

/** One channel of several of the same length: their mean, or the loudest where the mean cancels. */
export function downmix(channels: readonly Float32Array[]): Downmix {
  const first = channels[0] ?? new Float32Array(0);
  if (channels.length < 2) return { samples: first.slice(), onlyChannel: null };
  const samples = new Float32Array(first.length);
  for (const channel of channels) {
    for (let i = 0; i < samples.length; i++) samples[i]! += channel[i]! / channels.length;
  }
  const powers = channels.map(power);
  const unrelated = powers.reduce((a, b) => a + b, 0) / channels.length ** 2;
  if (power(samples) >= CANCELLED * unrelated) return { samples, onlyChannel: null };
  const loudest = powers.indexOf(Math.max(...powers));
  return { samples: channels[loudest]!.slice(), onlyChannel: loudest };
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, x) => sum + x * x, 0);
}
