/** Makes a rendered note full band: its samples at 48 kHz, and its air. */
import type { AirTrack, PitchTrack } from '../../timbre/embedding.js';
import { midiToHertz, type Hertz, type MidiNote, type Samples, type Seconds } from '../../units.js';
import { interpolate } from '../conditioning/interpolate.js';
import { AIR_MODEL_RATE, FULL_RATE } from './bands.js';
import { airAt } from './levels.js';
import { AirMaker, airPeriod } from './synthesis.js';
import { UP, Upsampler } from './upsampler.js';

/** Nominal pitch of a sound without: its axis is time itself. */
const UNPITCHED_HERTZ: Hertz = FULL_RATE / 256;
/** Largest deviation that is followed, semitones: as the decoder is told it. */
const MAX_DEVIATION = 2;
/** Fade at a note's end, so that it does not click. */
const FADE_SECONDS: Seconds = 0.01;

/** What a note's air is made of. */
export interface NoteAir {
  /** At the note's key and mix. */
  readonly track: AirTrack;
  readonly rootMidi: MidiNote;
  /** Null for a sound without pitch. Its own root does not count. */
  readonly pitch: Pick<PitchTrack, 'hop' | 'deviation'> | null;
}

/**
 * Brings a note at 16 kHz to 48 kHz and adds its air, streaming. [worker or Node] The air follows the note's pitch contour; it is the
 * same for equal notes. Block boundaries do not change the output. Latency: 3 ms.
 */
export class FullBand {
  readonly #upsampler: Upsampler;
  readonly #air: Float32Array;
  #given: Samples = 0;

  /** @param length of the whole note, in samples at 16 kHz. */
  constructor(air: NoteAir, length: Samples) {
    this.#upsampler = new Upsampler(length);
    this.#air = airOfNote(air, UP * length);
  }

  /** Takes the next samples at 16 kHz; returns those at 48 kHz that are final. */
  process(samples: Float32Array): Float32Array {
    const output = this.#upsampler.process(samples);
    for (let i = 0; i < output.length; i++) output[i]! += this.#air[this.#given + i]!;
    this.#given += output.length;
    return output;
  }
}

/** A whole note at 48 kHz. @param samples at 16 kHz. */
export function fullBand(samples: Float32Array, air: NoteAir): Float32Array {
  return new FullBand(air, samples.length).process(samples);
}

/** A note's air alone, `length` samples at 48 kHz. */
export function airOfNote({ track, rootMidi, pitch }: NoteAir, length: Samples): Float32Array {
  const hertz = pitch ? midiToHertz(rootMidi) : UNPITCHED_HERTZ;
  const period = airPeriod(hertz);
  const rate = hertz * period;
  const maker = new AirMaker({ period, rate, pitched: pitch !== null });
  const seed = Math.round(100 * rootMidi);
  let output: Float32Array;
  if (pitch) {
    const positions = axisPositions(pitch, rate, length);
    const when = secondsOf(positions, rate);
    const size = Math.ceil(positions.at(-1) ?? 0) + maker.hop;
    const wave = maker.make(size, { seed, levels: (at, out) => airAt(track, when(at), out) });
    output = interpolate(wave, positions);
  } else {
    output = maker.make(length, { seed, levels: (at, out) => airAt(track, at / rate, out) });
  }
  const fade = Math.min(length, Math.round(FADE_SECONDS * FULL_RATE));
  for (let i = 0; i < fade; i++) output[length - 1 - i]! *= i / fade;
  return output;
}

/** Where on an axis at the root's pitch each sample of a note at 48 kHz lies: its pitch contour, summed up. */
function axisPositions(
  { hop, deviation }: NonNullable<NoteAir['pitch']>,
  rate: Hertz,
  length: Samples,
): Float64Array {
  const positions = new Float64Array(length);
  const factors = Float64Array.from(
    deviation,
    (semitones) => 2 ** (Math.min(MAX_DEVIATION, Math.max(-MAX_DEVIATION, semitones)) / 12),
  );
  const wide = (hop * FULL_RATE) / AIR_MODEL_RATE;
  const step = rate / FULL_RATE;
  for (let i = 0, position = 0; i < length; i++) {
    positions[i] = position;
    const place = Math.max(0, i / wide - 0.5); // a value is the mean of its hop
    const low = Math.floor(place);
    const a = low < factors.length ? factors[low]! : 1;
    const b = low + 1 < factors.length ? factors[low + 1]! : 1;
    position += step * (a + (place - low) * (b - a));
  }
  return positions;
}

/** When a sample of the axis is heard; asked for in ascending order. */
function secondsOf(positions: Float64Array, rate: Hertz): (at: Samples) => Seconds {
  let i = 0;
  const last = positions.length - 1;
  return (at) => {
    if (last < 1 || at >= positions[last]!)
      return (last + (at - (positions[last] ?? 0)) * (FULL_RATE / rate)) / FULL_RATE;
    while (i < last && positions[i]! < at) i++;
    return i / FULL_RATE;
  };
}
