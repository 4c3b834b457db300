/** Writes standard MIDI files for tests, byte for byte. */

const text = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));
const wide = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);

/** A number of seven bits a byte. */
export function variable(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
}

export function chunk(id: string, body: readonly number[]): number[] {
  return [...text(id), ...wide(body.length, 4), ...body];
}

/** @param division ticks a quarter, or the two bytes of SMPTE as one number. */
export function header(format: number, tracks: number, division = 480): number[] {
  return chunk('MThd', [...wide(format, 2), ...wide(tracks, 2), ...wide(division, 2)]);
}

/** Events as ticks from the one before, and bytes. */
export function track(events: readonly (readonly [number, ...number[]])[], end = true): number[] {
  const body = events.flatMap(([delta, ...bytes]) => [...variable(delta), ...bytes]);
  return chunk('MTrk', end ? [...body, 0, 0xff, 0x2f, 0] : body);
}

export function tempo(delta: number, microseconds: number): [number, ...number[]] {
  return [delta, 0xff, 0x51, 3, ...wide(microseconds, 3)];
}

export function midiFile(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

/** A chord of four voices, played again each half second; 120 quarters a minute. */
export function fourVoices(seconds: number): Uint8Array {
  const events: [number, ...number[]][] = [];
  for (let bar = 0; bar < 2 * seconds; bar++) {
    const keys = [48, 55, 60, 64].map((key) => key + (bar % 5));
    keys.forEach((key, i) => events.push([i === 0 && bar > 0 ? 30 : 0, 0x90, key, 60 + 10 * i]));
    events.push([100, 0xb0, 1, (bar * 17) % 128]);
    keys.forEach((key, i) => events.push([i === 0 ? 350 : 0, 0x80, key, 64]));
  }
  return midiFile(header(0, 1), track(events));
}
