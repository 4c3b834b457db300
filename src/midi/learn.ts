/** Binds MIDI controllers to parameters: pure functions of the learn state. */
import { clampParameter, parameter, type Parameter, type ParameterId } from '../parameters.js';
import type { Gain01 } from '../units.js';
import type { MidiMessage } from './parse.js';

/** A controller that turns a parameter. */
export interface Binding {
  readonly parameter: ParameterId;
  /** 0 to 15. */
  readonly channel: number;
  /** 0 to 119. */
  readonly controller: number;
}

export interface LearnState {
  /** The parameter that waits for a controller. */
  readonly armed: ParameterId | null;
  readonly bindings: readonly Binding[];
}

export const NOTHING_LEARNED: LearnState = { armed: null, bindings: [] };

/**
 * Never bound: bank select and data entry with their low bytes, (non-)registered parameter numbers, and from 120 on the channel
 * mode messages. A device sends them on its own, or beside what the hand moved.
 */
function canBind(controller: number): boolean {
  return controller < 120 && ![0, 6, 32, 38, 96, 97, 98, 99, 100, 101].includes(controller);
}

/** What a controller message means to what was learned. */
export type Learned =
  /** It is bound now to what was armed. */
  | { readonly kind: 'bound'; readonly state: LearnState }
  /** It turns this parameter. */
  | { readonly kind: 'turned'; readonly parameter: ParameterId; readonly value: number };

/** A parameter's value at a place of its travel, 0 to 1, along its curve; a choice is a whole number. */
export function valueAt(id: ParameterId, travel: Gain01): number {
  const { min, max, curve, choices } = parameter(id) as Parameter & { choices?: readonly string[] };
  const value = curve === 'exponential' ? min * (max / min) ** travel : min + (max - min) * travel;
  return clampParameter(id, choices ? Math.round(value) : value);
}

/** Binds a controller to a parameter; both leave what they were bound to. */
export function bind(bindings: readonly Binding[], added: Binding): readonly Binding[] {
  const others = bindings.filter(
    (old) =>
      old.parameter !== added.parameter &&
      !(old.channel === added.channel && old.controller === added.controller),
  );
  return [...others, added];
}

/** What a message does to what was learned; null when it is none of learning's business, and goes on to the player. */
export function learnFrom(state: LearnState, message: MidiMessage): Learned | null {
  if (message.kind !== 'controller') return null;
  const { channel, controller, value } = message;
  if (state.armed !== null && canBind(controller)) {
    const bindings = bind(state.bindings, { parameter: state.armed, channel, controller });
    return { kind: 'bound', state: { armed: null, bindings } };
  }
  const bound = state.bindings.find((b) => b.channel === channel && b.controller === controller);
  if (!bound) return null;
  return { kind: 'turned', parameter: bound.parameter, value: valueAt(bound.parameter, value / 127) };
}
