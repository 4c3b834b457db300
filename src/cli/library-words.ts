/** Says what libraries are in words, for people. */
import type { LibraryStatus } from '../library/library-status.js';
import type { RenderLibraryReport } from '../library/render-library.js';
import type { Seconds } from '../units.js';
import type { LibraryPlanReport } from './library.js';

/** Failed notes that are told of one by one. */
const MOST_TOLD = 10;

export function hours(seconds: Seconds): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}

const many = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

export function planLines({
  path,
  sources,
  instruments,
  notes,
  audioSeconds,
  estimate,
}: LibraryPlanReport): string[] {
  const first = `${path}: ${many(notes, 'note')} of ${many(sources, 'sound')}, for ${many(instruments, 'instrument')}; ${hours(audioSeconds)} of sound`;
  if (!estimate) return [first];
  const { seconds, workers } = estimate;
  return [first, `  about ${hours(seconds)} on this machine's ${workers} workers`];
}

export function renderedLines(report: RenderLibraryReport, out: string): string[] {
  const { made, skipped, failed, notes, realTimeFactor, interrupted } = report;
  const parts = [
    `${made} of ${many(notes, 'note')} made`,
    ...(skipped > 0 ? [`${skipped} were there`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(made > 0 ? [`${realTimeFactor.toFixed(2)} × real time`] : []),
    ...(interrupted ? ['interrupted'] : []),
  ];
  return [`${out}: ${parts.join(', ')}`];
}

export function statusLines(status: LibraryStatus): string[] {
  const { notes, done, missing, broken, failed, audioSeconds, doneSeconds, sha256 } = status;
  return [
    `${done} of ${many(notes, 'note')}, ${hours(doneSeconds)} of ${hours(audioSeconds)} of sound`,
    ...(missing > 0
      ? [
          `${missing} ${missing === 1 ? 'is' : 'are'} missing${failed.length > 0 ? `, of which ${failed.length} failed` : ''}`,
        ]
      : []),
    ...(broken > 0 ? [`${broken} ${broken === 1 ? 'is' : 'are'} broken, and will be made again`] : []),
    ...failed.slice(0, MOST_TOLD).map(({ hash, message }) => `  ${hash}: ${message}`),
    ...(sha256 ? [`sha256 of the sorted manifest: ${sha256}`] : []),
  ];
}
