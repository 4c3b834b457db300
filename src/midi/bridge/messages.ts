/** Defines the messages between the MIDI bridge and a page, as JSON texts, and reads them with every field checked. */
import type { MidiInputInfo } from '../web-midi.js';
import type { Milliseconds } from '../../units.js';

/** Raised when a message changes its meaning: page and bridge say it to each other. */
export const BRIDGE_VERSION = 1;
/** Name of the WebSocket subprotocol. */
export const BRIDGE_PROTOCOL = 'alloy-midi';
/** TCP port of the bridge where none is named: not registered for anything else. */
export const BRIDGE_PORT = 8643;
/** Bytes of the longest message that a page sends: a clock question has 40. */
export const LONGEST_QUESTION = 256;
/** Bytes of the longest MIDI message that is passed on: a tuning dump of 128 keys has 408. */
export const LONGEST_MIDI = 65536;

/** From the bridge to a page. Times are on the bridge's clock. */
export type BridgeMessage =
  | { readonly kind: 'hello'; readonly version: number }
  /** All inputs that are heard now. */
  | { readonly kind: 'inputs'; readonly inputs: readonly MidiInputInfo[] }
  | {
      readonly kind: 'midi';
      readonly input: string;
      readonly bytes: readonly number[];
      readonly time: Milliseconds;
    }
  /** Answers the question of the same id, and says when. */
  | { readonly kind: 'clock'; readonly id: number; readonly time: Milliseconds };

/** From a page to the bridge. */
export interface ClockQuestion {
  readonly kind: 'clock';
  readonly id: number;
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: unknown): Fields | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isByte = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256;

function isInput(value: unknown): value is MidiInputInfo {
  const { id, name } = (value ?? {}) as Fields;
  return typeof id === 'string' && typeof name === 'string';
}

/** A message of the bridge; null when the text is none. */
export function parseBridgeMessage(text: unknown): BridgeMessage | null {
  const fields = parseObject(text);
  if (fields === null) return null;
  const { kind, version, inputs, input, bytes, time, id } = fields;
  switch (kind) {
    case 'hello':
      return isNumber(version) ? { kind, version } : null;
    case 'inputs':
      return Array.isArray(inputs) && inputs.every(isInput) ? { kind, inputs } : null;
    case 'midi':
      return typeof input === 'string' &&
        Array.isArray(bytes) &&
        bytes.length > 0 &&
        bytes.every(isByte) &&
        isNumber(time)
        ? { kind, input, bytes, time }
        : null;
    case 'clock':
      return isNumber(id) && isNumber(time) ? { kind, id, time } : null;
    default:
      return null;
  }
}

/** A page's question; null when the text is none. */
export function parseClockQuestion(text: unknown): ClockQuestion | null {
  const { kind, id } = parseObject(text) ?? {};
  return kind === 'clock' && isNumber(id) ? { kind, id } : null;
}

/** The address that a page is told: host, port and token in one. */
export function bridgeAddress(port: number, token: string): string {
  return `ws://127.0.0.1:${port}/?token=${token}`;
}

/**
 * The address in a text that a person pasted; null when it is none. Only this machine's own addresses are: what is played
 * is not sent to anybody else, and nobody else plays.
 */
export function parseBridgeAddress(text: string): URL | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || url.protocol !== 'ws:') return null;
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return loopback && url.searchParams.get('token') ? url : null;
}
