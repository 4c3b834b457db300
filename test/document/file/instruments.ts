/** Makes instrument files for tests: small ones, with all that a file can hold. */
import type { FileKeyZone, InstrumentFile } from '../../../src/document/file/instrument-file.js';
import { readStateDocument } from '../../../src/document/read.js';
import type { DocumentSource, InstrumentStateDocument } from '../../../src/document/schema.js';
import { encodeSourceCode } from '../../../src/document/source-code.js';
import { encodedSource } from '../sources.js';

function source(name: string, seed: number, seconds: number): DocumentSource {
  const code = encodeSourceCode(encodedSource(seconds, 4, seed), 5000);
  return {
    ...{ name, rootOverride: null, pitched: true, gain: 0 },
    root: { midi: 60, from: 'heard', confidence: 0.9 },
    embedding: { root: 60, code },
  };
}

export function smallDocument(name = 'Small', seconds = 0.2): InstrumentStateDocument {
  const { state } = readStateDocument({
    ...{ format: 'alloy-instrument', version: 1, name, author: 'A. Nobody', tags: ['test', '钢琴'] },
    ...{ licence: 'CC0', model: { id: 'instruments', fingerprint: '0123456789abcdef' } },
    sources: [source('a', 1, seconds), null, source('b', 2, seconds)],
  });
  return state;
}

function keyZone(rootMidi: number, length: number): FileKeyZone {
  const samples = (seed: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => 0.4 * Math.sin(i * 0.1 * seed) + 1e-9 * i);
  const layers = [0, 0.5, 1].map((x, i) => ({
    x,
    y: 0,
    decayRate: i * 1.7,
    target: i === 1 ? null : -18 - i,
    samples: samples(i + 1),
  }));
  return {
    ...{ rootMidi, sampleRate: 16_000, layers },
    loop: rootMidi === 60 ? { start: 10, end: length - 8, crossfade: 0 } : null,
  };
}

/** @param length samples of a layer. */
export function smallInstrument(name = 'Small', length = 100): InstrumentFile {
  return {
    document: smallDocument(name),
    unknown: { reverb: { size: 3 } },
    zones: { conditioning: 4, keyZones: [keyZone(60, length), keyZone(64.5, length)] },
    sources: [{ slot: 2, name: 'ü b.wav', bytes: Uint8Array.of(1, 2, 3) }],
    picture: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
    others: new Map([
      ['later/effect.json', new TextEncoder().encode('{"new":true}')],
      ['12', Uint8Array.of(9)],
    ]),
  };
}
