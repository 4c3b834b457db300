/** MIDI 1.0 bytes → messages. Plain functions: they run anywhere. */

/** A message of a channel, 0 to 15. Data bytes are 0 to 127. */
export type MidiMessage =
  /** `velocity` 1 to 127: a note-on of velocity 0 arrives as noteOff. */
  | { readonly kind: 'noteOn'; readonly channel: number; readonly key: number; readonly velocity: number }
  | { readonly kind: 'noteOff'; readonly channel: number; readonly key: number; readonly velocity: number }
  | {
      readonly kind: 'keyPressure';
      readonly channel: number;
      readonly key: number;
      readonly pressure: number;
    }
  | {
      readonly kind: 'controller';
      readonly channel: number;
      readonly controller: number;
      readonly value: number;
    }
  | { readonly kind: 'program'; readonly channel: number; readonly program: number }
  | { readonly kind: 'channelPressure'; readonly channel: number; readonly pressure: number }
  /** `amount` −1 to 1; both are reached. */
  | { readonly kind: 'pitchBend'; readonly channel: number; readonly amount: number };

/** A message as a player takes it: status and up to two data bytes. */
export type MidiBytes = readonly [number, number?, number?];

/** Data bytes that follow a channel status byte. */
function dataLength(status: number): 1 | 2 {
  const kind = status & 0xf0;
  return kind === 0xc0 || kind === 0xd0 ? 1 : 2;
}

/** Parses one whole channel message, as Web MIDI delivers it; null when it is none. */
export function parseMidi(bytes: ArrayLike<number>): MidiMessage | null {
  const status = bytes[0] ?? 0;
  if (!(status >= 0x80 && status < 0xf0) || bytes.length < 1 + dataLength(status)) return null;
  const first = bytes[1]!;
  const second = dataLength(status) === 2 ? bytes[2]! : 0;
  if (!(first >= 0 && first < 0x80 && second >= 0 && second < 0x80)) return null;
  return toMessage(status, first, second);
}

/** The bytes of a message that `parseMidi` accepts, without what may follow them. */
export function midiBytes(bytes: ArrayLike<number>): MidiBytes {
  const [status, first, second] = [bytes[0]!, bytes[1]!, bytes[2]!];
  return dataLength(status) === 1 ? [status, first] : [status, first, second];
}

function toMessage(status: number, first: number, second: number): MidiMessage | null {
  const channel = status & 0x0f;
  switch (status & 0xf0) {
    case 0x80:
      return { kind: 'noteOff', channel, key: first, velocity: second };
    case 0x90:
      return second === 0
        ? { kind: 'noteOff', channel, key: first, velocity: 64 }
        : { kind: 'noteOn', channel, key: first, velocity: second };
    case 0xa0:
      return { kind: 'keyPressure', channel, key: first, pressure: second };
    case 0xb0:
      return { kind: 'controller', channel, controller: first, value: second };
    case 0xc0:
      return { kind: 'program', channel, program: first };
    case 0xd0:
      return { kind: 'channelPressure', channel, pressure: first };
    case 0xe0: {
      const offset = (first | (second << 7)) - 8192;
      return { kind: 'pitchBend', channel, amount: offset / (offset > 0 ? 8191 : 8192) };
    }
    default:
      return null;
  }
}

/** The bytes of a message: what `parseMidi` reads back as the same. */
export function encodeMidi(message: MidiMessage): MidiBytes {
  const { channel } = message;
  switch (message.kind) {
    case 'noteOff':
      return [0x80 | channel, message.key, message.velocity];
    case 'noteOn':
      return [0x90 | channel, message.key, message.velocity];
    case 'keyPressure':
      return [0xa0 | channel, message.key, message.pressure];
    case 'controller':
      return [0xb0 | channel, message.controller, message.value];
    case 'program':
      return [0xc0 | channel, message.program];
    case 'channelPressure':
      return [0xd0 | channel, message.pressure];
    case 'pitchBend': {
      const amount = Math.min(1, Math.max(-1, message.amount));
      const value = 8192 + Math.round(amount * (amount > 0 ? 8191 : 8192));
      return [0xe0 | channel, value & 0x7f, value >> 7];
    }
  }
}

/**
 * Parses a stream of bytes cut anywhere: running status, real-time bytes in the middle of a message, system
 * exclusive and other system messages left out, data without a status left out.
 */
export class MidiStreamParser {
  readonly #onMessage: (message: MidiMessage, bytes: MidiBytes) => void;
  /** Status that data bytes belong to; 0 when they belong to nothing. */
  #status = 0;
  #first = -1;

  constructor(onMessage: (message: MidiMessage, bytes: MidiBytes) => void) {
    this.#onMessage = onMessage;
  }

  push(bytes: ArrayLike<number>): void {
    for (let index = 0; index < bytes.length; index++) this.#byte(bytes[index]! & 0xff);
  }

  /** Forgets a half message and the running status: after a gap in the stream. */
  reset(): void {
    this.#status = 0;
    this.#first = -1;
  }

  #byte(byte: number): void {
    if (byte >= 0xf8) return; // real time: may stand between any two bytes
    if (byte >= 0x80) {
      // System messages end running status; their data, exclusive or not, belongs to nothing.
      this.#status = byte < 0xf0 ? byte : 0;
      this.#first = -1;
      return;
    }
    if (this.#status === 0) return;
    if (dataLength(this.#status) === 1) this.#emit(byte, 0);
    else if (this.#first < 0) this.#first = byte;
    else {
      const first = this.#first;
      this.#first = -1;
      this.#emit(first, byte);
    }
  }

  #emit(first: number, second: number): void {
    const message = toMessage(this.#status, first, second);
    if (message !== null) this.#onMessage(message, midiBytes([this.#status, first, second]));
  }
}
