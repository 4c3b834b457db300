/** Reads standard MIDI files: every event at its second, of all formats, divisions and tempi. Plain functions: they run anywhere. */
import { AlloyError } from '../errors.js';
import type { BeatsPerMinute, Seconds } from '../units.js';

export interface SongEvent {
  readonly seconds: Seconds;
  /** A channel message of 2 or 3 bytes, or a whole system exclusive one, F0 to F7. */
  readonly bytes: readonly number[] | Uint8Array;
  /** Index of its part among those of the song; −1: it belongs to all of them. */
  readonly part: number;
}

/** Notes of one channel in one track: what a song's player chooses from. */
export interface SongPart {
  /** Name of the track; empty where it has none. */
  readonly name: string;
  /** 0 to 15. */
  readonly channel: number;
  /** How many note-ons. */
  readonly notes: number;
}

/** A tempo, from a moment of the song on. */
export interface SongTempo {
  readonly seconds: Seconds;
  readonly tempo: BeatsPerMinute;
}

export interface Song {
  /** In order; those of one moment in the order of tracks. */
  readonly events: readonly SongEvent[];
  /** When the longest track ends. */
  readonly seconds: Seconds;
  /** In the order of tracks, then of channels. */
  readonly parts: readonly SongPart[];
  /** In order, the first at 0; of time code (SMPTE), one of 120. */
  readonly tempi: readonly SongTempo[];
  /** Its file ends in the middle of a chunk. */
  readonly cut: boolean;
}

/** Bytes of a file that is read: the longest songs have one or two. */
const MOST_BYTES = 2 ** 25;
const MOST_EVENTS = 4_000_000;
/** Until a tempo is set: 120 quarters a minute. */
const FIRST_TEMPO = 500_000;
/** 29 frames a second are those of film transferred to video. */
const DROP_FRAME = 30_000 / 1001;
const [META, TRACK_NAME, END_OF_TRACK, TEMPO] = [0xff, 0x03, 0x2f, 0x51];
/** Of a name that is shown. */
const LONGEST_NAME = 60;
const [EXCLUSIVE, CONTINUED] = [0xf0, 0xf7];

interface TickEvent {
  readonly tick: number;
  readonly bytes: readonly number[] | Uint8Array;
}

/** A track's events at their seconds; `track` counts over the whole file. */
interface TimedEvent {
  readonly seconds: Seconds;
  readonly bytes: readonly number[] | Uint8Array;
  readonly track: number;
}

interface Timed {
  readonly events: readonly TimedEvent[];
  readonly tempi: readonly SongTempo[];
  readonly seconds: Seconds;
}

interface Tempo {
  readonly tick: number;
  readonly microseconds: number;
}

interface Track {
  readonly name: string;
  readonly events: TickEvent[];
  readonly tempi: Tempo[];
  readonly end: number;
}

/** @throws AlloyError 'unreadable' for a song in which nothing sounds. */
export function checkNotes({ parts }: Song, name: string): void {
  if (parts.length > 0) return;
  const message = `“${name}” has no note in it: there is nothing to play. Choose another MIDI file.`;
  throw new AlloyError('unreadable', name, message);
}

/**
 * The events of a MIDI file (also one in a RIFF envelope). What is cut in the middle of a track ends that track; chunks that are not
 * known are passed over.
 * @throws AlloyError 'unreadable' for what is no MIDI file, or one of an impossible size or division.
 */
