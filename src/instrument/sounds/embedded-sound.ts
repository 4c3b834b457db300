/** Makes sounds without samples of a document's sources. Pure functions. */
import type { PreparedSource } from '../../audio/source.js';
import { embeddingIdentity } from '../../document/embedding-identity.js';
import type { DocumentEmbedding, DocumentSource } from '../../document/schema.js';
import { Fingerprint } from '../../model/hash.js';
import type { Hertz } from '../../units.js';
import type { EmbeddedSource, LoadedSound } from '../state/document.js';

/** Rate that an empty sound is said to have: there is nothing to play at it. */
const NO_RATE: Hertz = 16_000;

/** The sound of a document's source: what can be heard of it before it is rendered is what the document has for the live engine. */
export function embeddedSound(source: DocumentSource, model: string | null): LoadedSound {
  const { name, root, pitched, embedding, live } = source;
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
    fingerprint: `embedded ${new Fingerprint().text(embeddingIdentity(embedding)).toString()}`,
    embedded: {
      model,
      rootMidi: embedding.root,
      code: embedding.code,
      ...besideOf(embedding),
      ...(live === undefined ? {} : { live }),
    },
  };
}

/** As a document has it. */
export function embeddingOf(embedded: EmbeddedSource): DocumentEmbedding {
  return { root: embedded.rootMidi, code: embedded.code, ...besideOf(embedded) };
}

type Beside = Pick<DocumentEmbedding, 'air' | 'detail'>;

/** What stands beside the code. */
function besideOf({ air, detail }: Beside): Beside {
  return { ...(air === undefined ? {} : { air }), ...(detail === undefined ? {} : { detail }) };
}

export function preparedEmbedded({ name, samples, root, notices }: LoadedSound): PreparedSource {
  return { name, samples, soundingSamples: 0, root, pitch: null, air: null, notices };
}
