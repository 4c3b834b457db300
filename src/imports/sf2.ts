/** Reads the samples of a SoundFont 2 (and of SF3, whose samples are Ogg Vorbis): names, keys, roots, and the sound of one. */
import { WAV_HEADER_BYTES, writeWavHeader } from '../audio/wav.js';
import type { MidiNote } from '../units.js';
import { badPack, byMiddle, rootOf, type MappedSound, type SoundPack } from './pack.js';

const SHDR_BYTES = 46;
const INST_BYTES = 22;
const BAG_BYTES = 4;
const GENERATOR_BYTES = 4;
const NAME_BYTES = 20;
const FRAME_BYTES = 2;
/** Zones may name the same generators over and over: no real file has more of them. */
const MOST_GENERATORS = 2 ** 20;
/** Of a sample, Hz. */
const [LEAST_RATE, MOST_RATE] = [400, 400_000] as const;

/** Generators (SoundFont 2.04, 8.1.2). */
const GENERATORS = {
  keyRange: 43,
  velRange: 44,
  coarseTune: 51,
  fineTune: 52,
  sampleId: 53,
  sampleModes: 54,
  rootKey: 58,
} as const;
/** Kinds of samples (7.10), as bits. */
const [RIGHT, LEFT, VORBIS, ROM] = [2, 4, 0x10, 0x8000] as const;
const UNPITCHED = 255;

/** Whether bytes may be a SoundFont. */
export function isSoundFont(bytes: Uint8Array): boolean {
  return tag(bytes, 0) === 'RIFF' && tag(bytes, 8) === 'sfbk';
}

interface SampleHeader {
  readonly name: string;
  /** Frames, or bytes of one in Ogg Vorbis. */
  readonly start: number;
  readonly end: number;
  readonly rate: number;
  readonly pitch: number;
  readonly cents: number;
  readonly link: number;
  readonly kind: number;
}

type Generators = ReadonlyMap<number, number>;

/** @throws AlloyError 'unreadable' where it is damaged, or has no sound. */
export function openSoundFont(bytes: Uint8Array<ArrayBuffer>, name: string): SoundPack {
  const chunks = chunksOf(bytes, name);
  const data = chunks.get('smpl');
  if (!data) throw badPack(name, 'it has no samples');
  const headers = headersOf(chunks, name);
  const usable = (id: number): boolean => {
    const header = headers[id];
    return header !== undefined && soundOf(data, header, headers) !== null && !isSecond(header, headers);
  };
  const mapped = instrumentSounds(chunks, headers, name).filter(({ id }) => usable(Number(id)));
  const used = new Set(mapped.map(({ id }) => id));
  const others = headers.flatMap((header, id): MappedSound[] =>
    used.has(String(id)) || !usable(id) ? [] : [sampleSound(header, id, new Map(), header.name, null)],
  );
  const sounds = byMiddle([...mapped, ...others]);
  if (sounds.length === 0) throw badPack(name, 'it has no samples');
  return {
    ...{ name, kind: 'sf2', sounds, missing: [] },
    read: (id) => {
      const header = sounds.some((sound) => sound.id === id) ? headers[Number(id)] : undefined;
      const sound = header && soundOf(data, header, headers);
      return sound
        ? Promise.resolve(sound())
        : Promise.reject(badPack(name, `there is no sample ${id} in it`));
    },
  };
}

/** Contents of the chunks by their tags, those of lists, too. What is cut ends where the file ends. */
function chunksOf(bytes: Uint8Array<ArrayBuffer>, name: string): Map<string, Uint8Array<ArrayBuffer>> {
  if (!isSoundFont(bytes)) throw badPack(name, 'it is no SoundFont');
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  const walk = (from: number, to: number, lists: boolean): void => {
    const view = viewOf(bytes);
    for (let at = from; at + 8 <= to;) {
      const size = view.getUint32(at + 4, true);
      const end = Math.min(to, at + 8 + size);
      const id = tag(bytes, at);
      if (lists && id === 'LIST') walk(Math.min(end, at + 12), end, false);
      else if (!found.has(id)) found.set(id, bytes.subarray(at + 8, end));
      at += 8 + size + (size % 2);
    }
  };
  walk(12, bytes.length, true);
  return found;
}

function headersOf(chunks: ReadonlyMap<string, Uint8Array>, name: string): SampleHeader[] {
  const table = chunks.get('shdr');
  if (!table) throw badPack(name, 'its list of samples is missing');
  const view = viewOf(table);
  // the last record ends the list
  return Array.from({ length: Math.max(0, Math.floor(table.length / SHDR_BYTES) - 1) }, (_, i) => {
    const at = i * SHDR_BYTES;
    return {
      name: nameAt(table, at),
      start: view.getUint32(at + 20, true),
      end: view.getUint32(at + 24, true),
      rate: view.getUint32(at + 36, true),
      pitch: view.getUint8(at + 40),
      cents: view.getInt8(at + 41),
      link: view.getUint16(at + 42, true),
      kind: view.getUint16(at + 44, true),
    };
  });
}