export function readSong(bytes: Uint8Array, name: string): Song {
  if (bytes.length > MOST_BYTES) throw unreadable(name, `it is larger than ${MOST_BYTES / 2 ** 20} MB`);
  const chunks = chunksOf(withoutRiff(bytes));
  const header = chunks.find(({ id }) => id === 'MThd');
  if (!header || header.body.length < 6) throw unreadable(name, 'it is no MIDI file');
  const view = new DataView(header.body.buffer, header.body.byteOffset);
  const division = view.getInt16(4);
  if (division === 0 || (division < 0 && (division & 0xff) === 0))
    throw unreadable(name, 'its time has no unit (division 0)');
  const tracks = chunks.filter(({ id }) => id === 'MTrk').map(({ body }) => readTrack(body));
  if (tracks.length === 0) throw unreadable(name, 'there is no track in it');
  if (tracks.reduce((sum, { events }) => sum + events.length, 0) > MOST_EVENTS)
    throw unreadable(name, `it has more than ${MOST_EVENTS} events`);
  // the tracks of format 2 are songs of their own: one after another
  const numbered = tracks.map((track, index) => ({ ...track, index }));
  const songs = view.getUint16(0) === 2 ? numbered.map((track) => [track]) : [numbered];
  const { events, tempi, seconds } = joined(songs.map((song) => timed(song, division)));
  const cut = chunks.some((chunk) => chunk.cut);
  return {
    ...withParts(
      events,
      tracks.map(({ name }) => name),
    ),
    ...{ tempi, seconds, cut },
  };
}

type NumberedTrack = Track & { readonly index: number };

function timed(tracks: readonly NumberedTrack[], division: number): Timed {
  const all = tracks.flatMap(({ tempi }) => tempi).sort((a, b) => a.tick - b.tick);
  const secondsOf = clockOf(all, division);
  const events = tracks
    .flatMap(({ events, index }) => events.map((event) => ({ ...event, index })))
    .sort((a, b) => a.tick - b.tick);
  const end = tracks.reduce((last, track) => Math.max(last, track.end), 0);
  return {
    events: events.map(({ tick, bytes, index }) => ({ seconds: secondsOf(tick), bytes, track: index })),
    tempi: division < 0 ? [] : all.map(({ tick, microseconds }) => tempoAt(secondsOf(tick), microseconds)),
    seconds: secondsOf(end),
  };
}

function tempoAt(seconds: Seconds, microseconds: number): SongTempo {
  return { seconds, tempo: 60e6 / microseconds };
}

function joined(songs: readonly Timed[]): Timed {
  let seconds = 0;
  const events: TimedEvent[] = [];
  const tempi: SongTempo[] = [tempoAt(0, FIRST_TEMPO)];
  for (const song of songs) {
    for (const event of song.events) events.push({ ...event, seconds: seconds + event.seconds });
    for (const { seconds: at, tempo } of song.tempi) {
      if (tempi.at(-1)!.seconds >= seconds + at) tempi.pop(); // the last of one moment counts
      tempi.push({ seconds: seconds + at, tempo });
    }
    seconds += song.seconds;
  }
  return { events, tempi, seconds };
}

/** Finds the parts, and to which each event belongs. */
function withParts(events: readonly TimedEvent[], names: readonly string[]): Pick<Song, 'events' | 'parts'> {
  const notes = new Map<number, number>();
  for (const { bytes, track } of events) {
    if ((bytes[0]! & 0xf0) !== 0x90 || bytes[2] === 0) continue;
    const id = 16 * track + (bytes[0]! & 0x0f);
    notes.set(id, (notes.get(id) ?? 0) + 1);
  }
  const ids = [...notes.keys()].sort((a, b) => a - b);
  const places = new Map(ids.map((id, place) => [id, place]));
  const partOf = ({ bytes, track }: TimedEvent): number =>
    bytes[0]! >= 0xf0 ? -1 : (places.get(16 * track + (bytes[0]! & 0x0f)) ?? -1);
  return {
    events: events.map((event) => ({ seconds: event.seconds, bytes: event.bytes, part: partOf(event) })),
    parts: ids.map((id) => ({ name: names[id >> 4] ?? '', channel: id & 15, notes: notes.get(id)! })),
  };
}

