/** Gives sounds without samples to the render engine. Pure functions; loaded with the first such sound. */
import { encodedSourceOf } from '../../document/embedding-code.js';
import { AlloyError } from '../../errors.js';
import type { EncodedSource, EngineInfo } from '../../render/notes.js';
import type { MidiNote } from '../../units.js';
import type { LoadedSound } from '../state/document.js';
import { embeddingOf } from './embedded-sound.js';

/**
 * The encoded source of such a sound. At another root than it was encoded at, its pitch track is moved there: nothing can be
 * measured anew.
 * @throws AlloyError 'source-model' where another model is open than it was encoded by.
 */
export function encodedAt(
  { name, embedded }: LoadedSound,
  rootMidi: MidiNote,
  info: EngineInfo,
): EncodedSource {
  const { model, rootMidi: own } = embedded!;
  if (model !== null && model !== info.fingerprint) {
    const message = `“${name}” was encoded by another model than ${info.manifest.title}, and came without its sound. Choose its model, or load the sound itself.`;
    throw new AlloyError('source-model', name, message);
  }
  const source = encodedSourceOf(embeddingOf(embedded!));
  const { pitch } = source.embedding;
  if (rootMidi === own || !pitch) return { ...source, rootMidi };
  return { ...source, rootMidi, embedding: { ...source.embedding, pitch: { ...pitch, rootMidi } } };
}