/** What the zones of instruments play. */
function instrumentSounds(
  chunks: ReadonlyMap<string, Uint8Array>,
  headers: readonly SampleHeader[],
  name: string,
): MappedSound[] {
  const [inst, ibag, igen] = ['inst', 'ibag', 'igen'].map((id) => chunks.get(id) ?? new Uint8Array(0));
  const [instruments, bags] = [viewOf(inst!), viewOf(ibag!)];
  const count = Math.floor(inst!.length / INST_BYTES) - 1;
  const bagCount = Math.floor(ibag!.length / BAG_BYTES) - 1;
  const generators = new GeneratorReader(igen!, name);
  const sounds: MappedSound[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * INST_BYTES;
    const first = instruments.getUint16(at + NAME_BYTES, true);
    const end = Math.min(bagCount, instruments.getUint16(at + INST_BYTES + NAME_BYTES, true));
    let common: Generators = new Map();
    for (let bag = first; bag < end; bag++) {
      const own = generators.read(
        bags.getUint16(bag * BAG_BYTES, true),
        bags.getUint16((bag + 1) * BAG_BYTES, true),
      );
      const id = own.get(GENERATORS.sampleId);
      const header = id === undefined ? undefined : headers[id];
      if (id === undefined) {
        if (bag === first) common = own;
      } else if (header) {
        const title = count > 1 ? `${nameAt(inst!, at)}: ${header.name}` : header.name;
        sounds.push(sampleSound(header, id, new Map([...common, ...own]), title, [0, 127]));
      }
    }
  }
  return sounds;
}

/** Reads the generators of zones, within a bound. */
class GeneratorReader {
  readonly #view: DataView;
  readonly #name: string;
  #left = MOST_GENERATORS;

  constructor(table: Uint8Array, name: string) {
    this.#view = viewOf(table);
    this.#name = name;
  }

  read(from: number, to: number): Generators {
    const end = Math.min(to, Math.floor(this.#view.byteLength / GENERATOR_BYTES));
    this.#left -= Math.max(0, end - from) + 1;
    if (this.#left < 0) throw badPack(this.#name, 'its zones are not what a SoundFont has');
    const found = new Map<number, number>();
    for (let i = from; i < end; i++) {
      const at = i * GENERATOR_BYTES;
      found.set(this.#view.getUint16(at, true), this.#view.getUint16(at + 2, true));
    }
    return found;
  }
}

function sampleSound(
  { pitch, cents }: SampleHeader,
  id: number,
  zone: Generators,
  name: string,
  allKeys: readonly [number, number] | null,
): MappedSound {
  const signed = (generator: number): number => ((zone.get(generator) ?? 0) << 16) >> 16;
  const told = zone.get(GENERATORS.rootKey);
  const key =
    told !== undefined && told <= 127 ? told : pitch === UNPITCHED ? null : pitch <= 127 ? pitch : 60;
  const raised = signed(GENERATORS.coarseTune) + (signed(GENERATORS.fineTune) + cents) / 100;
  const range = rangeOf(zone.get(GENERATORS.keyRange)) ?? allKeys;
  const [low, high] = rangeOf(zone.get(GENERATORS.velRange)) ?? [0, 127];
  return {
    id: String(id),
    name,
    keys: range && { low: range[0], high: range[1] },
    root: key === null ? null : rootOf(key - raised),
    looped: (zone.get(GENERATORS.sampleModes) ?? 0) % 2 === 1,
    velocities: { low, high },
  };
}

function rangeOf(amount: number | undefined): readonly [MidiNote, MidiNote] | null {
  if (amount === undefined) return null;
  const [low, high] = [Math.min(127, amount & 0xff), Math.min(127, amount >> 8)];
  return [Math.min(low, high), Math.max(low, high)];
}

/** Whether it is the right side of a sample that is listed by its left one. */
function isSecond({ kind, link }: SampleHeader, headers: readonly SampleHeader[]): boolean {
  const other = headers[link];
  return kind === RIGHT && other?.kind === LEFT && headers[other.link]?.kind === RIGHT;
}

/** Makes a sound file of a sample, when called; null where it is none. */
function soundOf(
  data: Uint8Array<ArrayBuffer>,
  header: SampleHeader,
  headers: readonly SampleHeader[],
): (() => Uint8Array<ArrayBuffer>) | null {
  const { start, end, rate, kind, link } = header;
  if (end <= start || (kind & ROM) !== 0) return null;
  if (kind & VORBIS) return end <= data.length ? () => data.slice(start, end) : null;
  if (end * FRAME_BYTES > data.length || rate < LEAST_RATE || rate > MOST_RATE) return null;
  const right = kind === LEFT && headers[link]?.kind === RIGHT ? headers[link] : null;
  const stereo =
    right &&
    right.rate === rate &&
    right.end - right.start === end - start &&
    right.end * FRAME_BYTES <= data.length;
  return () => wavOf(data, stereo ? [start, right.start] : [start], end - start, rate);
}

function wavOf(
  data: Uint8Array<ArrayBuffer>,
  starts: readonly number[],
  frames: number,
  sampleRate: number,
): Uint8Array<ArrayBuffer> {
  const channels = starts.length;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + frames * channels * FRAME_BYTES);
  const view = viewOf(bytes);
  writeWavHeader(view, { frames, channels, sampleRate, bits: 16 });
  const samples = viewOf(data);
  starts.forEach((start, channel) => {
    for (let i = 0; i < frames; i++) {
      const value = samples.getInt16((start + i) * FRAME_BYTES, true);
      view.setInt16(WAV_HEADER_BYTES + (i * channels + channel) * FRAME_BYTES, value, true);
    }
  });
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** A name of 20 bytes, up to its first zero. */
function nameAt(bytes: Uint8Array, at: number): string {
  const raw = bytes.subarray(at, at + NAME_BYTES);
  const end = raw.indexOf(0);
  const text = new TextDecoder('latin1').decode(end < 0 ? raw : raw.subarray(0, end));
  return text.trim() || 'Sample';
}
