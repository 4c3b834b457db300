/** Makes the errors of documents that cannot be used. */
import { AlloyError } from '../errors.js';

/** @param subject of a file that is something else. */
export function noInstrument(subject: string): AlloyError {
  return new AlloyError(
    'document-damaged',
    subject,
    `“${subject}” is no instrument: an .alloy file is expected, or a document or a link of one.`,
  );
}

/** What is wrong with a document, or with an archive. */
export class DamagedDocument extends AlloyError {
  /** Completes “it is damaged: …”. */
  readonly reason: string;

  constructor(subject: string, reason: string) {
    super(
      'document-damaged',
      subject,
      `This is no instrument that Alloy can read: “${subject}” is damaged (${reason}). Ask for the document again.`,
    );
    this.reason = reason;
  }
}

/** @param subject the field that is wrong. @param reason completes “it is damaged: …”. */
export function damaged(subject: string, reason: string): DamagedDocument {
  return new DamagedDocument(subject, reason);
}
