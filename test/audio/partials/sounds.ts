/** Makes the sounds that the live tracks are tested with: every partial of them is known. */

export const RATE = 48_000;

export interface KnownPartial {
  readonly hertz: number;
  /** Amplitude at the beginning; it falls by `decay` dB a second. */
  readonly amplitude: number;
  readonly decay?: number;
  /** Turns, of a cosine. */
  readonly phase?: number;
}

export function sumOf(partials: readonly KnownPartial[], seconds: number, rate = RATE): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate));
  for (const { hertz, amplitude, decay = 0, phase = 0 } of partials)
    for (let n = 0; n < out.length; n++) {
      const level = amplitude * 10 ** ((-decay * n) / rate / 20);
      out[n]! += level * Math.cos(2 * Math.PI * ((hertz * n) / rate + phase));
    }
  return out;
}

/** Harmonics 1 to `count` at amplitudes 0.3 / k, their phases such that it is a row of pulses if `pulses`. */
export function harmonicPartials(hertz: number, count: number, pulses = false): KnownPartial[] {
  return Array.from({ length: count }, (_, k) => ({
    hertz: hertz * (k + 1),
    amplitude: pulses ? 0.06 : 0.3 / (k + 1),
    phase: pulses ? 0 : (0.37 * k * k) % 1,
  }));
}

/** A struck string of stiffness B: f_k = k f √(1 + B k²). */
export function stringPartials(hertz: number, stiffness: number, count: number): KnownPartial[] {
  return Array.from({ length: count }, (_, i) => {
    const k = i + 1;
    return {
      hertz: hertz * k * Math.sqrt(1 + stiffness * k * k),
      amplitude: 0.3 / k,
      decay: 6 + 2 * k,
      phase: (0.61 * k) % 1,
    };
  });
}

/** A bell: none of its partials is a harmonic of another. */
export const BELL: readonly KnownPartial[] = [
  { hertz: 261.6, amplitude: 0.2, decay: 4 },
  { hertz: 523.9, amplitude: 0.3, decay: 8, phase: 0.2 },
  { hertz: 622.2, amplitude: 0.15, decay: 9, phase: 0.7 },
  { hertz: 784.1, amplitude: 0.12, decay: 10, phase: 0.4 },
  { hertz: 1312.7, amplitude: 0.15, decay: 14 },
  { hertz: 3621.0, amplitude: 0.1, decay: 20, phase: 0.9 },
];

/** White noise of a given RMS, the same for the same seed. */
export function whiteNoise(rms: number, seconds: number, rate = RATE, seed = 1): Float32Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => {
    return rms * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  });
}

/** Noise through one pole: −6 dB an octave above `hertz`. */
export function softNoise(rms: number, hertz: number, seconds: number, seed = 1): Float32Array {
  const pole = Math.exp((-2 * Math.PI * hertz) / RATE);
  let last = 0;
  return whiteNoise(rms, seconds, RATE, seed).map((x) => (last = pole * last + (1 - pole) * x));
}

/** A drum: a tone that falls from 180 to 90 Hz, and a burst of noise. */
export function drum(): Float32Array {
  let turn = 0;
  const noise = whiteNoise(0.2, 0.4);
  return noise.map((x, n) => {
    const t = n / RATE;
    turn += (90 + 90 * Math.exp(-t / 0.03)) / RATE;
    return 0.7 * Math.exp(-t / 0.09) * Math.sin(2 * Math.PI * turn) + x * Math.exp(-t / 0.04);
  });
}

export function added(...sounds: readonly Float32Array[]): Float32Array {
  return sounds[0]!.map((_, n) => sounds.reduce((sum, sound) => sum + (sound[n] ?? 0), 0));
}
