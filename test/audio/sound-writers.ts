/** Writes the parts of sound files from their formats' descriptions, apart from src/audio/formats. */

export type Part = string | readonly number[] | Uint8Array;

export function bytesOf(...parts: readonly Part[]): Uint8Array {
  const all = parts.map((part) =>
    typeof part === 'string' ? Uint8Array.from(part, (c) => c.charCodeAt(0)) : Uint8Array.from(part),
  );
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An unsigned or two's complement integer of so many bytes. */
export function int(value: number, bytes: number, littleEndian: boolean): number[] {
  const big = BigInt.asUintN(8 * bytes, BigInt(value));
  const out = Array.from({ length: bytes }, (_, i) => Number((big >> BigInt(8 * i)) & 255n));
  return littleEndian ? out : out.reverse();
}

export function float(value: number, bytes: 4 | 8, littleEndian: boolean): number[] {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 4) view.setFloat32(0, value, littleEndian);
  else view.setFloat64(0, value, littleEndian);
  return [...new Uint8Array(view.buffer)];
}

/** Samples of −1 to 1 as integers of so many bytes. */
export function pcm(samples: Float32Array, bytes: number, littleEndian: boolean): Uint8Array {
  const full = 2 ** (8 * bytes - 1);
  return bytesOf(
    [...samples].flatMap((x) =>
      int(Math.max(-full, Math.min(full - 1, Math.round(x * full))), bytes, littleEndian),
    ),
  );
}

export function floats(samples: Float32Array, bytes: 4 | 8, littleEndian: boolean): Uint8Array {
  return bytesOf([...samples].flatMap((x) => float(x, bytes, littleEndian)));
}

export interface ChunkKind {
  readonly littleEndian?: boolean;
  /** Put in place of the true size. */
  readonly size?: number;
  /** false: no byte after an odd chunk. */
  readonly pad?: boolean;
}

export function chunk(id: string, body: Uint8Array, kind: ChunkKind = {}): Uint8Array {
  const { littleEndian = true, size = body.length, pad = true } = kind;
  return bytesOf(id, int(size, 4, littleEndian), body, pad && body.length % 2 ? [0] : []);
}

export interface WavShape {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly frameBytes?: number;
  readonly littleEndian?: boolean;
  readonly extra?: readonly number[];
}

export function wavFormat(shape: WavShape = {}): Uint8Array {
  const { tag = 1, channels = 1, rate = 44100, bits = 16, littleEndian = true, extra = [] } = shape;
  const frameBytes = shape.frameBytes ?? (channels * bits) / 8;
  const u16 = (x: number): number[] => int(x, 2, littleEndian);
  const u32 = (x: number): number[] => int(x, 4, littleEndian);
  const body = bytesOf(
    u16(tag),
    u16(channels),
    u32(rate),
    u32(rate * frameBytes),
    u16(frameBytes),
    u16(bits),
    extra,
  );
  return chunk('fmt ', body, { littleEndian });
}

export function riff(chunks: readonly Uint8Array[], id = 'RIFF', size?: number): Uint8Array {
  const littleEndian = id !== 'RIFX';
  const body = bytesOf('WAVE', ...chunks);
  return bytesOf(id, int(size ?? body.length, 4, littleEndian), body);
}

export interface AiffShape {
  readonly coding?: string;
  readonly channels?: number;
  readonly bits?: number;
  readonly frames: number;
  readonly more?: readonly Uint8Array[];
  readonly soundSize?: number;
}

/** 44.1 kHz. */
export function aiff(sound: Uint8Array, shape: AiffShape): Uint8Array {
  const { coding, channels = 1, bits = 16, frames, more = [] } = shape;
  const big = { littleEndian: false };
  const common = bytesOf(
    int(channels, 2, false),
    int(frames, 4, false),
    int(bits, 2, false),
    [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0],
    coding ? bytesOf(coding, [0, 0]) : [],
  );
  const data = bytesOf(new Uint8Array(8), sound);
  const soundChunk = chunk('SSND', data, { ...big, size: shape.soundSize ?? data.length });
  const body = bytesOf(coding ? 'AIFC' : 'AIFF', chunk('COMM', common, big), ...more, soundChunk);
  return bytesOf('FORM', int(body.length, 4, false), body);
}

export function au(
  sound: Uint8Array,
  encoding: number,
  size = sound.length,
  littleEndian = false,
): Uint8Array {
  const words = [24, size, encoding, 44100, 1].flatMap((x) => int(x, 4, littleEndian));
  return bytesOf(littleEndian ? 'dns.' : '.snd', words, sound);
}

export interface CafShape {
  readonly coding?: string;
  /** 1: float, 2: little-endian. */
  readonly flags?: number;
  readonly bytes?: number;
  readonly more?: readonly Uint8Array[];
  readonly size?: number;
}

export function cafChunk(id: string, body: Uint8Array, size = body.length): Uint8Array {
  return bytesOf(id, int(size, 8, false), body);
}

export function caf(sound: Uint8Array, shape: CafShape = {}): Uint8Array {
  const { coding = 'lpcm', flags = 0, bytes = 2, more = [] } = shape;
  const words = [flags, bytes, 1, 1, 8 * bytes].flatMap((x) => int(x, 4, false));
  const desc = bytesOf(float(44100, 8, false), coding, words);
  const data = bytesOf([0, 0, 0, 0], sound);
  return bytesOf(
    'caff',
    [0, 1, 0, 0],
    cafChunk('desc', desc),
    ...more,
    cafChunk('data', data, shape.size ?? data.length),
  );
}

const WAVE64_TAIL = [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0x00, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a];

/** Of one channel of 16 bits at 44.1 kHz. */
export function wave64(sound: Uint8Array): Uint8Array {
  const part = (id: string, body: Uint8Array): Uint8Array =>
    bytesOf(
      id,
      WAVE64_TAIL,
      int(24 + body.length, 8, true),
      body,
      new Uint8Array((8 - (body.length % 8)) % 8),
    );
  const chunks = bytesOf(part('fmt ', wavFormat().subarray(8)), part('data', sound));
  const magic = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0];
  return bytesOf('riff', magic, int(40 + chunks.length, 8, true), 'wave', WAVE64_TAIL, chunks);
}

/** RF64 or BW64 with its sizes in a ds64 chunk. */
export function longWav(
  sound: Uint8Array,
  id: 'RF64' | 'BW64',
  more: readonly Uint8Array[] = [],
): Uint8Array {
  const sizes = bytesOf(
    int(0, 8, true),
    int(sound.length, 8, true),
    int(sound.length / 2, 8, true),
    int(0, 4, true),
  );
  const data = chunk('data', sound, { size: 0xffffffff });
  return riff([chunk('ds64', sizes), wavFormat(), data, ...more], id, 0xffffffff);
}

/** A tag before an MP3 or a FLAC. */
export function id3(size: number): Uint8Array {
  return bytesOf(
    'ID3',
    [4, 0, 0],
    [size >> 21, (size >> 14) & 127, (size >> 7) & 127, size & 127],
    new Uint8Array(size),
  );
}
