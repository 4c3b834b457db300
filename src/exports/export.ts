/** Exports an instrument in one format: plans it, and makes its files one after another. */
import { checkPlan, type ExportFile, type ExportJob } from './job.js';
import { checkedOptions, formatFacts, type ExportFormat } from './formats.js';
import type { ExportInput } from './input.js';
import { exportPlan, type ExportOptions } from './plan.js';
import { dspresetFiles } from './dspreset.js';
import { multisampleFiles } from './multisample.js';
import { sf2Files } from './sf2.js';
import { sfzFiles } from './sfz.js';
import { smplrFiles } from './smplr.js';
import { wavFiles } from './wav-files.js';

const WRITERS: Readonly<Record<ExportFormat, (job: ExportJob) => AsyncGenerator<ExportFile>>> = {
  sfz: sfzFiles,
  sf2: sf2Files,
  dspreset: dspresetFiles,
  multisample: multisampleFiles,
  smplr: smplrFiles,
  wav: wavFiles,
};

export interface ExportRun extends Pick<ExportJob, 'signal' | 'onProgress'> {
  readonly format: ExportFormat;
  readonly options?: Partial<ExportOptions>;
}

/**
 * The files of an export, one after another. [worker or Node]
 * @throws AlloyError 'empty' where no key plays anything, 'bad-argument' for a format, rate or size that there is not; the signal's reason.
 */
export function exportFiles(
  input: ExportInput,
  { format, options, signal, onProgress }: ExportRun,
): AsyncGenerator<ExportFile> {
  const { line } = formatFacts(format);
  const { sampleRate, bits } = checkedOptions(format, options);
  const plan = exportPlan(input, { sampleRate, bits }, line);
  checkPlan(plan);
  return WRITERS[format]({ plan, signal, onProgress });
}
