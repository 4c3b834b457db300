import { AlloyError } from '../../errors.js';
import type { Hertz, MidiNote, Seconds } from '../../units.js';

/** A sound file as a decoder gets it. */
export interface SoundFile {
  /** What the user calls it: every error names it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Decoders may stop here; the structure of the file is checked to its end all the same. */
  readonly maxSeconds: Seconds;
}

/** What a decoder gives back. */
export interface DecodedFile {
  readonly sampleRate: Hertz;
  /** One array a channel, linear, full scale ±1; at most `maxSeconds` of it. */
  readonly channels: Float32Array[];
  /** The length of the whole file, beyond `maxSeconds` too. */
  readonly totalSeconds: Seconds;
  /** The root note that the file names. */
  readonly fileRoot?: MidiNote | null;
}

const RESCUE = 'Get the file again, or open it in an audio editor and save it anew.';

/** @param present seconds that are there. @param expected seconds announced, or null where the file doesn't say. */
export function truncated(file: SoundFile, present: Seconds, expected: Seconds | null): AlloyError {
  const found =
    expected === null ? `after ${seconds(present)}` : `${seconds(present)} of ${seconds(expected)} are there`;
  return new AlloyError('truncated', file.name, `“${file.name}” is cut off: ${found}. ${RESCUE}`);
}

/** The file is of a known format, but damaged or of a kind that is not read. */
export function unreadable(file: SoundFile, reason: string, cause?: unknown): AlloyError {
  return new AlloyError('unreadable', file.name, `“${file.name}” cannot be read: ${reason}. ${RESCUE}`, {
    cause,
  });
}

/** Seconds for a message: “83.2 s”. */
export function seconds(value: Seconds): string {
  return `${value.toFixed(value < 1 ? 2 : 1)} s`;
}

/** Whether `text` (ASCII) stands at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Where the sound starts after an ID3v2 tag, which may stand before MP3 and FLAC; 0 without one. */
export function afterId3(bytes: Uint8Array): number {
  if (!hasText(bytes, 0, 'ID3') || bytes.length < 10) return 0;
  const size = (bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!;
  const footer = bytes[5]! & 0x10 ? 10 : 0;
  return 10 + size + footer;
}

export function isWav(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WAVE');
}

export function isFlac(bytes: Uint8Array): boolean {
  return hasText(bytes, afterId3(bytes), 'fLaC');
}
