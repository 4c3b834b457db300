/**
 * Makes guitar-flute.json: the document of two bundled sounds, of the half second that tests render. Run where the format
 * changes: node --import tsx test/golden/documents/make.ts
 */
import { readFile, writeFile } from 'node:fs/promises';
import { prepareSource } from '../../../src/audio/source.js';
import { readStateDocument } from '../../../src/document/read.js';
import type { DocumentSource, InstrumentStateDocument } from '../../../src/document/schema.js';
import { encodeSourceCode } from '../../../src/document/source-code.js';
import { RenderEngine } from '../../../src/render/engine.js';

const SOUNDS = new URL('../../../presets/sources/', import.meta.url);
const SECONDS = 1;
const BYTES = 2000;

const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
const { manifest, fingerprint } = engine.info;

async function source(file: string, name: string): Promise<DocumentSource> {
  const read = await readFile(new URL(file, SOUNDS));
  const bytes = read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength) as ArrayBuffer;
  const options = { sampleRate: manifest.sampleRate, seconds: SECONDS, peak: manifest.signal.peak };
  const { samples, root, pitch } = await prepareSource(bytes, file, options);
  await engine.addSource(file, samples, root.midi, pitch);
  const code = encodeSourceCode(engine.encoded(file), BYTES);
  const embedding = { root: root.midi, code };
  return { name, root, rootOverride: null, pitched: pitch !== null, gain: 0, embedding };
}

const document: InstrumentStateDocument = {
  ...readStateDocument(null).state,
  name: 'Guitar × flute',
  author: 'Alloy',
  tags: ['plucked', 'breath'],
  licence: 'Sounds rendered from FluidR3 (MIT).',
  model: { id: 'instruments', fingerprint },
  sources: [await source('nylon-guitar-c4.flac', 'Nylon guitar'), await source('flute-c5.flac', 'Flute')],
  plan: { low: 48, high: 72, step: 6, mixes: 3 },
  seconds: SECONDS,
  seed: 20,
};
await writeFile(new URL('guitar-flute.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
await engine.close();
