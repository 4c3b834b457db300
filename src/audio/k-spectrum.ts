/** Predicts the K-weighting of a sound from its spectrum, also when it is transposed. */
import {
  gainToDecibels,
  hertzToMidi,
  midiToHertz,
  type Decibels,
  type Hertz,
  type Samples,
} from '../units.js';
import { MagnitudeSpectrum } from './fourier.js';
import { kPower } from './k-weighting.js';

const FRAME: Samples = 2048;

/** Energy of a sound by semitone; gives its K-weighting at any transposition. */
export class KSpectrum {
  /** By semitone, from MIDI note 0 on. */
  readonly #power: Float64Array;
  readonly #highest: Hertz;

  constructor(samples: Float32Array, rate: Hertz) {
    this.#highest = rate / 2;
    this.#power = new Float64Array(1 + Math.round(hertzToMidi(this.#highest)));
    const spectrum = new MagnitudeSpectrum(FRAME);
    const magnitudes = new Float64Array(spectrum.bins);
    const notes = Array.from(magnitudes, (_, bin) =>
      Math.max(0, Math.round(hertzToMidi((bin * rate) / FRAME))),
    );
    for (let start = 0; start < samples.length; start += FRAME / 2) {
      spectrum.at(samples, start, magnitudes);
      notes.forEach((note, bin) => (this.#power[note]! += magnitudes[bin]! ** 2));
    }
  }

  /**
   * How much louder K-weighting makes the sound, were its spectrum so many semitones higher; what passes the highest
   * frequency is lost. 0 for silence.
   */
  weighting(semitones: number): Decibels {
    let unweighted = 0;
    let weighted = 0;
    for (let note = 0; note < this.#power.length; note++) {
      const hertz = midiToHertz(note + semitones);
      if (hertz > this.#highest) break;
      unweighted += this.#power[note]!;
      weighted += this.#power[note]! * kPower(hertz);
    }
    return unweighted > 0 && weighted > 0 ? gainToDecibels(Math.sqrt(weighted / unweighted)) : 0;
  }
}
