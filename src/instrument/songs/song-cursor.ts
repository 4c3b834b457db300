/** Walks through a song's events in stretches of the audio clock: where it is, what comes next, where it goes back. Pure. */
import type { Song, SongEvent } from '../../midi/song.js';
import type { Seconds } from '../../units.js';
import type { SongLoop } from '../songs-contract.js';

/** A stretch that is played without a jump: `song` sounds at `clock`, and so on at `speed`. */
export interface Stretch {
  readonly clock: Seconds;
  readonly song: Seconds;
  readonly speed: number;
  /** Where it ends, in the song: at the end of the loop, or of the song. */
  readonly end: Seconds;
  /** Whether it goes back to the loop's start there. */
  readonly loops: boolean;
}

/** Something to be sent for a time of the clock; 'wrap': the end of a stretch, 'end': of the song. */
export type Step =
  | { readonly kind: 'event'; readonly time: Seconds; readonly event: SongEvent; readonly index: number }
  | { readonly kind: 'wrap' | 'end'; readonly time: Seconds };

export function stretchAt(
  song: Song,
  {
    clock,
    position,
    speed,
    loop,
  }: { clock: Seconds; position: Seconds; speed: number; loop: SongLoop | null },
): Stretch {
  const loops = loop !== null && position < loop.end;
  return { clock, song: position, speed, end: loops ? loop.end : song.seconds, loops };
}

/** The clock's time of a moment of the song. */
export function clockOf({ clock, song, speed }: Stretch, seconds: Seconds): Seconds {
  return clock + (seconds - song) / speed;
}

/** The song's moment at a time of the clock, within the stretch. */
export function songOf({ clock, song, speed, end }: Stretch, time: Seconds): Seconds {
  return Math.min(end, song + Math.max(0, time - clock) * speed);
}

/** Index of the first event at `seconds` or later. */
export function firstFrom({ events }: Song, seconds: Seconds): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.seconds < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Steps of a stretch in order, from the event of an index on. An event at the very end of the song is played, one at a loop's end is not. */
export function nextStep(song: Song, stretch: Stretch, index: number): Step {
  const event = song.events[index];
  const plays = event && (stretch.loops ? event.seconds < stretch.end : event.seconds <= stretch.end);
  if (plays) return { kind: 'event', time: clockOf(stretch, event.seconds), event, index };
  return { kind: stretch.loops ? 'wrap' : 'end', time: clockOf(stretch, stretch.end) };
}

/** Controllers that select a parameter and enter its value: their order is their meaning. */
const ENTRIES: ReadonlySet<number> = new Set([6, 38, 96, 97, 98, 99, 100, 101]);
/** Channel mode messages: they end notes or change how a device plays. */
const FIRST_MODE = 120;

/**
 * The messages that bring the channels to where they would be, had the song been played up to an event: controllers, bends,
 * pressure, in the order in which they were last moved; no notes.
 */
export function chased({ events }: Song, index: number, plays: (event: SongEvent) => boolean): SongEvent[] {
  const last = new Map<string, number>();
  const kept = new Set<number>();
  for (let i = 0; i < index; i++) {
    const event = events[i]!;
    const [status, first] = [event.bytes[0]!, event.bytes[1]!];
    const kind = status & 0xf0;
    if (![0xb0, 0xd0, 0xe0].includes(kind) || status >= 0xf0 || !plays(event)) continue;
    if (kind === 0xb0 && ENTRIES.has(first)) kept.add(i);
    else if (kind === 0xb0 && first === 121) forget(last, status & 0x0f);
    else if (kind !== 0xb0 || first < FIRST_MODE)
      last.set(kind === 0xb0 ? `${status}.${first}` : `${status}`, i);
  }
  return [...last.values(), ...kept].sort((a, b) => a - b).map((i) => events[i]!);
}

/** What CC 121 brings back to rest on a channel: what is left is volume and pan. */
function forget(last: Map<string, number>, channel: number): void {
  for (const id of [...last.keys()]) {
    const [status, controller] = id.split('.');
    if ((Number(status) & 0x0f) === channel && controller !== '7' && controller !== '10') last.delete(id);
  }
}
