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

/** @param subject the field that is wrong. @param reason completes “it is damaged: …”. */
export function damaged(subject: string, reason: string): AlloyError {
  return new AlloyError(
    'document-damaged',
    subject,
    `This is no instrument that Alloy can read: “${subject}” is damaged (${reason}). Ask for the document again.`,
  );
}
