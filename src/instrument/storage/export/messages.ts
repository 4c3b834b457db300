/** Messages between the page and the worker that writes exports. */
import type { ErrorMessage } from '../../../errors.js';
import type { ExportFormat } from '../../../exports/formats.js';
import type { ExportInput, ExportKeyZone } from '../../../exports/input.js';
import type { ExportFile } from '../../../exports/job.js';
import type { ExportOptions } from '../../../exports/plan.js';
import type { Gain01 } from '../../../units.js';

/** Key zones come first, one a message, so that no message takes the page long; then 'begin', then a 'next' for each reply but progress. */
export type ExportRequest =
  | { readonly kind: 'keyZone'; readonly keyZone: ExportKeyZone }
  | {
      readonly kind: 'begin';
      readonly input: Omit<ExportInput, 'keyZones'>;
      readonly format: ExportFormat;
      readonly options: ExportOptions;
      /** All files as one zip of this name; null: one after another. */
      readonly zip: string | null;
    }
  | { readonly kind: 'next' };

export type ExportReply =
  | { readonly kind: 'progress'; readonly done: Gain01 }
  | { readonly kind: 'file'; readonly file: ExportFile }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };
