/** Segments a sound into consecutive notes, by steady stretches of pitch and the attacks between them. */
import type { Hertz, MidiNote, Seconds } from '../units.js';
import { hertzToMidi } from '../units.js';
import { decimate } from './decimate.js';
import { firstHighPeak, SquareDifference } from './nsdf.js';

/** The pitch is followed at this rate or a little above, in frames of 0.1 s. */
const LOWEST_HZ: Hertz = 11000;
const FRAME_SECONDS = 0.1;
const HOP_SECONDS: Seconds = 0.02;
const MIN_HZ: Hertz = 26;
const MAX_HZ: Hertz = 4000;
/** A frame has a pitch with this much of McLeod's function, and this far below the loudest frame at most: −34 dB. */
const CLEAR = 0.8;
const AUDIBLE = 0.02;
/** A note keeps to its middle within this (a vibrato does), and is left by frames that do not for longer than this. */
const SAME_SEMITONES = 0.7;
const LEAVE_FRAMES = 4;
/** It lasts this long at least: a trill's do not. */
const NOTE_FRAMES = 4;
/** It drifts no more than this from its first to its last third: a glide does. */
const DRIFT_SEMITONES = 0.45;
/** Notes must be so much of what is loud (−30 dB), or there are none: speech, drums. */
const COVERED = 0.65;
const LOUD = 0.03;
/** An attack: the level rises by this factor within three frames; between notes of one pitch it rises more. */
const ATTACK = 10 ** (3 / 20);
const ATTACK_AGAIN = 10 ** (10 / 20);
/** What comes back on the same pitch sooner than this (0.28 s) is a tremolo. */
const TREMOLO_FRAMES = 14;
/** Notes that are slurred are clear tones, nearly equal in level: what a dying bell's partials seem to do is no new note. */
const SLUR_CLEAR = 0.9;
const SLUR_LEVEL = 10 ** (8 / 20);

/** A note in a row of notes. */
export interface NoteSpan {
  readonly start: Seconds;
  readonly end: Seconds;
  readonly midi: MidiNote;
}

interface Frame {
  readonly midi: number;
  readonly clarity: number;
  readonly level: number;
}

/** A steady stretch: frames from `first` to before `end`. */
interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly midi: number;
  readonly clarity: number;
}

/**
 * The notes of a melody or a row of notes, in their order; none where there are less than two, or where they do not make up
 * the sound. Vibrato and tremolo stay one note; glides, trills, speech and drums have none.
 */
export function findNotes(samples: Float32Array, sampleRate: Hertz): NoteSpan[] {
  const slow = decimate(samples, sampleRate, LOWEST_HZ);
  const frames = pitchFrames(slow.samples, slow.sampleRate);
  const peak = frames.reduce((max, { level }) => Math.max(max, level), 0);
  const stretches = merged(stretchesOf(frames, peak), frames);
  if (stretches.length < 2) return [];
  const loud = frames.filter(({ level }) => level >= LOUD * peak).length;
  const held = stretches.reduce((sum, { first, end }) => sum + countLoud(frames, first, end, LOUD * peak), 0);
  if (held < COVERED * loud) return [];
  const starts = stretches.map(({ first }, i) =>
    i === 0 ? 0 : attackBefore(frames, stretches[i - 1]!.end, first),
  );
  const length = samples.length / sampleRate;
  return stretches.map(({ midi }, i) => ({
    start: starts[i]! * HOP_SECONDS,
    end: Math.min(length, i + 1 < starts.length ? starts[i + 1]! * HOP_SECONDS : length),
    midi,
  }));
}

function countLoud(frames: readonly Frame[], first: number, end: number, least: number): number {
  return frames.slice(first, end).filter(({ level }) => level >= least).length;
}

function pitchFrames(samples: Float32Array, sampleRate: Hertz): Frame[] {
  const difference = new SquareDifference(2 ** Math.round(Math.log2(FRAME_SECONDS * sampleRate)));
  const values = new Float64Array(difference.lags);
  const hop = HOP_SECONDS * sampleRate;
  return Array.from({ length: Math.max(0, Math.ceil(samples.length / hop)) }, (_, i) => {
    const energy = difference.at(samples, Math.round(i * hop) - difference.size / 2, values);
    const peak = energy > 0 ? firstHighPeak(values, sampleRate / MAX_HZ, sampleRate / MIN_HZ) : null;
    return {
      midi: peak ? hertzToMidi(sampleRate / peak.position) : 0,
      clarity: peak ? peak.value : 0,
      level: levelAround(samples, Math.round(i * hop), Math.round(hop)),
    };
  });
}

