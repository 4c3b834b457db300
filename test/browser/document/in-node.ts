/** Renders a document, or plays a song, for a test in a browser: a request as JSON comes in, base64 goes out. [Node] */
import { text } from 'node:stream/consumers';
import { readInstrumentFile } from '../../../src/document/file/read.js';
import { writeInstrumentFile } from '../../../src/document/file/write.js';
import { readStateDocument } from '../../../src/document/read.js';
import { playSong } from '../../../src/instrument/play/song-player.js';
import { renderDocumentZones } from '../../../src/instrument/render/document-zones.js';
import { readSong } from '../../../src/midi/song.js';
import { RenderEngine } from '../../../src/render/engine.js';

type Request =
  | { readonly kind: 'render'; readonly document: string }
  | {
      readonly kind: 'play';
      readonly file: string;
      readonly song: string;
      readonly sampleRate: number;
      readonly seconds: number;
    };

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

async function rendered(json: string): Promise<Uint8Array> {
  const { state: document, unknown } = readStateDocument(JSON.parse(json));
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm', workers: 2 });
  try {
    const zones = await renderDocumentZones(engine, document);
    const none = { sources: [], picture: null, others: new Map<string, Uint8Array>() };
    return writeInstrumentFile({ document, unknown, zones, ...none });
  } finally {
    await engine.close();
  }
}

function played(file: string, song: string, sampleRate: number, seconds: number): Uint8Array {
  const [instrument] = readInstrumentFile(bytesOf(file), 'file').instruments;
  const { document, zones } = instrument!;
  const frames = Math.ceil(seconds * sampleRate);
  const output = new Float32Array(2 * frames);
  let at = 0;
  for (const { left, right } of playSong(document, zones!, readSong(bytesOf(song), 'song'), {
    sampleRate,
    seconds,
  })) {
    output.set(left, at);
    output.set(right, frames + at);
    at += left.length;
  }
  return new Uint8Array(output.buffer);
}

const request = JSON.parse(await text(process.stdin)) as Request;
const bytes =
  request.kind === 'render'
    ? await rendered(request.document)
    : played(request.file, request.song, request.sampleRate, request.seconds);
process.stdout.write(Buffer.from(bytes).toString('base64'));
