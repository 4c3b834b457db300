import { AlloyError } from '../errors.js';
import { isNode } from '../platform/assets.js';
import type { Hertz, MidiNote, Seconds } from '../units.js';
import { hasText, isFlac, isWav, type DecodedFile, type SoundFile } from './formats/file.js';
import { isMp3 } from './formats/mp3-frames.js';
import { isOgg, joined, readOgg } from './formats/ogg.js';
import { isNearlyEmpty, usedPart, usedPartNotice } from './used-part.js';

/** Longer sounds are cut here. */
export const MAX_SOURCE_SECONDS: Seconds = 60;
/** So much of a file that begins with silence is looked through for its sound: 256 MB of samples. */
const MAX_SEARCHED_SAMPLES = 2 ** 26;
/** −80 dB: below, a file counts as silent. */
export const SILENT_PEAK = 1e-4;

export interface DecodedAudio {
  readonly sampleRate: Hertz;
  /** One array a channel, linear, full scale ±1, all of one length. */
  readonly channels: Float32Array[];
  /** What the file turned out to be: “WAV”, “FLAC”, “MP3”, “Ogg Vorbis”, “Opus”, “Ogg FLAC”, or a browser format. */
  readonly format: string;
  /** Sentences for the user about what was done to the sound. */
  readonly notices: string[];
  /** The root note that the file itself names (smpl or inst chunk, AIFF INST …), fractional where it has a fraction. */
  readonly fileRoot: MidiNote | null;
}

/**
 * Decodes a sound file, recognised by its content: WAV, FLAC, MP3, Ogg Vorbis, Opus and Ogg FLAC by the same
 * decoders in Node, page and worker; anything else by the browser, where there is a page. [page] [worker]
 * @param bytes the whole file.
 * @param name what the user calls it; errors and notices name it.
 * @throws AlloyError 'empty', 'not-a-sound', 'truncated', 'unreadable', 'not-finite', 'silent'.
 */
export async function decodeAudio(bytes: ArrayBuffer, name: string): Promise<DecodedAudio> {
  if (bytes.byteLength === 0)
    throw new AlloyError('empty', name, `“${name}” is empty: it has no bytes. Choose another file.`);
  const file: SoundFile = { name, bytes: new Uint8Array(bytes), maxSeconds: MAX_SOURCE_SECONDS };
  const { format, decoded } = await decodeToBeginning(file);
  const { sampleRate, totalSeconds } = decoded;
  const { channels, start } = decoded.channels[0]?.length
    ? usedPart(decoded.channels, sampleRate, MAX_SOURCE_SECONDS)
    : { channels: decoded.channels, start: 0 };
  checkSamples(channels, name);
  const notice = usedPartNotice(name, totalSeconds, start, MAX_SOURCE_SECONDS);
  // copies: views would keep, and send, the silence before them
  const kept = start > 0 ? channels.map((channel) => channel.slice()) : channels;
  return {
    sampleRate,
    channels: kept,
    format,
    fileRoot: decoded.fileRoot ?? null,
    notices: notice === null ? [] : [notice],
  };
}

/** The first minute of a file; more of it where that holds next to nothing. */
async function decodeToBeginning(file: SoundFile): Promise<{ format: string; decoded: DecodedFile }> {
  const first = await decodeFile(file);
  const { sampleRate, channels, totalSeconds } = first.decoded;
  if (totalSeconds <= MAX_SOURCE_SECONDS || !isNearlyEmpty(channels, sampleRate)) return first;
  const room = MAX_SEARCHED_SAMPLES / (channels.length * sampleRate);
  return room > MAX_SOURCE_SECONDS ? decodeFile({ ...file, maxSeconds: room }) : first;
}

/**
 * Refuses what no instrument can be made of.
 * @throws AlloyError 'empty', 'not-finite', 'silent'.
 */
