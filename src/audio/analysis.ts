/** Analyses a whole sound, once: onset, pitch, and its passages, the notes that follow each other. [worker] */
import type { Hertz, MidiNote, Seconds } from '../units.js';
import { decimate } from './decimate.js';
import { findOnset } from './onset.js';
import { HighPass } from './high-pass.js';
import { findNotes, type NoteSpan } from './passages.js';
import { detectPitch, type HeardPitch } from './pitch.js';
import type { HeardRoot } from './root.js';

/** A stretch of a sound that holds one note. */
export interface Passage {
  readonly start: Seconds;
  readonly end: Seconds;
  /** Null: no pitch is heard in it. */
  readonly midi: MidiNote | null;
}

export interface SoundAnalysis {
  /** Where the sound begins. */
  readonly onset: Seconds;
  /** The pitch of the sound, of its first passage where it has several; null for noise, drums and the like. */
  readonly heard: HeardRoot | null;
  /** The notes of a chord, from its bass note, which is the pitch that is heard; null for one note. */
  readonly chord: readonly MidiNote[] | null;
  /** Notes in a row; one or none for a single sound. */
  readonly passages: readonly Passage[];
}

/**
 * Most passages whose pitch is measured anew; more keep the less exact pitch of the segmentation. Then the seconds of
 * each that are measured.
 */
const HEARD_PASSAGES = 16;
const HEARD_SECONDS: Seconds = 1;
const RUMBLE_HZ = 20;

/** @param samples one channel, without a constant offset. [worker] */
export function analyseSound(samples: Float32Array, sampleRate: Hertz): SoundAnalysis {
  const slow = decimate(samples, sampleRate);
  const still = slow.samples.slice();
  new HighPass(RUMBLE_HZ, slow.sampleRate).process(still); // a step of the offset is no beginning
  const start = findOnset(still, slow.sampleRate);
  const onset = start / slow.sampleRate;
  const sound = slow.samples.subarray(start);
  const row = passagesOf(sound, slow.sampleRate);
  if (row) {
    const passages = row.map(({ heard, ...span }) => ({
      start: onset + span.start,
      end: onset + span.end,
      midi: heard?.midi ?? span.midi,
    }));
    const { heard } = row[0]!;
    return { onset, heard: heard && justRoot(heard), chord: heard?.chord ?? null, passages };
  }
  const heard = detectPitch(sound, slow.sampleRate);
  const passages = heard ? [{ start: onset, end: samples.length / sampleRate, midi: heard.midi }] : [];
  return { onset, heard: heard && justRoot(heard), chord: heard?.chord ?? null, passages };
}

function justRoot({ midi, confidence }: HeardRoot): HeardRoot {
  return { midi, confidence };
}

/** Notes in a row, each heard by itself; null for a single sound, and where no clear pitch is heard in the first of them. */
function passagesOf(
  sound: Float32Array,
  rate: Hertz,
): readonly (NoteSpan & { readonly heard: HeardPitch | null })[] | null {
  const row = findNotes(sound, rate).map((span, i) => {
    const end = Math.min(span.end, span.start + HEARD_SECONDS);
    const part = sound.subarray(Math.round(span.start * rate), Math.round(end * rate));
    return { ...span, heard: i < HEARD_PASSAGES ? detectPitch(part, rate) : null };
  });
  const changes = row.some(
    ({ midi, heard }) => Math.abs((heard?.midi ?? midi) - (row[0]!.heard?.midi ?? NaN)) > 0.5,
  );
  const struckAgain = row.every(({ midi }) => Math.abs(midi - row[0]!.midi) < 0.5);
  return row[0]?.heard && (changes || struckAgain) ? row : null;
}
