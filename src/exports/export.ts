/** Exports an instrument in one format: plans it, and makes its files one after another. */
import { AlloyError } from '../errors.js';
import { checkPlan, type ExportFile, type ExportJob } from './job.js';
import type { ExportInput } from './input.js';
import { exportPlan, lostParameters, type ExportOptions, type Feature } from './plan.js';
import { sf2Files } from './sf2.js';
import { sfzFiles } from './sfz.js';
import { wavFiles } from './wav-files.js';

export const EXPORT_FORMATS = ['sfz', 'sf2', 'wav'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface FormatWriter {
  readonly write: (job: ExportJob) => AsyncGenerator<ExportFile>;
  /** One controller moves the mix, or none. */
  readonly line: boolean;
  readonly carries: readonly Feature[];
}

const WRITERS: Readonly<Record<ExportFormat, FormatWriter>> = {
  sfz: {
    write: sfzFiles,
    line: false,
    carries: ['envelope', 'velocity', 'filter', 'mono', 'pan', 'bend'],
  },
  sf2: { write: sf2Files, line: true, carries: ['envelope', 'velocity', 'pan'] },
  wav: { write: wavFiles, line: false, carries: [] },
};

export interface ExportRun extends Pick<ExportJob, 'signal' | 'onProgress'> {
  readonly format: ExportFormat;
  readonly options?: Partial<ExportOptions>;
}

/** 44.1 and 48 kHz are what players take without resampling; more than that the sounds do not have. */
export const EXPORT_RATES = [44100, 48000] as const;

/**
 * The files of an export, one after another. [worker or Node]
 * @throws AlloyError 'empty' where no key plays anything, 'bad-argument' for a format, rate or size that there is not; the signal's reason.
 */
export function exportFiles(
  input: ExportInput,
  { format, options, signal, onProgress }: ExportRun,
): AsyncGenerator<ExportFile> {
  const { write, line } = writerOf(format);
  const sampleRate = options?.sampleRate ?? null;
  const bits = options?.bits ?? 16;
  if (sampleRate !== null && !EXPORT_RATES.some((rate) => rate === sampleRate)) {
    throw new AlloyError('bad-argument', 'rate', `Exports are at 44100 or 48000 Hz, not at ${sampleRate}.`);
  }
  if (bits !== 16 && bits !== 24) {
    throw new AlloyError('bad-argument', 'bits', `Exports have 16 or 24 bits a sample, not ${String(bits)}.`);
  }
  const plan = exportPlan(input, { sampleRate, bits }, line);
  checkPlan(plan);
  return write({ plan, signal, onProgress });
}

/** What of an instrument a format does not carry, in words; empty where all of it survives. */
export function lostIn(format: ExportFormat, { parameters }: ExportInput): string[] {
  return lostParameters(parameters, writerOf(format).carries);
}

function writerOf(format: ExportFormat): FormatWriter {
  if (Object.hasOwn(WRITERS, format)) return WRITERS[format];
  const known = EXPORT_FORMATS.join(', ');
  throw new AlloyError(
    'bad-argument',
    'format',
    `There is no format “${String(format)}”: it is one of ${known}.`,
  );
}
