/** Writes WAV files that say where they loop, at which key they sound, and whose they are. */
import type { Hertz, MidiNote, Samples } from '../units.js';
import { quantise } from './pcm.js';
import { ascii, concatBytes, riffChunk } from './riff.js';

/** What a WAV file says beside its samples. */
export interface WavFacts {
  readonly sampleRate: Hertz;
  readonly bits: 16 | 24;
  readonly root: MidiNote;
  readonly loop: { readonly start: Samples; readonly end: Samples } | null;
  /** Keys that it is for, and what it must be raised by there; null: the file is part of a map that says so. */
  readonly keys: { readonly low: MidiNote; readonly high: MidiNote; readonly cents: number } | null;
  /** By tag of the LIST INFO chunk: INAM, IART, ICOP, IKEY, ISFT. */
  readonly info: Readonly<Record<string, string>>;
}

/**
 * A mono WAV file of 16 or 24 bits, with a `smpl` chunk, texts, and an `inst` chunk where it stands alone. The chunk `inst` is of odd length and last:
 * not all readers skip its pad byte. Loops: type forward, without end; the last frame of the loop is part of it.
 * @param samples linear, −1 to 1.
 */
export function writeWav(samples: Float32Array, facts: WavFacts): Uint8Array<ArrayBuffer> {
  const { keys } = facts;
  return riffChunk(
    'RIFF',
    concatBytes([
      ascii('WAVE'),
      riffChunk('fmt ', format(facts)),
      riffChunk('smpl', sampler(facts)),
      ...texts(facts.info),
      riffChunk('data', packed(samples, facts.bits)),
      ...(keys ? [riffChunk('inst', instrument(facts.root, keys))] : []),
    ]),
  );
}

function format({ sampleRate, bits }: WavFacts): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(16));
  const frame = bits / 8;
  view.setUint16(0, 1, true); // integer PCM
  view.setUint16(2, 1, true);
  view.setUint32(4, sampleRate, true);
  view.setUint32(8, sampleRate * frame, true);
  view.setUint16(12, frame, true);
  view.setUint16(14, bits, true);
  return new Uint8Array(view.buffer);
}

function sampler({ sampleRate, root, loop }: WavFacts): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(36 + (loop ? 24 : 0)));
  view.setUint32(8, Math.round(1e9 / sampleRate), true);
  view.setUint32(12, root, true);
  if (loop) {
    view.setUint32(28, 1, true);
    view.setUint32(44, loop.start, true);
    view.setUint32(48, loop.end - 1, true);
  }
  return new Uint8Array(view.buffer);
}

function instrument(root: MidiNote, keys: NonNullable<WavFacts['keys']>): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(7));
  view.setUint8(0, root);
  view.setInt8(1, Math.max(-50, Math.min(50, Math.round(keys.cents))));
  view.setUint8(3, keys.low);
  view.setUint8(4, keys.high);
  view.setUint8(5, 1);
  view.setUint8(6, 127);
  return new Uint8Array(view.buffer);
}

/** UTF-8, as most readers of today take it; each text ends with a zero and is of even length. */
function texts(info: WavFacts['info']): Uint8Array<ArrayBuffer>[] {
  const parts = Object.entries(info)
    .filter(([, text]) => text !== '')
    .map(([tag, text]) => {
      const bytes = new TextEncoder().encode(text.toWellFormed().replaceAll('\0', ''));
      const ended = new Uint8Array(2 * Math.ceil((bytes.length + 1) / 2));
      ended.set(bytes);
      return riffChunk(tag, ended);
    });
  return parts.length > 0 ? [riffChunk('LIST', concatBytes([ascii('INFO'), ...parts]))] : [];
}

function packed(samples: Float32Array, bits: 16 | 24): Uint8Array<ArrayBuffer> {
  const values = quantise(samples, bits);
  const bytes = new Uint8Array((values.length * bits) / 8);
  for (let i = 0, at = 0; i < values.length; i++) {
    const value = values[i]!;
    bytes[at++] = value;
    bytes[at++] = value >> 8;
    if (bits === 24) bytes[at++] = value >> 16;
  }
  return bytes;
}
