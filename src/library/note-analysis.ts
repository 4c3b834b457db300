/** Measures a rendered note for the manifest: peak, loudness, the pitch found in it. Pure function, and cheap beside rendering. */
import { noteLoudness } from '../audio/k-weighting.js';
import { followPitch } from '../audio/pitch.js';
import type { Decibels, MidiNote, Seconds } from '../units.js';
import type { NoteFile } from './note-file.js';

/** Stretch in which the pitch is looked for: behind the attack, eight values of it. */
const PITCH_SECONDS: Seconds = 0.08;
const ATTACK_SECONDS: Seconds = 0.08;

export interface NoteMeasures {
  readonly peak: number;
  readonly loudness: Decibels | null;
  readonly f0: MidiNote | null;
}

/** Rounded, so that a line is short: loudness and pitch to a thousandth. */
export function measureNote({
  samples,
  sampleRate,
  root,
  pitched,
}: Omit<NoteFile, 'hash' | 'target'>): NoteMeasures {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i]!));
  const loudness = noteLoudness(samples, sampleRate);
  return {
    peak: rounded(peak, 6),
    loudness: Number.isFinite(loudness) ? rounded(loudness, 3) : null,
    f0: pitched ? foundPitch(samples, sampleRate, root) : null,
  };
}

function foundPitch(samples: Float32Array, sampleRate: number, root: MidiNote): MidiNote | null {
  const length = Math.round(PITCH_SECONDS * sampleRate);
  const from = Math.max(0, Math.min(Math.round(ATTACK_SECONDS * sampleRate), samples.length - length));
  const { deviation } = followPitch(samples.subarray(from, from + length), sampleRate, root);
  const voiced = deviation.filter((semitones) => semitones !== 0).sort(); // 0 stands for unvoiced
  return voiced.length === 0 ? null : rounded(root + voiced[voiced.length >> 1]!, 3);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
