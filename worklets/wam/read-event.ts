/** Reads a host's events into what the player needs; copies, so that nothing of the host's is written or kept. [audio] */
import type { BeatsPerMinute, QuarterNotes, Seconds } from '../../src/units.js';
import type { HostEvent, HostValue, PlayedEvent } from './messages.js';

/** Longest system exclusive message that is kept: a bulk tuning dump has 408 or 409 bytes. */
const MAX_SYSEX = 4096;
const SYSTEM_EXCLUSIVE = 0xf0;
/** Short MIDI messages: status and two data bytes at most. */
const SHORT = 3;
const WHOLE_NOTE: QuarterNotes = 4;

export type WamAction =
  /** A MIDI message; missing bytes are 0. `mpe`: the host says that it is MPE's. */
  | {
      readonly kind: 'midi';
      readonly status: number;
      readonly first: number;
      readonly second: number;
      readonly mpe: boolean;
    }
  | { readonly kind: 'value'; readonly value: HostValue }
  | { readonly kind: 'sysex'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'transport' } & TransportPlace)
  /** Nothing to play: OSC, infos, and whatever has no sense. */
  | { readonly kind: 'none' };

/** Tempo, and the place in the song at a time of the context's clock. */
export interface TransportPlace {
  readonly tempo: BeatsPerMinute;
  readonly playing: boolean;
  readonly position: QuarterNotes;
  readonly time: Seconds;
}

const NONE: WamAction = { kind: 'none' };

/** Seconds; null: now. Not-a-number, Infinity and everything that is no number mean now as well. */
export function timeOf(event: HostEvent | null | undefined): Seconds | null {
  const time = event?.time;
  return typeof time === 'number' && Number.isFinite(time) ? time : null;
}

/** What to do when its time has come. Never throws, whatever a host sends. */
export function readEvent(event: HostEvent | null | undefined): WamAction {
  const data = event?.data;
  if (typeof data !== 'object' || data === null) return NONE;
  switch (event?.type) {
    case 'wam-midi':
      return readMidi(bytesOf(data), false);
    case 'wam-mpe':
      return readMidi(bytesOf(data), true);
    case 'wam-sysex':
      return readSysex(bytesOf(data));
    case 'wam-automation': {
      const { id, value, normalized } = data as HostValue;
      return { kind: 'value', value: { id, value, normalized } };
    }
    case 'wam-transport':
      return readTransport(data);
    default:
      return NONE;
  }
}

/** Bars are as long as the time signature says, 4/4 where it says nothing; the tempo counts quarter notes. */
function readTransport(data: object): WamAction {
  const fields = data as Readonly<Record<string, unknown>>;
  const number = (name: string, least: number, fallback: number): number => {
    const value = fields[name];
    return typeof value === 'number' && value >= least && value < Infinity ? value : fallback;
  };
  const tempo = number('tempo', Number.MIN_VALUE, 0);
  if (tempo === 0) return NONE;
  const bar = (number('timeSigNumerator', 1, 4) / number('timeSigDenominator', 1, 4)) * WHOLE_NOTE;
  const position = number('currentBar', -Infinity, 0) * bar;
  return {
    kind: 'transport',
    tempo,
    playing: fields['playing'] === true,
    position,
    time: number('currentBarStarted', -Infinity, 0),
  };
}

/** A copy for the listeners on the page; null where the event is none. */
export function copyOf(event: HostEvent | null | undefined): PlayedEvent | null {
  if (typeof event?.type !== 'string') return null;
  const time = timeOf(event);
  const data = typeof event.data === 'object' && event.data !== null ? copyOfData(event.data) : null;
  return { type: event.type, ...(time === null ? {} : { time }), data };
}

/** Numbers, texts and bytes of an event's data: what every kind of event is made of. */
function copyOfData(data: object): unknown {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    if (name === 'bytes') copy[name] = Array.from(bytesOf(data) ?? []);
    else if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
      copy[name] = value;
  }
  return copy;
}

/** Arrays and typed arrays of any kind; null: it has none. */
function bytesOf(data: object): ArrayLike<number> | null {
  const { bytes } = data as { readonly bytes?: unknown };
  if (!Array.isArray(bytes) && !ArrayBuffer.isView(bytes)) return null;
  const list = bytes as unknown as ArrayLike<number>;
  return list.length > 0 && list.length <= MAX_SYSEX ? list : null;
}

function readMidi(bytes: ArrayLike<number> | null, mpe: boolean): WamAction {
  if (bytes === null) return NONE;
  if (bytes[0] === SYSTEM_EXCLUSIVE) return readSysex(bytes);
  if (bytes.length > SHORT) return NONE;
  return {
    kind: 'midi',
    status: byteAt(bytes, 0),
    first: byteAt(bytes, 1) & 0x7f,
    second: byteAt(bytes, 2) & 0x7f,
    mpe,
  };
}

function readSysex(bytes: ArrayLike<number> | null): WamAction {
  return bytes === null ? NONE : { kind: 'sysex', bytes: Uint8Array.from(bytes) };
}

/** 0 where there is none; the player drops what is no channel message. */
function byteAt(bytes: ArrayLike<number>, index: number): number {
  const byte = bytes[index];
  return typeof byte === 'number' ? byte & 0xff : 0;
}
