/** Checks what a page passes to the playing methods of an instrument. [page] */
import { AlloyError } from '../../errors.js';
import { midiBytes, parseMidi, type MidiBytes, type MidiMessage } from '../../midi/parse.js';
import { clampParameter, PARAMETERS, type ParameterId } from '../../parameters.js';
import type { MidiNote, Seconds, Velocity } from '../../units.js';
import type { HostTransport } from '../host.js';

const IDS: ReadonlySet<string> = new Set(PARAMETERS.map(({ id }) => id));
const SYSTEM_EXCLUSIVE = 0xf0;
const END_OF_EXCLUSIVE = 0xf7;

/** A checked MIDI message; 'system': one that an instrument has no use for, as clock and song position. */
export type HostMessage =
  | { readonly kind: 'channel'; readonly message: MidiMessage; readonly bytes: MidiBytes }
  | { readonly kind: 'exclusive'; readonly bytes: Uint8Array }
  | { readonly kind: 'system' };

function refuse(subject: string, message: string): never {
  throw new AlloyError('bad-argument', subject, message);
}

/** A time of the context's clock; 0, which is now, where none is given. */
export function checkedTime(time: Seconds | undefined): Seconds {
  if (time === undefined) return 0;
  if (typeof time !== 'number' || !(time >= 0 && time < Infinity)) {
    refuse(
      'time',
      `The time ${String(time)} is none: pass seconds of the context’s clock, or nothing for now.`,
    );
  }
  return time;
}

export function checkedKey(key: MidiNote): MidiNote {
  if (!(Number.isInteger(key) && key >= 0 && key <= 127))
    refuse('key', `The key ${String(key)} is no MIDI note, a whole number from 0 to 127.`);
  return key;
}

/** As a whole number: a pointer's velocity has fractions. */
export function checkedVelocity(velocity: Velocity): Velocity {
  if (typeof velocity !== 'number' || !(velocity >= 1 && velocity <= 127)) {
    refuse('velocity', `The velocity ${String(velocity)} is not from 1 to 127. To end a note, call noteOff.`);
  }
  return Math.round(velocity);
}

/** The nearest amount within the reach of a wheel or a finger. */
export function checkedAmount(name: string, amount: number, least: -1 | 0): number {
  if (typeof amount !== 'number' || Number.isNaN(amount)) {
    refuse(name, `The amount ${String(amount)} of ${name} is no number from ${least} to 1.`);
  }
  return Math.min(1, Math.max(least, amount));
}

/** The nearest value that the parameter can have. */
export function checkedParameter(id: ParameterId, value: number): number {
  if (!IDS.has(id)) refuse('parameter', `There is no parameter “${String(id)}”: see PARAMETERS for the ids.`);
  if (typeof value !== 'number' || !Number.isFinite(value))
    refuse(id, `The value ${String(value)} of the parameter ${id} is no number.`);
  return clampParameter(id, value);
}

/** Whole, with what was left out. */
export function checkedTransport(transport: HostTransport): Required<HostTransport> {
  const { tempo, playing = false, position = 0 } = transport ?? {};
  if (typeof tempo !== 'number' || !(tempo > 0 && tempo < Infinity))
    refuse('tempo', `The tempo ${String(tempo)} is none: pass quarter notes a minute, above 0.`);
  if (typeof position !== 'number' || !Number.isFinite(position))
    refuse('position', `The position ${String(position)} is none: pass quarter notes from the song’s start.`);
  return { tempo, playing, position };
}

/** One whole message, as `MIDIOutput.send` takes it; channel messages may have a spare third byte. */
export function checkedMidi(bytes: ArrayLike<number>): HostMessage {
  const all = Array.from(bytes ?? []);
  const [status = 0, ...data] = all;
  if (all.length > 0 && all.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)) {
    if (status === SYSTEM_EXCLUSIVE) {
      const whole = data.at(-1) === END_OF_EXCLUSIVE && data.slice(0, -1).every((byte) => byte < 0x80);
      if (whole) return { kind: 'exclusive', bytes: Uint8Array.from(all) };
    } else if (all.length <= 3 && data.every((byte) => byte < 0x80)) {
      if (status > SYSTEM_EXCLUSIVE) return { kind: 'system' };
      const message = parseMidi(all);
      if (message) return { kind: 'channel', message, bytes: midiBytes(all) };
    }
  }
  const shown = all.slice(0, 8).map((byte) => String(byte));
  return refuse(
    'MIDI message',
    `The bytes [${shown.join(', ')}${all.length > 8 ? ', …' : ''}] are no whole MIDI message.`,
  );
}
