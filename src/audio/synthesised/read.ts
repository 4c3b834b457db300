/** Reads files that name a synthesised sound. */
import { unreadable, type DecodedFile, type SoundFile } from '../formats/file.js';
import { synthesise } from './sounds.js';

/** It has a name in it, and not much more. */
const MOST_BYTES = 1000;

/** @throws AlloyError 'unreadable' where it is damaged, or names a sound that is not there. */
export function decodeNamed(file: SoundFile): DecodedFile {
  const { samples, sampleRate, root } = synthesise(soundOf(file), file.name);
  const totalSeconds = samples.length / sampleRate;
  return { sampleRate, channels: [samples], totalSeconds, format: 'Alloy sound', fileRoot: root };
}

function soundOf(file: SoundFile): string {
  if (file.bytes.length > MOST_BYTES) throw unreadable(file, 'it is too long to name a sound');
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(file.bytes));
  } catch (cause) {
    throw unreadable(file, 'it is no JSON', cause);
  }
  const { sound } = content as { readonly sound?: unknown };
  if (typeof sound !== 'string') throw unreadable(file, 'it names no sound');
  return sound;
}
