/** Units as type aliases: they cost nothing and say what a number means. */

export type Hertz = number;
export type Seconds = number;
export type Milliseconds = number;
/** A count of samples at the rate that the context names. */
export type Samples = number;
/** MIDI note number, 69 = A4 = 440 Hz; fractions are cents / 100. */
export type MidiNote = number;
export type Cents = number;
export type Decibels = number;
export type DecibelsPerSecond = number;
/** Linear gain, 0 to 1. */
export type Gain01 = number;
/** Tempo: quarter notes a minute, whatever the time signature. */
export type BeatsPerMinute = number;
/** A length or a place in a song, in quarter notes. */
export type QuarterNotes = number;
/** MIDI velocity, 1 to 127. */
export type Velocity = number;

/** Frequency of a (fractional) MIDI note, equal temperament, A4 = 440 Hz. */
export function midiToHertz(note: MidiNote): Hertz {
  return 440 * 2 ** ((note - 69) / 12);
}

/** Fractional MIDI note of a frequency above 0 Hz. */
export function hertzToMidi(frequency: Hertz): MidiNote {
  return 69 + 12 * Math.log2(frequency / 440);
}

export function decibelsToGain(level: Decibels): number {
  return 10 ** (level / 20);
}

/** Level of a linear gain; 0 gives −Infinity. */
export function gainToDecibels(gain: number): Decibels {
  return 20 * Math.log10(gain);
}
