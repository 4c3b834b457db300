/** Writes standard MIDI files: messages at their seconds, in one track of one tempo. Plain functions: they run anywhere. */
import type { BeatsPerMinute, Seconds } from '../units.js';
import type { SongEvent } from './song.js';

export interface WrittenSong {
  /** In order of their seconds. */
  readonly events: readonly Pick<SongEvent, 'seconds' | 'bytes'>[];
  /** When the track ends. */
  readonly seconds: Seconds;
  readonly tempo: BeatsPerMinute;
  /** Of the track. */
  readonly name: string;
}

/** Ticks a quarter: 960 is what programs write; slow tempi take more, so that a tick is a millisecond at most. */
const DIVISIONS = [960, 1920, 3840, 7680, 15360] as const;
const LONGEST_TICK: Seconds = 0.001;
/** A tempo has three bytes of microseconds a quarter. */
const MOST_MICROSECONDS = 2 ** 24 - 1;
/** A time is of at most four bytes of seven bits. */
const MOST_TICKS = 2 ** 28 - 1;

/** The bytes of a MIDI file of format 0; each event within half a millisecond of its time. */
export function writeSong({ events, seconds, tempo, name }: WrittenSong): Uint8Array {
  const microseconds = Math.min(MOST_MICROSECONDS, Math.max(1, Math.round(60e6 / tempo)));
  const division = DIVISIONS.find((ticks) => microseconds / 1e6 / ticks <= LONGEST_TICK) ?? DIVISIONS.at(-1)!;
  const tickOf = (at: Seconds): number => Math.round((at * 1e6 * division) / microseconds);
  const body: number[] = [];
  let tick = 0;
  const add = (at: number, bytes: Iterable<number>): void => {
    const next = Math.max(tick, at);
    const delta = Math.min(MOST_TICKS, next - tick);
    tick += delta;
    body.push(...variable(delta), ...bytes);
  };
  const title = new TextEncoder().encode(name);
  add(0, [0xff, 0x03, ...variable(title.length), ...title]);
  add(0, [0xff, 0x51, 3, ...wide(microseconds, 3)]);
  for (const { seconds: at, bytes } of events) {
    const exclusive = bytes[0] === 0xf0;
    add(tickOf(at), exclusive ? [0xf0, ...variable(bytes.length - 1), ...bytes.slice(1)] : bytes);
  }
  add(tickOf(seconds), [0xff, 0x2f, 0]);
  const header = [...letters('MThd'), ...wide(6, 4), ...wide(0, 2), ...wide(1, 2), ...wide(division, 2)];
  const file = new Uint8Array(header.length + 8 + body.length);
  file.set(header);
  file.set([...letters('MTrk'), ...wide(body.length, 4)], header.length);
  file.set(body, header.length + 8);
  return file;
}

function letters(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** Most significant byte first. */
function wide(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);
}

/** A number of seven bits a byte. */
function variable(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
