/** Exports an instrument in one format: plans it, and makes its files one after another. */
import { AlloyError } from '../errors.js';
import { checkPlan, type ExportFile, type ExportJob } from './job.js';
import type { ExportInput } from './input.js';
import { fileName } from './names.js';
import { exportPlan, lostParameters, type ExportOptions, type Feature } from './plan.js';
import { dspresetFiles } from './dspreset.js';
import { multisampleFiles } from './multisample.js';
import { sf2Files } from './sf2.js';
import { sfzFiles } from './sfz.js';
import { smplrFiles } from './smplr.js';
import { wavFiles } from './wav-files.js';

export const EXPORT_FORMATS = ['sfz', 'sf2', 'dspreset', 'multisample', 'smplr', 'wav'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

interface FormatWriter {
  readonly write: (job: ExportJob) => AsyncGenerator<ExportFile>;
  /** One controller moves the mix, or none. */
  readonly line: boolean;
  readonly mostBits: 16 | 24;
  readonly carries: readonly Feature[];
}

const WRITERS: Readonly<Record<ExportFormat, FormatWriter>> = {
  sfz: {
    write: sfzFiles,
    line: false,
    mostBits: 24,
    carries: ['envelope', 'velocity', 'filter', 'mono', 'pan', 'bend'],
  },
  sf2: { write: sf2Files, line: true, mostBits: 16, carries: ['envelope', 'velocity', 'pan'] },
  dspreset: { write: dspresetFiles, line: true, mostBits: 24, carries: ['envelope', 'velocity', 'pan'] },
  multisample: { write: multisampleFiles, line: true, mostBits: 24, carries: [] },
  smplr: { write: smplrFiles, line: true, mostBits: 24, carries: ['velocity'] },
  wav: { write: wavFiles, line: false, mostBits: 24, carries: [] },
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
  const { sampleRate, bits } = checkedOptions(format, options);
  const plan = exportPlan(input, { sampleRate, bits }, line);
  checkPlan(plan);
  return write({ plan, signal, onProgress });
}

/** The options of an export with what is not given. @throws AlloyError 'bad-argument' for a format, rate or size that there is not. */
export function checkedOptions(format: ExportFormat, options: Partial<ExportOptions> = {}): ExportOptions {
  const { sampleRate = null, bits = 16 } = options;
  if (sampleRate !== null && !EXPORT_RATES.some((rate) => rate === sampleRate)) {
    throw new AlloyError('bad-argument', 'rate', `Exports are at 44100 or 48000 Hz, not at ${sampleRate}.`);
  }
  if (bits !== 16 && bits !== 24) {
    throw new AlloyError('bad-argument', 'bits', `Exports have 16 or 24 bits a sample, not ${String(bits)}.`);
  }
  const { mostBits } = writerOf(format);
  if (bits > mostBits) {
    throw new AlloyError(
      'bad-argument',
      'bits',
      `A SoundFont 2 has ${mostBits} bits a sample: leave out the ${bits}.`,
    );
  }
  return { sampleRate, bits };
}

/** What an export puts into a folder: a file or a folder by the instrument's name. */
export function exportNames(format: ExportFormat, { name }: Pick<ExportInput, 'name'>): string[] {
  const safe = fileName(name);
  if (format === 'sf2') return [`${safe}.sf2`, `${safe} LICENCE.txt`];
  return [format === 'multisample' ? `${safe}.multisample` : safe];
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
