/** Names prepared and encoded sources by all that they are made of: equal keys are equal sources. Pure functions. */
import type { PreparedSource } from '../../audio/source.js';
import type { SourcePitch } from '../../render/notes.js';
import type { AirTrack } from '../../timbre/embedding.js';
import type { MidiNote, Seconds } from '../../units.js';
import type { LoadedSound, SignalFacts, SlotDocument } from '../state/document.js';

/** @param seconds length of a rendered note. */
export function preparedKey(
  { sound, trim }: Pick<SlotDocument, 'sound' | 'trim'>,
  seconds: Seconds,
  { sampleRate, peak }: SignalFacts,
): string {
  const part = trim ? `${trim.start}-${trim.end}` : 'whole';
  // What is heard is in the fingerprint; what a file or a name says is not. A sound of a former version has none yet.
  const { root } = sound as Partial<LoadedSound>;
  const written = root && root.from !== 'heard' ? ` ${root.midi}` : '';
  return `${sound.fingerprint}${written} ${part} ${seconds} ${sampleRate} ${peak}`;
}

/** The pitch contour to encode with: an override says that the sound has a pitch, even where none was found. */
export function contourOf(
  { pitch }: Pick<PreparedSource, 'pitch'>,
  rootOverride: MidiNote | null,
): SourcePitch | null | undefined {
  return pitch ?? (rootOverride === null ? null : undefined);
}

/** @param air of what is encoded: with it a source is encoded as since version 2 (air, detail, no pitch where there is none), and its notes are others. */
export function encodedKey(
  prepared: string,
  rootMidi: MidiNote,
  contour: SourcePitch | null | undefined,
  air: AirTrack | null = null,
): string {
  return `${prepared} ${rootMidi} ${contour === null ? 'unpitched' : ''}${air ? ' v2' : ''}`;
}
