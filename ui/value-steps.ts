/** Steps a parameter by keys, and maps a control's travel to its value. */
import type { Parameter } from '../src/parameters.js';
import { fromTravel, toTravel } from './format.js';

/** Travel of an arrow key and of a page key; with Shift a fifth of it. */
const KEY_STEP = 0.02;
const PAGE_STEP = 0.1;
const FINE = 0.2;

/** The nearest value that the parameter can have. */
export function within({ min, max, integer }: Parameter, value: number): number {
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
}

/** The value at a travel of 0 to 1. */
export function valueAt(parameter: Parameter, travel: number): number {
  return within(parameter, fromTravel(parameter, travel));
}

/** The value a travel further, up or down; whole numbers go on by one at least. */
export function steppedBy(parameter: Parameter, value: number, travel: number): number {
  const next = valueAt(parameter, toTravel(parameter, value) + travel);
  return parameter.integer && next === value ? within(parameter, value + Math.sign(travel)) : next;
}

/** What is read of a KeyboardEvent. */
export interface StepKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

const up = ['ArrowUp', 'ArrowRight'];
const down = ['ArrowDown', 'ArrowLeft'];

/** The value after a key of a slider: arrows, Page, Home, End, Delete for the default; null for any other. */
export function steppedByKey(parameter: Parameter, value: number, { key, shiftKey }: StepKey): number | null {
  const scale = shiftKey ? FINE : 1;
  if (up.includes(key)) return steppedBy(parameter, value, KEY_STEP * scale);
  if (down.includes(key)) return steppedBy(parameter, value, -KEY_STEP * scale);
  switch (key) {
    case 'PageUp':
      return steppedBy(parameter, value, PAGE_STEP);
    case 'PageDown':
      return steppedBy(parameter, value, -PAGE_STEP);
    case 'Home':
      return parameter.min;
    case 'End':
      return parameter.max;
    case 'Delete':
    case 'Backspace':
      return parameter.default;
    default:
      return null;
  }
}