/** RMS of one hop on each side: the frames of the pitch are too long to tell an attack. */
function levelAround(samples: Float32Array, centre: number, reach: number): number {
  let sum = 0;
  for (let i = Math.max(0, centre - reach); i < Math.min(samples.length, centre + reach); i++)
    sum += samples[i]! ** 2;
  return Math.sqrt(sum / (2 * reach));
}

function stretchesOf(frames: readonly Frame[], peak: number): Stretch[] {
  const stretches: Stretch[] = [];
  const isVoiced = ({ clarity, level }: Frame): boolean => clarity >= CLEAR && level >= AUDIBLE * peak;
  for (let first = 0; first < frames.length; first++) {
    if (!isVoiced(frames[first]!)) continue;
    const held: number[] = [];
    let [end, last] = [first, first];
    for (; end < frames.length && end - last < LEAVE_FRAMES; end++) {
      const frame = frames[end]!;
      if (!isVoiced(frame)) continue;
      if (held.length > 0 && Math.abs(frame.midi - median(held.slice(-15))) > SAME_SEMITONES) continue;
      held.push(frame.midi);
      last = end;
    }
    const third = Math.ceil(held.length / 3);
    const drift = Math.abs(median(held.slice(0, third)) - median(held.slice(-third)));
    if (held.length < NOTE_FRAMES || drift > DRIFT_SEMITONES) continue;
    const clarity = median(frames.slice(first, last + 1).map((frame) => frame.clarity));
    stretches.push({ first, end: last + 1, midi: median(held), clarity });
    first = last;
  }
  return stretches;
}

/** Neighbours that are one note: of the same pitch, or an octave apart or unclear, without an attack between them. */
function merged(stretches: readonly Stretch[], frames: readonly Frame[]): Stretch[] {
  const notes: Stretch[] = [];
  let latest = 0; // where what was heard last began: a tremolo is one note however long it goes on
  for (const next of stretches.flatMap((stretch) => splitAtAttacks(stretch, frames))) {
    const before = notes.at(-1);
    const soon = next.first - latest < TREMOLO_FRAMES;
    if (before && isOneNote(before, next, frames, soon))
      notes[notes.length - 1] = { ...before, end: next.end };
    else notes.push(next);
    latest = next.first;
  }
  return notes;
}

function isOneNote(before: Stretch, next: Stretch, frames: readonly Frame[], soon: boolean): boolean {
  const apart = Math.abs(next.midi - before.midi);
  const rise = riseBetween(frames, before.end - 1, next.first + 2);
  if (apart < SAME_SEMITONES) return soon || rise < ATTACK_AGAIN;
  if (rise >= ATTACK) return false;
  const octaves = Math.abs(apart - 12 * Math.round(apart / 12));
  const level = frames[before.end - 1]!.level / Math.max(1e-12, frames[next.first]!.level);
  return (
    octaves < SAME_SEMITONES || Math.min(before.clarity, next.clarity) < SLUR_CLEAR || level > SLUR_LEVEL
  );
}

/** A stretch of one pitch that is struck anew in the middle is two notes; a tremolo comes back as slowly as it went. */
function splitAtAttacks(stretch: Stretch, frames: readonly Frame[]): Stretch[] {
  const parts: Stretch[] = [];
  let first = stretch.first;
  for (let i = first + NOTE_FRAMES; i + NOTE_FRAMES <= stretch.end; i++) {
    const rise = frames[i + 2]!.level / Math.max(1e-12, frames[i]!.level);
    const fall = frames[i - 3]!.level / Math.max(1e-12, frames[i]!.level);
    if (rise < ATTACK_AGAIN || fall > Math.sqrt(rise)) continue;
    parts.push({ ...stretch, first, end: i });
    first = i;
    i += NOTE_FRAMES;
  }
  parts.push({ ...stretch, first });
  return parts;
}

/** The largest rise of the level within three frames. */
function riseBetween(frames: readonly Frame[], from: number, to: number): number {
  let most = 0;
  for (let i = Math.max(0, from - 1); i <= to && i + 3 < frames.length; i++)
    most = Math.max(most, frames[i + 3]!.level / Math.max(1e-12, frames[i]!.level));
  return most;
}

/** Where a note begins: the steepest rise in the gap before it, or the middle of a slur. */
function attackBefore(frames: readonly Frame[], from: number, to: number): number {
  let [best, most] = [(from + to) / 2, ATTACK];
  for (let i = Math.max(0, from - 3); i <= to; i++) {
    const rise = (frames[i + 2]?.level ?? 0) / Math.max(1e-12, frames[i]!.level);
    if (rise > most) [best, most] = [i + 1, rise];
  }
  return best;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
