/** Makes the errors of documents that cannot be used. */
import { AlloyError } from '../errors.js';

/** @param subject the field that is wrong. @param reason completes “it is damaged: …”. */
export function damaged(subject: string, reason: string): AlloyError {
  return new AlloyError(
    'document-damaged',
    subject,
    `This is no instrument that Alloy can read: “${subject}” is damaged (${reason}). Ask for the document again.`,
  );
}
