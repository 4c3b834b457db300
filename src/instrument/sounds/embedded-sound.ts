/** Makes sounds without samples of a document's sources, and gives them to the render engine. Pure functions. */
import type { PreparedSource } from '../../audio/source.js';
import { decodeSourceCode } from '../../document/source-code.js';
import type { DocumentSource } from '../../document/schema.js';
import { AlloyError } from '../../errors.js';
import { Fingerprint } from '../../model/hash.js';
import type { EncodedSource, EngineInfo } from '../../render/notes.js';
import type { Hertz, MidiNote } from '../../units.js';
import type { LoadedSound } from '../state/document.js';

/** Rate that an empty sound is said to have: there is nothing to play at it. */
const NO_RATE: Hertz = 16_000;

/** The sound of a document's source: nothing can be heard of it before it is rendered. */
export function embeddedSound(source: DocumentSource, model: string | null): LoadedSound {
  const { name, root, pitched, embedding } = source;
  const identity = `${embedding.root} ${embedding.code}`;
  return {
    name,
    sampleRate: NO_RATE,
    samples: new Float32Array(0),
    fileRoot: null,
    root,
    pitched,
    onset: 0,
    heard: pitched ? { midi: root.midi, confidence: root.confidence } : null,
    chord: null,
    passages: [],
    notices: [],
    fingerprint: `embedded ${new Fingerprint().text(identity).toString()}`,
    embedded: { model, rootMidi: embedding.root, code: embedding.code },
  };
}

export function preparedEmbedded({ name, samples, root, notices }: LoadedSound): PreparedSource {
  return { name, samples, soundingSamples: 0, root, pitch: null, notices };
}

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
  const { model, rootMidi: own, code } = embedded!;
  if (model !== null && model !== info.fingerprint) {
    const message = `“${name}” was encoded by another model than ${info.manifest.title}, and came without its sound. Choose its model, or load the sound itself.`;
    throw new AlloyError('source-model', name, message);
  }
  const source = decodeSourceCode(code, own);
  const { pitch } = source.embedding;
  if (rootMidi === own || !pitch) return { ...source, rootMidi };
  return { ...source, rootMidi, embedding: { ...source.embedding, pitch: { ...pitch, rootMidi } } };
}
