/** Measures what the rounding of an instrument document costs: renders of exact and of rounded sources, beside those of two seeds. */
import { readFile } from 'node:fs/promises';
import { logMel } from '../src/audio/logmel.js';
import { prepareSource } from '../src/audio/source.js';
import { decodeSourceCode, encodeSourceCode } from '../src/document/source-code.js';
import { RenderEngine } from '../src/render/engine.js';
import type { EncodedSource } from '../src/render/notes.js';
import { gainToDecibels } from '../src/units.js';
import { median, type Row } from './row.js';

const SOUNDS = new URL('../presets/sources/', import.meta.url);
/** Beside the bundled ones: a piano's lowest octave, a bass, a snare, a hi-hat. */
const HARSH = ['note-piano-c1.ogg', 'note-bass-g1.ogg', 'drum-snare.ogg', 'drum-hi-hat.ogg'];
const GOLDEN = new URL('../test/golden/sounds/', import.meta.url);
/** A document's room for a source of 4 s, and a link's, in bytes. */
const ROOMS = [5000, 2700] as const;
/** Above the source's own root: at it, harmonics count most; away, bands. */
const INTERVALS = [0, 5];
const SEEDS = [1, 2];
const SOURCE_SECONDS = 4;
const NOTE_SECONDS = 1.5;

const MEL = { fftSize: 1024, hop: 256, bands: 64, minHz: 30, maxHz: 7900, sampleRate: 16_000 };
/** Bands this far below the loudest of a note are not heard beside it. */
const UNHEARD_DB = -60;

/** Root mean square difference of two notes in dB, over all bands and frames that are heard in one of them. */
function distance(a: Float32Array, b: Float32Array): number {
  const [first, second] = [decibels(a), decibels(b)];
  const loudest = first.reduce((most, value) => Math.max(most, value), -Infinity);
  const floor = loudest + UNHEARD_DB;
  let [sum, count] = [0, 0];
  first.forEach((value, i) => {
    const [x, y] = [Math.max(floor, value), Math.max(floor, second[i]!)];
    if (x === floor && y === floor) return;
    sum += (x - y) ** 2;
    count++;
  });
  return Math.sqrt(sum / Math.max(1, count));
}

function decibels(samples: Float32Array): Float32Array {
  return logMel(samples, MEL).values.map((value) =>
    gainToDecibels(Math.max(1e-6, Math.exp(3 * (value - 1.5)))),
  );
}

/** Mean spectrum of a note in dB: what is left of a difference when the noise of single frames is averaged out. */
function meanDistance(a: Float32Array, b: Float32Array): number {
  const mean = (samples: Float32Array): Float64Array => {
    const { values, bands, frames } = logMel(samples, MEL);
    const sum = new Float64Array(bands);
    values.forEach((value, i) => (sum[i % bands]! += Math.exp(6 * (value - 1.5)) / frames));
    return sum.map((power) => gainToDecibels(Math.sqrt(Math.max(1e-12, power))));
  };
  const [first, second] = [mean(a), mean(b)];
  const floor = Math.max(...first) + UNHEARD_DB;
  const squares = first.map((value, i) => (Math.max(floor, value) - Math.max(floor, second[i]!)) ** 2);
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
}

function crest(samples: Float32Array): number {
  const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return gainToDecibels(peak / Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length));
}

interface Measured {
  readonly name: string;
  readonly bytes: readonly number[];
  /** By room, then between the seeds. */
  readonly frames: readonly number[];
  readonly means: readonly number[];
  readonly crests: readonly number[];
}

async function measure(engine: RenderEngine, name: string, file: URL): Promise<Measured> {
  const read = await readFile(file);
  const bytes = read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength) as ArrayBuffer;
  const { manifest } = engine.info;
  const { sampleRate, signal, generation } = manifest;
  const prepared = await prepareSource(bytes, name, {
    sampleRate,
    seconds: SOURCE_SECONDS,
    peak: signal.peak,
  });
  const root = prepared.root.midi;
  await engine.addSource('exact', prepared.samples, root, prepared.pitch);
  const source: EncodedSource = engine.encoded('exact');
  const codes = ROOMS.map((room) => encodeSourceCode(source, room));
  for (const [i, code] of codes.entries()) await engine.addEncoded(`room ${i}`, decodeSourceCode(code, root));
  const asked = INTERVALS.flatMap((interval) => [
    ...SEEDS.map((seed) => ({ source: 'exact', interval, seed })),
    ...ROOMS.map((_, i) => ({ source: `room ${i}`, interval, seed: SEEDS[0]! })),
  ]);
  const notes = await engine.render(
    asked.map((note, i) => ({
      ...{ id: String(i), weights: [{ source: note.source, weight: 1 }], seed: note.seed, ...generation },
      rootMidi: Math.round(root) + note.interval,
      seconds: NOTE_SECONDS,
    })),
  );
  const samples = notes.map((note) => note.samples);
  const each = SEEDS.length + ROOMS.length;
  const over = (of: (a: Float32Array, b: Float32Array) => number): number[] =>
    [2, 3, 1].map((other) =>
      median(INTERVALS.map((_, i) => of(samples[i * each]!, samples[i * each + other]!))),
    );
  return {
    name,
    bytes: codes.map((code) => (code.length * 3) / 4),
    frames: over(distance),
    means: over(meanDistance),
    crests: over((a, b) => Math.abs(crest(a) - crest(b))),
  };
}

function rowOf({ name, bytes, frames, means, crests }: Measured): Row {
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(' / ');
  return {
    figure: `document: ${name}`,
    asked: '< seeds',
    measured: `${bytes.join(' / ')} bytes; frames ${list(frames)} dB; mean spectrum ${list(means)} dB; crest ${list(crests)} dB`,
    ok: frames[0]! < frames[2]!,
  };
}

/** One row a sound: the document's room / the link's / two seeds of the exact source. */
export async function benchDocument(): Promise<Row[]> {
  const engine = await RenderEngine.open({ model: 'instruments', backend: 'wasm' });
  const rows: Row[] = [];
  try {
    const index = JSON.parse(await readFile(new URL('index.json', SOUNDS), 'utf8')) as { file?: string }[];
    const files = [
      ...index.flatMap(({ file }) => (file ? [[file, new URL(file, SOUNDS)] as const] : [])),
      ...HARSH.map((file) => [file, new URL(file, GOLDEN)] as const),
    ];
    for (const [name, file] of files) {
      const row = rowOf(await measure(engine, name, file));
      console.error(`${row.figure}: ${row.measured}`);
      rows.push(row);
    }
  } finally {
    await engine.close();
  }
  return rows;
}
