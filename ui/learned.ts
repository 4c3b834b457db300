/** What was learned about controllers, as elements need it: an instrument's `LearnState` has this shape. */
import type { Strings } from './strings.js';

export interface LearnedBinding {
  readonly parameter: string;
  /** 0 to 15. */
  readonly channel: number;
  readonly controller: number;
}

export interface Learned {
  /** The parameter that waits for a controller. */
  readonly armed: string | null;
  readonly bindings: readonly LearnedBinding[];
}

export const NOTHING_LEARNED: Learned = { armed: null, bindings: [] };

export function bindingOf({ bindings }: Learned, parameter: string): LearnedBinding | null {
  return bindings.find((binding) => binding.parameter === parameter) ?? null;
}

/** "CC 74", or nothing where the parameter is not bound. */
export function learnedName({ more }: Strings, learned: Learned, parameter: string): string {
  const binding = bindingOf(learned, parameter);
  return (binding && more?.learn.controller(binding.controller)) ?? '';
}

/** What a screen reader says of a control after its value: what it does, and what turns it. */
export function described({ more }: Strings, parameter: string, learned: string): string {
  const explanations: Readonly<Partial<Record<string, string>>> = more?.explanations ?? {};
  const explanation = explanations[parameter] ?? '';
  return [explanation, learned].filter((text) => text !== '').join(' ');
}