/** Seconds of a tick: by the tempi of all tracks, in order, or by frames of SMPTE, which know no tempo. */
function clockOf(tempi: readonly Tempo[], division: number): (tick: number) => Seconds {
  if (division < 0) {
    const frames = -(division >> 8);
    const ticks = (frames === 29 ? DROP_FRAME : frames) * (division & 0xff);
    return (tick) => tick / ticks;
  }
  const spans = [{ tick: 0, microseconds: FIRST_TEMPO, at: 0 }];
  for (const { tick, microseconds } of tempi) {
    const last = spans.at(-1)!;
    spans.push({ tick, microseconds, at: last.at + (tick - last.tick) * last.microseconds });
  }
  return (tick) => {
    let [low, high] = [0, spans.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (spans[middle]!.tick <= tick) low = middle;
      else high = middle - 1;
    }
    const span = spans[low]!;
    return (span.at + (tick - span.tick) * span.microseconds) / (1e6 * division);
  };
}

interface Chunk {
  readonly id: string;
  readonly body: Uint8Array;
  /** Shorter than it says. */
  readonly cut: boolean;
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + length); // one that is cut has what there is
    chunks.push({ id: textAt(bytes, at), body, cut: body.length < length });
    at += 8 + body.length;
  }
  return chunks;
}

/** The file in a RIFF envelope (RMID), or the bytes as they are. */
function withoutRiff(bytes: Uint8Array): Uint8Array {
  if (textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'RMID') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (textAt(bytes, at) === 'data') return bytes.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size & 1);
  }
  return bytes;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Reads a track as far as it makes sense. */
function readTrack(bytes: Uint8Array): Track {
  const events: TickEvent[] = [];
  const tempi: Tempo[] = [];
  let name = '';
  /** Parts of a system exclusive message that goes on in the next event. */
  let open: number[] = [];
  let [at, tick, status] = [0, 0, 0];
  /** A number of up to four bytes, seven bits each, most significant first; −1 at the end. */
  const number = (): number => {
    let value = 0;
    for (let count = 0; count < 4 && at < bytes.length; count++) {
      const byte = bytes[at++]!;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
    return -1;
  };
  while (at < bytes.length) {
    const delta = number();
    if (delta < 0 || at >= bytes.length) break;
    tick += delta;
    const first = bytes[at]!;
    if (first === META || first === EXCLUSIVE || first === CONTINUED) {
      at += first === META ? 2 : 1;
      const kind = first === META ? bytes[at - 1] : -1;
      const length = number();
      if (length < 0 || at + length > bytes.length) break;
      const data = bytes.subarray(at, at + length);
      at += length;
      if (kind === END_OF_TRACK) break;
      if (kind === TRACK_NAME) name ||= nameOf(data);
      if (kind === TEMPO && length >= 3)
        tempi.push({ tick, microseconds: Math.max(1, (data[0]! << 16) | (data[1]! << 8) | data[2]!) });
      if (first === META) continue; // running status goes on behind it, as many files have it
      if (first === EXCLUSIVE) open = [EXCLUSIVE];
      if (open.length === 0) continue; // an escape: bytes for the cable
      open.push(...data);
      if (open.at(-1) !== CONTINUED) continue;
      events.push({ tick, bytes: Uint8Array.from(open) });
      open = [];
      continue;
    }
    if (first >= 0x80) {
      status = first;
      at++;
    }
    if (status < 0x80 || status >= 0xf0) break; // data without a status
    const count = (status & 0xf0) === 0xc0 || (status & 0xf0) === 0xd0 ? 1 : 2;
    if (at + count > bytes.length) break;
    const data = bytes.subarray(at, at + count);
    at += count;
    events.push({ tick, bytes: [status, ...data].map((byte, i) => (i === 0 ? byte : byte & 0x7f)) });
  }
  return { name, events, tempi, end: tick };
}

/** UTF-8, as programs write it now, or else Latin-1, as old ones did; without what cannot be shown. */
function nameOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const name = text.includes('\ufffd') ? String.fromCharCode(...bytes.subarray(0, 4 * LONGEST_NAME)) : text;
  const plain = name.replace(/[\p{C}\s]+/gu, ' ').trim();
  return [...plain].slice(0, LONGEST_NAME).join('');
}

function unreadable(name: string, reason: string): AlloyError {
  const message = `“${name}” cannot be played: ${reason}. Give a standard MIDI file (.mid).`;
  return new AlloyError('unreadable', name, message);
}
