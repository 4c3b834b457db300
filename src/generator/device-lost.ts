/** Defines the error of a GPU device that is lost during a render; it carries what was generated. */
import { AlloyError } from '../errors.js';
import type { GeneratedNote } from './generator.js';

/** The GPU device was lost during a render. `partial` has the notes so far, to resume on another backend. */
export class DeviceLostError extends AlloyError {
  readonly partial: readonly GeneratedNote[];

  constructor(adapter: string, partial: readonly GeneratedNote[], reason: string) {
    super(
      'device-lost',
      adapter,
      `The graphics device ${adapter} was lost (${reason}). What was rendered is kept; the render can go on.`,
    );
    this.name = 'DeviceLostError';
    this.partial = partial;
  }
}
