/** Renders a document, plays a song, or exports an instrument, for a test in a browser: a request as JSON comes in, base64 goes out. [Node] */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exportInstrument } from '../../../src/cli/export.js';
import { liveSong } from '../../../src/cli/live-song.js';
import { createProgress } from '../../../src/cli/progress.js';
import type { ExportFormat } from '../../../src/exports/formats.js';
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
    }
  | {
      readonly kind: 'export';
      readonly file: string;
      readonly format: ExportFormat;
      readonly rate: number | null;
      readonly bits: 16 | 24;
      readonly zip: boolean;
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

async function played(file: string, song: string, sampleRate: number, seconds: number): Promise<Uint8Array> {
  const [instrument] = readInstrumentFile(bytesOf(file), 'file').instruments;
  const { document, zones } = instrument!;
  const live = document.parameters.live === 1 ? await liveSong(instrument!) : null;
  const frames = Math.ceil(seconds * sampleRate);
  const output = new Float32Array(2 * frames);
  let at = 0;
  const parsed = readSong(bytesOf(song), 'song');
  const there = zones ?? { conditioning: 0, keyZones: [] };
  for (const { left, right } of playSong(document, there, parsed, { sampleRate, seconds }, live)) {
    output.set(left, at);
    output.set(right, frames + at);
    at += left.length;
  }
  return new Uint8Array(output.buffer);
}

async function exported({ file, ...options }: Extract<Request, { kind: 'export' }>): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'alloy-exported-'));
  try {
    const path = join(folder, 'x.alloy');
    writeFileSync(path, bytesOf(file));
    const { paths } = await exportInstrument(
      path,
      { ...options, backend: 'wasm', out: join(folder, 'out') },
      createProgress(process.stderr, true),
      new AbortController().signal,
    );
    return new Uint8Array(readFileSync(paths[0]!));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function answered(request: Request): Uint8Array | Promise<Uint8Array> {
  switch (request.kind) {
    case 'render':
      return rendered(request.document);
    case 'play':
      return played(request.file, request.song, request.sampleRate, request.seconds);
    case 'export':
      return exported(request);
  }
}

const request = JSON.parse(await text(process.stdin)) as Request;
process.stdout.write(Buffer.from(await answered(request)).toString('base64'));
