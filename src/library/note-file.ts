/** The file of one rendered note: a float WAV that knows its recipe and whether it is whole. [Node] */
import { crc32 as nativeCrc32 } from 'node:zlib';
import { crc32 as plainCrc32 } from '../document/file/crc32.js';
import { WAV_HEADER_BYTES, writeWavHeader } from '../audio/wav.js';
import type { Decibels, Hertz, MidiNote, Samples } from '../units.js';

/** What a note file says beside its samples. */
export interface NoteFacts {
  readonly hash: string;
  readonly root: MidiNote;
  readonly sampleRate: Hertz;
  /** Whether it has a pitch, at its root. */
  readonly pitched: boolean;
  /** Loudness that its key zone is to have, LUFS: see zoneTarget. */
  readonly target: Decibels;
}

export interface NoteFile extends NoteFacts {
  /** Linear; a peak may pass 1. */
  readonly samples: Float32Array;
}

/** Chunk in front of the samples, of one length: JSON, filled up with blanks. */
const CHUNK = 'aloy';
const CHUNK_BYTES = 192;
/** `RIFF` head and `fmt `. */
const BEFORE_CHUNK = WAV_HEADER_BYTES - 8;
const DATA_AT = BEFORE_CHUNK + 8 + CHUNK_BYTES + 8;

/** Bytes in front of the samples. */
export const NOTE_HEAD_BYTES: number = DATA_AT;

/** Since Node 20.15; JavaScript's is a third as fast. */
const crc32: (bytes: Uint8Array) => number =
  typeof nativeCrc32 === 'function' ? (bytes) => nativeCrc32(bytes) : plainCrc32;

/** Bytes of a note's file. */
export function noteFileBytes(samples: Samples): number {
  return DATA_AT + 4 * samples;
}

/** The same bytes for the same note, on every machine. */
export function encodeNoteFile({ samples, ...facts }: NoteFile): Buffer {
  const data = littleEndian(samples);
  const bytes = Buffer.alloc(DATA_AT + data.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  writeWavHeader(view, { frames: samples.length, channels: 1, sampleRate: facts.sampleRate, bits: 'float' });
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write(CHUNK, BEFORE_CHUNK, 'latin1');
  bytes.writeUInt32LE(CHUNK_BYTES, BEFORE_CHUNK + 4);
  const { hash, root, pitched, target } = facts;
  const text = JSON.stringify({ recipe: hash, root, pitched, target, crc32: crc32(data) });
  if (text.length > CHUNK_BYTES) throw new Error('The facts of a note do not fit into its file.');
  bytes.write(text.padEnd(CHUNK_BYTES), BEFORE_CHUNK + 8, 'latin1');
  bytes.write('data', DATA_AT - 8, 'latin1');
  bytes.writeUInt32LE(data.length, DATA_AT - 4);
  data.copy(bytes, DATA_AT);
  return bytes;
}

function littleEndian(samples: Float32Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Whether bytes are the whole file of a recipe. */
export function isNoteFile(bytes: Buffer, hash: string, samples: Samples): boolean {
  return bytes.length === noteFileBytes(samples) && factsOf(bytes)?.hash === hash;
}

/** A note from its file; null where it is broken. */
export function readNoteFile(bytes: Buffer): NoteFile | null {
  const facts = factsOf(bytes);
  return facts && { ...facts, samples: new Float32Array(Uint8Array.from(bytes.subarray(DATA_AT)).buffer) };
}

/** Whether the first bytes of a file are those of a recipe's. @param size of the whole file. */
export function isNoteHead(head: Buffer, hash: string, size: number): boolean {
  const told = toldBy(head);
  return told?.hash === hash && told.dataBytes === size - DATA_AT;
}

function factsOf(bytes: Buffer): NoteFacts | null {
  const told = toldBy(bytes);
  if (!told) return null;
  const { dataBytes, sum, ...facts } = told;
  const data = bytes.subarray(DATA_AT);
  return dataBytes === data.length && dataBytes % 4 === 0 && crc32(data) === sum ? facts : null;
}

/** What the head of a file says; null where it is none of ours. */
function toldBy(bytes: Buffer): (NoteFacts & { readonly dataBytes: number; readonly sum: number }) | null {
  if (bytes.length < DATA_AT || bytes.toString('latin1', BEFORE_CHUNK, BEFORE_CHUNK + 4) !== CHUNK)
    return null;
  try {
    const text = bytes.toString('latin1', BEFORE_CHUNK + 8, BEFORE_CHUNK + 8 + CHUNK_BYTES);
    const {
      recipe,
      crc32: sum,
      ...facts
    } = JSON.parse(text) as Omit<NoteFacts, 'hash' | 'sampleRate'> & {
      recipe: string;
      crc32: number;
    };
    const dataBytes = bytes.readUInt32LE(DATA_AT - 4);
    return { hash: recipe, ...facts, sampleRate: bytes.readUInt32LE(24), dataBytes, sum };
  } catch {
    return null;
  }
}
