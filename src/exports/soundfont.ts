/** Writes SoundFont 2.01 files: samples of 16 bits, and the nine tables that map them. */
import type { Hertz, MidiNote, Samples } from '../units.js';
import { ascii, concatBytes, riffChunk } from './riff.js';

export interface SoundFontSample {
  readonly name: string;
  readonly frames: Int32Array;
  readonly sampleRate: Hertz;
  readonly root: MidiNote;
  readonly loop: { readonly start: Samples; readonly end: Samples } | null;
}

export interface SoundFontModulator {
  /** As the format codes it: controller, direction, polarity, curve. */
  readonly source: number;
  /** A generator. */
  readonly destination: number;
  readonly amount: number;
}

export interface SoundFontZone {
  readonly low: MidiNote;
  readonly high: MidiNote;
  /** In the order to write them, key range and sample excepted. */
  readonly generators: readonly (readonly [generator: number, value: number])[];
  readonly modulators: readonly SoundFontModulator[];
  /** Index of its sample. */
  readonly sample: number;
}

export interface SoundFontInstrument {
  readonly name: string;
  readonly zones: readonly SoundFontZone[];
}

/** Plays an instrument on all keys. Presets have bank 0 and the programs 0, 1, 2 … */
export interface SoundFontPreset {
  readonly name: string;
  /** Index of the instrument. */
  readonly instrument: number;
}

export interface SoundFont {
  /** By tag of the INFO list. */
  readonly texts: Readonly<Record<string, string>>;
  readonly samples: readonly SoundFontSample[];
  readonly instruments: readonly SoundFontInstrument[];
  readonly presets: readonly SoundFontPreset[];
}

const KEY_RANGE = 43;
const INSTRUMENT = 41;
const SAMPLE = 53;
const MONO = 1;
/** Zeros behind each sample, which the format asks for. */
const GAP: Samples = 46;
/** Bytes of a text with its end: FluidSynth refuses files with longer ones. */
const TEXT_BYTES = 256;
const NAME_BYTES = 20;

/** @throws AlloyError 'bad-argument' where the samples take more than 4 GB. */
export function writeSoundFont(font: SoundFont): Uint8Array<ArrayBuffer> {
  return riffChunk(
    'RIFF',
    concatBytes([
      ascii('sfbk'),
      list('INFO', [
        riffChunk('ifil', words([2, 1])),
        text('isng', 'EMU8000'),
        ...Object.entries(font.texts).flatMap(([tag, value]) => (value === '' ? [] : [text(tag, value)])),
      ]),
      list('sdta', [riffChunk('smpl', pcm(font.samples))]),
      list('pdta', tables(font)),
    ]),
  );
}

function list(tag: string, chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return riffChunk('LIST', concatBytes([ascii(tag), ...chunks]));
}

/** Cut where it is too long, between two letters. */
function text(tag: string, value: string): Uint8Array<ArrayBuffer> {
  let letters = [...value.toWellFormed()];
  let bytes = new TextEncoder().encode(letters.join(''));
  while (bytes.length >= TEXT_BYTES) {
    letters = letters.slice(0, -1);
    bytes = new TextEncoder().encode(letters.join(''));
  }
  const ended = new Uint8Array(2 * Math.ceil((bytes.length + 1) / 2));
  ended.set(bytes);
  return riffChunk(tag, ended);
}

function pcm(samples: readonly SoundFontSample[]): Uint8Array<ArrayBuffer> {
  const total = samples.reduce((sum, { frames }) => sum + frames.length + GAP, 0);
  const view = new DataView(new ArrayBuffer(2 * total));
  let at = 0;
  for (const { frames } of samples) {
    for (const frame of frames) {
      view.setInt16(at, frame, true);
      at += 2;
    }
    at += 2 * GAP;
  }
  return new Uint8Array(view.buffer);
}

/** The nine tables; each ends with a record that says where the one before it ends. */
function tables({ samples, instruments, presets }: SoundFont): Uint8Array<ArrayBuffer>[] {
  const zones = instruments.flatMap((instrument) => instrument.zones);
  const bags: number[] = [];
  const modulators: number[] = [];
  const generators: number[] = [];
  for (const zone of zones) {
    bags.push(generators.length / 2, modulators.length / 5);
    generators.push(KEY_RANGE, zone.low | (zone.high << 8));
    for (const [generator, value] of zone.generators) generators.push(generator, value);
    generators.push(SAMPLE, zone.sample);
    for (const { source, destination, amount } of zone.modulators) {
      modulators.push(source, destination, amount, 0, 0);
    }
  }
  bags.push(generators.length / 2, modulators.length / 5);
  return [
    riffChunk(
      'phdr',
      concatBytes([
        ...presets.map(({ name }, i) => presetHeader(name, i, i)),
        presetHeader('EOP', 0, presets.length),
      ]),
    ),
    riffChunk('pbag', words([...presets, null].flatMap((_, i) => [i, 0]))),
    riffChunk('pmod', words([0, 0, 0, 0, 0])),
    riffChunk('pgen', words([...presets.flatMap(({ instrument }) => [INSTRUMENT, instrument]), 0, 0])),
    riffChunk('inst', instrumentHeaders(instruments)),
    riffChunk('ibag', words(bags)),
    riffChunk('imod', words([...modulators, 0, 0, 0, 0, 0])),
    riffChunk('igen', words([...generators, 0, 0])),
    riffChunk('shdr', sampleHeaders(samples)),
  ];
}

/** @param bag the first of its zones: a preset has one. */
function presetHeader(name: string, program: number, bag: number): Uint8Array {
  const bytes = concatBytes([named(name), new Uint8Array(18)]);
  const view = new DataView(bytes.buffer);
  view.setUint16(20, program, true);
  view.setUint16(24, bag, true);
  return bytes;
}

function instrumentHeaders(instruments: readonly SoundFontInstrument[]): Uint8Array {
  let bag = 0;
  const records = instruments.map(({ name, zones }) => {
    const record = concatBytes([named(name), words([bag])]);
    bag += zones.length;
    return record;
  });
  return concatBytes([...records, named('EOI'), words([bag])]);
}

function sampleHeaders(samples: readonly SoundFontSample[]): Uint8Array {
  let start = 0;
  const records = samples.map(({ name, frames, sampleRate, root, loop }) => {
    const bytes = concatBytes([named(name), new Uint8Array(26)]);
    const view = new DataView(bytes.buffer);
    view.setUint32(20, start, true);
    view.setUint32(24, start + frames.length, true);
    view.setUint32(28, start + (loop?.start ?? 0), true);
    view.setUint32(32, start + (loop?.end ?? frames.length), true);
    view.setUint32(36, sampleRate, true);
    view.setUint8(40, root);
    view.setUint16(44, MONO, true);
    start += frames.length + GAP;
    return bytes;
  });
  return concatBytes([...records, named('EOS'), new Uint8Array(26)]);
}

function named(name: string): Uint8Array {
  const bytes = new Uint8Array(NAME_BYTES);
  bytes.set(ascii(name).subarray(0, NAME_BYTES));
  return bytes;
}

/** 16-bit words, little-endian; negative ones as two's complement. */
function words(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => view.setUint16(2 * i, value & 0xffff, true));
  return new Uint8Array(view.buffer);
}