export function checkSamples(channels: readonly Float32Array[], name: string): void {
  if (!channels[0]?.length)
    throw new AlloyError('empty', name, `“${name}” is empty: it has no samples. Choose another file.`);
  let peak = 0;
  for (const channel of channels) {
    for (const sample of channel) {
      if (!Number.isFinite(sample)) {
        const message = `“${name}” holds values that are not numbers (NaN or infinite). Export it again from the program that made it.`;
        throw new AlloyError('not-finite', name, message);
      }
      peak = Math.max(peak, Math.abs(sample));
    }
  }
  if (peak < SILENT_PEAK) {
    throw new AlloyError(
      'silent',
      name,
      `“${name}” is silent: nothing in it is louder than −80 dB. Choose another file.`,
    );
  }
}

async function decodeFile(file: SoundFile): Promise<{ format: string; decoded: DecodedFile }> {
  const { bytes } = file;
  if (isWav(bytes)) {
    const { decodeWav } = await import('./formats/wav.js');
    return { format: 'WAV', decoded: decodeWav(file) };
  }
  if (isFlac(bytes)) {
    const { decodeFlac } = await import('./formats/flac.js');
    return { format: 'FLAC', decoded: decodeFlac(file) };
  }
  if (isOgg(bytes)) return decodeOgg(file);
  if (isMp3(bytes)) {
    const { decodeMp3 } = await import('./formats/mp3.js');
    return { format: 'MP3', decoded: await decodeMp3(file) };
  }
  const format = browserFormat(bytes);
  return { format: format ?? 'unknown', decoded: await decodeByBrowser(file, format) };
}

async function decodeOgg(file: SoundFile): Promise<{ format: string; decoded: DecodedFile }> {
  const stream = readOgg(file);
  switch (stream.codec) {
    case 'vorbis': {
      const { decodeVorbis } = await import('./formats/vorbis.js');
      return { format: 'Ogg Vorbis', decoded: decodeVorbis(file, stream) };
    }
    case 'opus': {
      const { decodeOpus } = await import('./formats/opus.js');
      return { format: 'Opus', decoded: await decodeOpus(file, stream) };
    }
    case 'flac': {
      const { decodeFlac } = await import('./formats/flac.js');
      const [head, ...rest] = stream.packets;
      const bare = joined([head!.subarray(9), ...rest]); // 9 bytes of Ogg's own before the native stream
      return { format: 'Ogg FLAC', decoded: decodeFlac({ ...file, bytes: bare }) };
    }
  }
}

/** Containers that only a browser decodes. */
function browserFormat(bytes: Uint8Array): string | null {
  if (hasText(bytes, 4, 'ftyp')) return 'MP4';
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) return 'WebM';
  if (hasText(bytes, 0, 'FORM') && hasText(bytes, 8, 'AIF')) return 'AIFF';
  if (bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0) return 'AAC';
  return null;
}

async function decodeByBrowser(file: SoundFile, format: string | null): Promise<DecodedFile> {
  const { name, bytes, maxSeconds } = file;
  if (isNode || typeof OfflineAudioContext === 'undefined') throw notRead(name, format);
  const context = new OfflineAudioContext(1, 1, 48000);
  const copy = bytes.slice().buffer; // the call takes the buffer away
  const buffer = await context.decodeAudioData(copy).catch((error: unknown) => {
    throw notRead(name, format, error);
  });
  const frames = Math.min(buffer.length, Math.floor(maxSeconds * buffer.sampleRate));
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) =>
    buffer.getChannelData(i).slice(0, frames),
  );
  return { sampleRate: buffer.sampleRate, channels, totalSeconds: buffer.duration };
}

function notRead(name: string, format: string | null, cause?: unknown): AlloyError {
  const advice = 'Use WAV, FLAC, MP3, Ogg Vorbis or Opus.';
  return format === null
    ? new AlloyError('not-a-sound', name, `“${name}” is not a sound that Alloy knows. ${advice}`, { cause })
    : new AlloyError('unreadable', name, `“${name}” is ${format}, which cannot be read here. ${advice}`, {
        cause,
      });
}
