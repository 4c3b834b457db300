/** Declares what writers of formats have in common: files, progress, cancelling, texts. */
import { AlloyError } from '../errors.js';
import type { ExportInput } from './input.js';
import { sampleName, type ExportPlan, type PlannedKeyZone } from './plan.js';
import { exportSample, type DecayBy, type ExportSample } from './samples.js';

export interface ExportFile {
  /** With forward slashes, under the folder that the user chose. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ExportJob {
  readonly plan: ExportPlan;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** A sample with its place in the plan. */
export interface PlacedSample {
  readonly planned: PlannedKeyZone;
  /** Index of the mix. */
  readonly place: number;
  /** Name of its file, without ending. */
  readonly name: string;
  readonly sample: ExportSample;
}

/**
 * Makes the samples of a plan, root by root, one after another; between two of them others get their turn.
 * @throws the signal's reason once it is aborted.
 */
export async function* exportSamples(job: ExportJob, decayBy: DecayBy): AsyncGenerator<PlacedSample> {
  const { plan, signal, onProgress } = job;
  const count = plan.zones.length * plan.places.length;
  let done = 0;
  for (const planned of plan.zones) {
    for (let place = 0; place < plan.places.length; place++) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      const sample = exportSample(plan, planned, place, decayBy);
      onProgress?.(++done / count);
      if (sample) yield { planned, place, name: sampleName(plan, planned, place), sample };
    }
  }
}

/** A text as a file. */
export function textFile(path: string, text: string): ExportFile {
  return { path, bytes: new TextEncoder().encode(text.toWellFormed()) };
}

/** On one line, without control characters. */
export function oneLine(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .trim()
  );
}

/** What the instrument is, and what may be done with it: goes with every folder. */
export function notice({ name, author, tags, licence }: ExportInput): string {
  const lines = [
    oneLine(name),
    ...(author ? [`Author: ${oneLine(author)}`] : []),
    ...(tags.length > 0 ? [`Tags: ${tags.map(oneLine).join(', ')}`] : []),
    '',
    licence.trim() || 'No licence was given with this instrument.',
    '',
    'Made with Alloy.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Texts of a sample's LIST INFO chunk. */
export function wavTexts(input: ExportInput): Record<string, string> {
  const { name, author, tags, licence } = input;
  return {
    INAM: oneLine(name),
    IART: oneLine(author),
    ICOP: oneLine(licence),
    IKEY: tags.map(oneLine).join('; '),
    ISFT: 'Alloy',
  };
}

/** @throws AlloyError 'empty' where no key plays anything. */
export function checkPlan({ zones, input }: ExportPlan): void {
  if (zones.length > 0) return;
  throw new AlloyError(
    'empty',
    input.name,
    `No key of “${input.name}” plays anything: there is nothing to export.`,
  );
}
