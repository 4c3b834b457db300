/** Declares the messages between a WAM's node and its processor, beside the player's own. */
import type { Gain01, Seconds } from '../../src/units.js';

/** A WamEvent as a host makes it: nothing in it is sure. */
export interface HostEvent {
  readonly type?: unknown;
  /** Seconds of the context's clock; missing: now. */
  readonly time?: unknown;
  readonly data?: unknown;
}

/** A value for a parameter as a host gives it: nothing in it is sure. */
export interface HostValue {
  readonly id?: unknown;
  readonly value?: unknown;
  readonly normalized?: unknown;
}

/** Node → processor. [page] posts, [audio] handles between blocks. */
export type WamCommand =
  /** Events from the page; `ids` count them, so that their listeners hear when they were played. */
  | { readonly kind: 'wam-events'; readonly ids: readonly number[]; readonly events: readonly HostEvent[] }
  /** Drops all events that wait; answered. */
  | { readonly kind: 'wam-clear'; readonly id: number }
  /** Sets parameters now; answered. */
  | { readonly kind: 'wam-set'; readonly id: number; readonly values: readonly HostValue[] }
  /** Answered once everything before it was handled. */
  | { readonly kind: 'wam-sync'; readonly id: number }
  | { readonly kind: 'wam-connect'; readonly to: string; readonly output: number }
  | { readonly kind: 'wam-disconnect'; readonly to: string | null; readonly output: number | null }
  /** Sends events to the WAMs that are connected behind this one. */
  | { readonly kind: 'wam-emit'; readonly events: readonly HostEvent[] }
  /** The page moved the live mix along `x`, `y` or both, or has other linear gains of the sources, through which it is heard. */
  | {
      readonly kind: 'wam-mix';
      readonly x?: Gain01;
      readonly y?: Gain01;
      readonly gains?: readonly number[];
    };

/** Processor → node. [audio] posts. */
export type WamReport =
  /** The first: `problem` says why the group does not take it; null: it did. */
  | { readonly kind: 'wam-ready'; readonly problem: string | null }
  /** What was played: ids of the page's events, the events of other WAMs, and parameters with their new values, in order. */
  | {
      readonly kind: 'wam-played';
      readonly played: readonly (number | PlayedEvent)[];
      readonly values: readonly (readonly [id: string, value: number])[];
    }
  /** `cleared`: ids of the page's events that will not be played. */
  | { readonly kind: 'wam-answer'; readonly id: number; readonly cleared: readonly number[] };

/** An event that another WAM sent, copied. */
export interface PlayedEvent {
  readonly type: string;
  readonly time?: Seconds;
  readonly data: unknown;
}

/** Options of the processor, as the sdk names them. */
export interface WamProcessorOptions {
  readonly groupId: string;
  readonly moduleId: string;
  readonly instanceId: string;
}
