/** Declares the input and result of every reader of sound files, and the errors and notices that they share. */
import { AlloyError } from '../../errors.js';
import type { Hertz, MidiNote, Samples, Seconds } from '../../units.js';

/** More channels than any sound has: a header that says so is damaged. */
const MOST_CHANNELS = 255;
/** Rates beyond these are damage too; FLAC's own limit is the upper one. */
const LOWEST_RATE: Hertz = 100;
const HIGHEST_RATE: Hertz = 1048575;
/** Samples of all channels together that are kept (256 MB): a crafted file cannot take more. */
const MOST_VALUES = 2 ** 26;
/** What is missing may be this short without its length being told. */
const ABOUT_NOTHING: Seconds = 0.1;

/** A sound file as a decoder gets it. */
export interface SoundFile {
  /** What the user calls it: every error and notice names it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Decoders may stop here; the structure of the file is checked to its end all the same. */
  readonly maxSeconds: Seconds;
}

/** Who turns bytes into samples: Alloy's own code, a library (the name of its package), or the browser. */
export type Decoder = 'alloy' | 'stb-vorbis' | 'opus-decoder' | 'minimp3-wasm' | 'browser';

/** What a decoder gives back. */
export interface DecodedFile {
  readonly sampleRate: Hertz;
  /** One array a channel, linear, full scale ±1; at most `maxSeconds` of it. */
  readonly channels: Float32Array[];
  /** The length of the whole sound that is there, beyond `maxSeconds` too. */
  readonly totalSeconds: Seconds;
  /** What it turned out to be, where its container can hold several codings. */
  readonly format?: string;
  readonly decoder?: Decoder;
  /** Sentences about what was missing, damaged or left out. */
  readonly notices?: readonly string[];
  /** The root note that the file names. */
  readonly fileRoot?: MidiNote | null;
}

const RESCUE = 'Get the file again, or open it in an audio editor and save it anew.';

/** The file ends before any of its sound. */
export function truncated(file: SoundFile): AlloyError {
  return new AlloyError(
    'truncated',
    file.name,
    `“${file.name}” is cut off: it ends before its sound begins. ${RESCUE}`,
  );
}

/** The file is of a known format, but damaged or of a kind that is not read. */
export function unreadable(file: SoundFile, reason: string, cause?: unknown): AlloyError {
  return new AlloyError('unreadable', file.name, `“${file.name}” cannot be read: ${reason}. ${RESCUE}`, {
    cause,
  });
}

/** A coding that is known by name and not read. */
export function notSupported(file: SoundFile, coding: string): AlloyError {
  const message = `“${file.name}” holds ${coding}, which is not read here. Save it as plain WAV or FLAC.`;
  return new AlloyError('unreadable', file.name, message);
}

/** Notice of a file whose end is missing. @param expected seconds announced, or null where it doesn't say. */
export function cutOff(file: SoundFile, present: Seconds, expected: Seconds | null): string {
  return expected === null || expected - present < ABOUT_NOTHING
    ? `“${file.name}” is cut off after ${seconds(present)}: its last piece is not whole.`
    : `“${file.name}” is cut off: ${seconds(present)} of ${seconds(expected)} are there.`;
}

/** Notice of a header that was never filled in, as pipes and crashes leave it. */
export function lengthOpen(file: SoundFile, present: Seconds): string {
  return `“${file.name}” does not say how long it is: all ${seconds(present)} that are there are used.`;
}

/** Notice of a length that is not the true one. */
export function otherLength(file: SoundFile, present: Seconds, announced: Seconds): string {
  return `“${file.name}” says that it is ${seconds(announced)} long: the ${seconds(present)} that are there are used.`;
}

/** Notice of bytes in the middle that are no sound. */
export function damaged(file: SoundFile, bytes: number): string {
  return `“${file.name}” is damaged: ${byteCount(bytes)} of ${byteCount(file.bytes.length)} are left out.`;
}

/** Notice of pieces that never came. */
export function piecesMissing(file: SoundFile): string {
  return `“${file.name}” is damaged: pieces of it are missing.`;
}

/** Notice of streams beside the one that is read. */
export function sideBySide(file: SoundFile, count: number): string {
  return `“${file.name}” holds ${count} sounds side by side: the first is used.`;
}

/** Notice of bytes after the sound. */
export function leftOver(file: SoundFile, bytes: number): string {
  return `“${file.name}” has ${byteCount(bytes)} after its sound that are not read.`;
}

/** Frames that are kept of `total`: the longest sound that is taken, and no more memory than any sound needs. */
export function keptFrames(file: SoundFile, total: Samples, rate: Hertz, channels: number): Samples {
  return Math.min(total, Math.floor(file.maxSeconds * rate), Math.floor(MOST_VALUES / channels));
}

/** @throws AlloyError 'unreadable' where no sound can have this rate or so many channels. */
export function checkShape(file: SoundFile, rate: Hertz, channels: number): void {
  const sane = rate >= LOWEST_RATE && rate <= HIGHEST_RATE && channels >= 1 && channels <= MOST_CHANNELS;
  if (!sane) throw unreadable(file, `its header says ${channels} channels at ${rate} Hz`);
}

/** Seconds for a message: “83.2 s”. */
export function seconds(value: Seconds): string {
  return `${value.toFixed(value < 1 ? 2 : 1)} s`;
}

function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `text` (ASCII) stands at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
