/** Makes MIDI messages of a recording: what a standard MIDI file can say of it. Pure. */
import type { PlayerCommand } from '../../protocol.js';
import type { Seconds } from '../../units.js';
import type { Take } from './take.js';

/** A message at its second from the take's start. */
export interface TakeEvent {
  readonly seconds: Seconds;
  readonly bytes: readonly number[];
}

/** Turns of controllers that were bound to parameters, which the player hears as these. */
export interface TakeControl {
  readonly at: Seconds;
  readonly bytes: readonly number[];
}

interface Waiting {
  readonly time: Seconds;
  readonly bytes: readonly number[];
  readonly song: boolean;
}

/** What ends all notes at a time. */
interface Silence {
  readonly time: Seconds;
  /** The only channel that goes on; null: none does. */
  readonly but: number | null;
}

/** MPE zones as messages: RPN 6 on the master's channel, all 15 others for it. */
const MPE: Readonly<Record<number, number>> = { 1: 0xb0, 2: 0xbf };

/** In order of time; every note ends, at the take's end at the latest. */
export function eventsOfTake({ entries, start, end }: Take, controls: readonly TakeControl[]): TakeEvent[] {
  let waiting: Waiting[] = [];
  const silences: Silence[] = [];
  for (const { at, command } of entries) {
    const time = 'time' in command ? Math.max(at, command.time ?? 0) : at;
    if (command.kind === 'midi')
      waiting.push({ time, bytes: messageOf(command), song: command.song === true });
    else if (command.kind === 'cancel')
      waiting = waiting.filter((message) => message.time < time || message.song !== (command.song === true));
    else if (command.kind === 'release' || command.kind === 'panic') silences.push({ time, but: null });
    else if (command.kind === 'channel' && command.channel !== null)
      silences.push({ time, but: command.channel });
    else if (command.kind === 'parameter' && command.id === 'mpe')
      waiting.push(...zoneOf(command.value, time));
    if (command.kind === 'panic') waiting = waiting.filter((message) => message.time <= time);
  }
  for (const { at, bytes } of controls) waiting.push({ time: at, bytes, song: false }); // nothing takes back what was turned
  const sorted = waiting.filter(({ time }) => time <= end).sort((a, b) => a.time - b.time);
  return ended(sorted, silences, start, end);
}

function messageOf({ bytes }: Extract<PlayerCommand, { kind: 'midi' }>): readonly number[] {
  const [status, first = 0, second = 0] = bytes;
  const short = (status & 0xe0) === 0xc0; // programs and channel pressure
  return short ? [status, first] : [status, first, second];
}

function zoneOf(zone: number, time: Seconds): Waiting[] {
  const status = MPE[zone];
  if (status === undefined) return [];
  const data = [
    [101, 0],
    [100, 6],
    [6, 15],
  ] as const;
  return data.map((pair) => ({ time, bytes: [status, ...pair], song: false }));
}

/** With note-offs where something else ended the notes. */
function ended(
  messages: readonly Waiting[],
  silences: readonly Silence[],
  start: Seconds,
  end: Seconds,
): TakeEvent[] {
  const events: TakeEvent[] = [];
  const held = new Set<number>();
  const add = (time: Seconds, bytes: readonly number[]): void =>
    void events.push({ seconds: Math.max(0, time - start), bytes });
  const silence = ({ time, but }: Silence): void => {
    for (const note of [...held]) {
      if (note >> 7 === but) continue;
      add(time, [0x80 | (note >> 7), note & 127, 64]);
      held.delete(note);
    }
  };
  const left = [...silences].sort((a, b) => a.time - b.time);
  for (const { time, bytes } of messages) {
    while (left[0] && left[0].time < time) silence(left.shift()!);
    const [status = 0, key = 0, velocity = 0] = bytes;
    const note = ((status & 15) << 7) | key;
    if ((status & 0xf0) === 0x90 && velocity > 0) held.add(note);
    else if ((status & 0xe0) === 0x80) held.delete(note);
    add(time, bytes);
  }
  for (const one of left) if (one.time <= end) silence(one);
  silence({ time: end, but: null });
  return events;
}
