/** Writes WAV files of every kind, from the format's description and apart from src/audio/wav.ts. */

export interface WavKind {
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
  readonly extensible?: boolean;
  readonly rate?: number;
  /** Put in place of the data's true size. */
  readonly declaredBytes?: number;
}

export function writeWav(channels: readonly Float32Array[], kind: WavKind): ArrayBuffer {
  const bytes = kind.bits / 8;
  const frames = channels[0]!.length;
  const formatSize = kind.extensible ? 40 : 16;
  const dataSize = frames * channels.length * bytes;
  const listSize = 5; // odd, so a byte of padding follows
  const view = new DataView(new ArrayBuffer(12 + 8 + formatSize + 8 + listSize + 1 + 8 + dataSize));
  let at = 0;
  const text = (s: string): void => [...s].forEach((c) => view.setUint8(at++, c.charCodeAt(0)));
  const u16 = (v: number): void => (view.setUint16(at, v, true), void (at += 2));
  const u32 = (v: number): void => (view.setUint32(at, v, true), void (at += 4));
  const rate = kind.rate ?? 44100;
  const tag = kind.float ? 3 : 1;
  text('RIFF');
  u32(view.byteLength - 8);
  text('WAVEfmt ');
  u32(formatSize);
  u16(kind.extensible ? 0xfffe : tag);
  u16(channels.length);
  u32(rate);
  u32(rate * channels.length * bytes);
  u16(channels.length * bytes);
  u16(kind.bits);
  if (kind.extensible) {
    u16(22);
    u16(kind.bits);
    for (const word of [0, tag, 0x00100000, 0xaa000080, 0x719b3800]) u32(word); // speakers, then the format's GUID
  }
  text('LIST');
  u32(listSize);
  text('junk!\0');
  text('data');
  u32(kind.declaredBytes ?? dataSize);
  for (let i = 0; i < frames; i++)
    for (const channel of channels) at = writeSample(view, at, channel[i]!, kind);
  return view.buffer as ArrayBuffer;
}

function writeSample(view: DataView, at: number, x: number, { bits, float }: WavKind): number {
  const step = Math.round(x * 2 ** (bits - 1));
  const clipped = Math.min(2 ** (bits - 1) - 1, Math.max(-(2 ** (bits - 1)), step));
  if (float && bits === 32) view.setFloat32(at, x, true);
  else if (float) view.setFloat64(at, x, true);
  else if (bits === 8) view.setUint8(at, clipped + 128);
  else if (bits === 16) view.setInt16(at, clipped, true);
  else if (bits === 32) view.setInt32(at, clipped, true);
  else for (let byte = 0; byte < 3; byte++) view.setUint8(at + byte, (clipped >> (8 * byte)) & 255);
  return at + bits / 8;
}
