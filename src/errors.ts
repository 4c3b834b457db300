/** Declares the errors that a user can meet. Each names the thing that failed and the way out in its message. */

/** Codes keep their meaning; a newer version may have more of them. */
export type AlloyErrorCode =
  // sources
  /** A file that is no sound, or of a format that is not read. */
  | 'not-a-sound'
  /** A sound file that ends too early. */
  | 'truncated'
  /** A sound without samples. */
  | 'empty'
  /** A sound in which nothing is heard. */
  | 'silent'
  /** Samples that are no finite numbers. */
  | 'not-finite'
  /** A file, an address or storage that cannot be read. */
  | 'unreadable'
  /** No microphone, or no leave to use it. */
  | 'microphone'
  // models
  /** A model, or a file of one, that is not there. */
  | 'model-missing'
  /** A model that was added here and removed since. */
  | 'model-removed'
  /** A manifest of a model with a field that means nothing. */
  | 'model-invalid'
  /** A file of weights of another length than the manifest says. */
  | 'model-truncated'
  /** A weight too few, too many or of another shape. */
  | 'model-mismatch'
  // running
  /** What was asked for to run the numbers does not run here. */
  | 'no-backend'
  /** The GPU went away. */
  | 'device-lost'
  /** No room, in memory or on the device. */
  | 'out-of-memory'
  /** An argument of a call that means nothing: a fault of the program that calls. */
  | 'bad-argument'
  /** A file of the command that cannot be written. */
  | 'unwritable'
  /** Something that is still being made. */
  | 'not-finished'
  /** No audio output, or a player that cannot run. */
  | 'audio-output'
  /** Something that browsers give to pages of https and localhost only. */
  | 'insecure-page'
  /** A file of Alloy's own that is missing or blocked. */
  | 'not-loaded'
  // presets
  /** A preset that is not there any more. */
  | 'preset-missing'
  /** A name that another preset has. */
  | 'preset-exists'
  /** No more room for presets in this browser. */
  | 'presets-full'
  /** Presets cannot be kept in this browser. */
  | 'presets-unavailable'
  /** Something that was closed before. */
  | 'closed'
  // documents
  /** A document that is none, or is damaged. */
  | 'document-damaged'
  /** A document of a newer Alloy. */
  | 'document-newer'
  /** A source that another model encoded. */
  | 'source-model'
  /** A fault of Alloy's own, or of the browser. */
  | 'internal';

/** On every AlloyError of whatever copy of this class. */
const BRAND = Symbol.for('alloy-error');

/** An error that names the thing that failed and the way out; `code` is for programs, `message` for people. */
export class AlloyError extends Error {
  /** For programs: see AlloyErrorCode. */
  readonly code: AlloyErrorCode;
  /** The file, model or argument that the error is about. */
  readonly subject: string;

  constructor(code: AlloyErrorCode, subject: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AlloyError';
    this.code = code;
    this.subject = subject;
  }

  /** Knows the errors of the package's other scripts too: what loads later, or a second copy on the page, has a class of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== AlloyError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return value instanceof Error && BRAND in value;
  }
}

Object.defineProperty(AlloyError.prototype, BRAND, { value: true });

/** An error as it crosses a worker boundary: structured clone drops subclasses. */
export interface ErrorMessage {
  readonly code: AlloyErrorCode | 'aborted';
  readonly subject: string;
  readonly message: string;
}

export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof AlloyError) {
    return { code: error.code, subject: error.subject, message: error.message };
  }
  if (error instanceof Error) {
    const code = error.name === 'AbortError' ? 'aborted' : 'internal';
    return { code, subject: error.name, message: error.message };
  }
  return { code: 'internal', subject: 'unknown', message: String(error) };
}

export function fromErrorMessage(message: ErrorMessage): Error {
  if (message.code === 'aborted') return new DOMException(message.message, 'AbortError');
  if (message.code === 'internal') return new Error(message.message);
  return new AlloyError(message.code, message.subject, message.message);
}
