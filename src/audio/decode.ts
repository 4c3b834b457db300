/** Decodes a sound file of any known format into channels, or says why it cannot. [page] [worker] [Node] */
import { AlloyError } from '../errors.js';
import { isNode } from '../platform/assets.js';
import type { Hertz, MidiNote, Seconds } from '../units.js';
import type { DecodedFile, Decoder, SoundFile } from './formats/file.js';
import { foreignName } from './formats/named.js';
import { FORMAT_NAMES, SOUND_FORMATS } from './formats/names.js';
import { READERS } from './formats/readers.js';
import { namesSound } from './synthesised/recognise.js';
import { mayBeBackground, usedPart, usedPartNotice } from './used-part.js';

/** Longer sounds are cut here. */
export const MAX_SOURCE_SECONDS: Seconds = 60;
/** Most samples that are searched for the sound in a file that begins with silence: 256 MB. */
const MAX_SEARCHED_SAMPLES = 2 ** 26;
/** −80 dB: below, a file counts as silent. */
export const SILENT_PEAK = 1e-4;
/** Rate of the context in which a browser decodes: that of most video and recordings. */
const BROWSER_RATE: Hertz = 48000;

export interface DecodedAudio {
  readonly sampleRate: Hertz;
  /** One array a channel, linear, full scale ±1, all of one length. */
  readonly channels: Float32Array[];
  /** What the file turned out to be: a name of `formats/names.ts`, “Ogg FLAC”, “RF64” and the like, or a browser format. */
  readonly format: string;
  /** The decoder that was used. A browser's result differs between browsers, and from Node's. */
  readonly decoder: Decoder;
  /** Sentences for the user about what was done to the sound. */
  readonly notices: string[];
  /** The root note that the file itself names (smpl or inst chunk, AIFF INST …), fractional where it has a fraction. */
  readonly fileRoot: MidiNote | null;
}

/**
 * Decodes a sound file, recognised by its content: what `formats/names.ts` reads by the same decoders in Node, page and
 * worker; anything else by the browser, where there is a page. [page] [worker]
 * @param bytes the whole file.
 * @param name what the user calls it; errors and notices name it.
 * @throws AlloyError 'empty', 'not-a-sound', 'truncated', 'unreadable', 'not-finite', 'silent'.
 */
export async function decodeAudio(bytes: ArrayBuffer, name: string): Promise<DecodedAudio> {
  if (bytes.byteLength === 0)
    throw new AlloyError('empty', name, `“${name}” is empty: it has no bytes. Choose another file.`);
  const file: SoundFile = { name, bytes: new Uint8Array(bytes), maxSeconds: MAX_SOURCE_SECONDS };
  const decoded = await decodeToBeginning(file);
  const { sampleRate, totalSeconds, format, decoder, fileRoot = null } = decoded;
  const used = decoded.channels[0]?.length
    ? usedPart(decoded.channels, sampleRate, MAX_SOURCE_SECONDS)
    : { channels: decoded.channels, start: 0, begins: 0 };
  const { channels, start } = used;
  checkSamples(channels, name);
  const notice = usedPartNotice(name, totalSeconds, used, channels[0]!.length / sampleRate);
  const notices = [...(decoded.notices ?? []), ...(notice === null ? [] : [notice])];
  // copies: views would keep, and send, the silence before them
  const kept = start > 0 ? channels.map((channel) => channel.slice()) : channels;
  return { sampleRate, channels: kept, format, decoder, notices, fileRoot };
}

/** The first minute of a file; more of it where that may be no more than silence or background. */
async function decodeToBeginning(file: SoundFile): Promise<RecognisedFile> {
  const first = await decodeFile(file);
  const { sampleRate, channels, totalSeconds } = first;
  if (totalSeconds <= MAX_SOURCE_SECONDS || !mayBeBackground(channels, sampleRate)) return first;
  const room = MAX_SEARCHED_SAMPLES / (channels.length * sampleRate);
  return room > MAX_SOURCE_SECONDS ? decodeFile({ ...file, maxSeconds: room }) : first;
}

/**
 * Refuses samples that cannot be a source: none, not finite, or silent.
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

/** What a file gave, and what it was. */
type RecognisedFile = DecodedFile & Pick<DecodedAudio, 'format' | 'decoder'>;

/** A file that a browser only reads is read by the browser where there is one; the same for what nobody knows. */
async function decodeFile(file: SoundFile): Promise<RecognisedFile> {
  if (namesSound(file.bytes)) {
    const { decodeNamed } = await import('./synthesised/read.js');
    return { format: 'Alloy sound', decoder: 'alloy', ...decodeNamed(file) };
  }
  const found = SOUND_FORMATS.find(({ id }) => READERS[id].matches(file.bytes));
  const name = found?.names[0];
  const decode = found && READERS[found.id].decode;
  if (name && decode) return { format: name, decoder: 'alloy', ...(await decode(file)) };
  const foreign = name ?? foreignName(file.bytes);
  const decoded = await decodeByBrowser(file, foreign);
  return { format: foreign ?? 'unknown', decoder: 'browser', ...decoded };
}

async function decodeByBrowser(file: SoundFile, format: string | null): Promise<DecodedFile> {
  const { name, bytes, maxSeconds } = file;
  if (isNode || typeof OfflineAudioContext === 'undefined') throw notRead(name, format);
  const context = new OfflineAudioContext(1, 1, BROWSER_RATE);
  const copy = bytes.slice().buffer; // the call takes the buffer away
  const buffer = await context.decodeAudioData(copy).catch((error: unknown) => {
    throw notRead(name, format, error);
  });
  const frames = Math.min(buffer.length, Math.floor(maxSeconds * buffer.sampleRate));
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) =>
    buffer.getChannelData(i).slice(0, frames),
  );
  const notices = [`“${name}” was read by this browser's own decoder: another may differ a little.`];
  return { sampleRate: buffer.sampleRate, channels, totalSeconds: buffer.duration, notices };
}

function notRead(name: string, format: string | null, cause?: unknown): AlloyError {
  const advice = `Use ${FORMAT_NAMES}.`;
  return format === null
    ? new AlloyError('not-a-sound', name, `“${name}” is not a sound that Alloy knows. ${advice}`, { cause })
    : new AlloyError('unreadable', name, `“${name}” is ${format}, which cannot be read here. ${advice}`, {
        cause,
      });
}
