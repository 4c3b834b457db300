/**
 * The errors that a user can meet. Each names the thing that failed and the way out in its message;
 * `code` is stable and meant for programs.
 */
export type AlloyErrorCode =
  // sources
  | 'not-a-sound'
  | 'truncated'
  | 'empty'
  | 'silent'
  | 'not-finite'
  | 'unreadable'
  | 'microphone'
  // models
  | 'model-missing'
  | 'model-removed'
  | 'model-invalid'
  | 'model-truncated'
  | 'model-mismatch'
  // running
  | 'no-backend'
  | 'device-lost'
  | 'out-of-memory'
  | 'bad-argument'
  | 'unwritable'
  | 'not-finished'
  | 'audio-output'
  | 'insecure-page'
  | 'not-loaded'
  // presets
  | 'preset-missing'
  | 'preset-exists'
  | 'presets-full'
  | 'presets-unavailable'
  | 'closed'
  // documents
  | 'document-damaged'
  | 'document-newer'
  | 'source-model'
  // a fault of Alloy's own, or of the browser
  | 'internal';

export class AlloyError extends Error {
  readonly code: AlloyErrorCode;
  /** The file, model or argument that the error is about. */
  readonly subject: string;

  constructor(code: AlloyErrorCode, subject: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AlloyError';
    this.code = code;
    this.subject = subject;
  }
}

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
