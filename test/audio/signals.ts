/** Test signals and measures, for Node and browser alike. */

export function sine(hertz: number, rate: number, seconds: number, amplitude = 1): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / rate),
  );
}

/** White noise, uniform, of a fixed seed. */
export function noise(length: number, amplitude = 1, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

/** Amplitude of one frequency in the middle of a signal, under a Hann window. */
export function amplitudeAt(samples: Float32Array, hertz: number, rate: number): number {
  const length = samples.length;
  let re = 0;
  let im = 0;
  let weight = 0;
  for (let i = 0; i < length; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
    const angle = (2 * Math.PI * hertz * i) / rate;
    re += window * samples[i]! * Math.cos(angle);
    im += window * samples[i]! * Math.sin(angle);
    weight += window;
  }
  return (2 * Math.hypot(re, im)) / weight;
}

export function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
}

/** The files of test/golden/sounds that hold the 440 Hz (and, in stereo, 660 Hz) tone. */
export const TONES = [
  { file: 'tone-44100-16.flac', format: 'FLAC', rate: 44100, channels: 2, seconds: 0.5 },
  { file: 'tone-48000-24.flac', format: 'FLAC', rate: 48000, channels: 2, seconds: 0.2 },
  { file: 'tone.oga', format: 'Ogg FLAC', rate: 44100, channels: 2, seconds: 0.5 },
  { file: 'tone-vorbis.ogg', format: 'Ogg Vorbis', rate: 44100, channels: 2, seconds: 0.5 },
  { file: 'tone-vorbis-22050-mono.ogg', format: 'Ogg Vorbis', rate: 22050, channels: 1, seconds: 0.5 },
  { file: 'tone.opus', format: 'Opus', rate: 48000, channels: 2, seconds: 0.5 },
  { file: 'tone-vbr.mp3', format: 'MP3', rate: 44100, channels: 2, seconds: 0.5 },
  { file: 'tone-22050-mono.mp3', format: 'MP3', rate: 22050, channels: 1, seconds: 0.5 },
  // Without LAME's tag nobody knows the padding: whole frames of 1152 samples.
  { file: 'tone-no-tag.mp3', format: 'MP3', rate: 44100, channels: 2, seconds: (21 * 1152) / 44100 },
] as const;
