/** Declares the formats of exports: what each carries, takes and is called. */
import { AlloyError } from '../errors.js';
import type { ExportInput } from './input.js';
import { featureTitle, lostFeatures, type ExportLoss, type LossFacts } from './losses.js';
import { fileName } from './names.js';
import type { ExportOptions } from './plan.js';

/** SFZ, SoundFont 2, Decent Sampler, Bitwig's multisample, smplr's preset, WAV files with loops. */
export type ExportFormat = 'sfz' | 'sf2' | 'dspreset' | 'multisample' | 'smplr' | 'wav';

export interface FormatFacts {
  /** One controller moves the mix, or none. */
  readonly line: boolean;
  readonly mostBits: 16 | 24;
  readonly carries: readonly ExportLoss[];
  /** The ending of the one file that it is; null: a folder. */
  readonly ending: string | null;
}

const FORMATS: Readonly<Record<ExportFormat, FormatFacts>> = {
  sfz: {
    line: false,
    mostBits: 24,
    carries: ['plane', 'envelope', 'velocity', 'decay', 'lowPass', 'filter', 'mono', 'pan', 'bend'],
    ending: null,
  },
  sf2: {
    line: true,
    mostBits: 16,
    carries: ['envelope', 'velocity', 'decay', 'lowPass', 'pan'],
    ending: '.sf2',
  },
  dspreset: {
    line: true,
    mostBits: 24,
    carries: ['envelope', 'velocity', 'decay', 'lowPass', 'pan'],
    ending: null,
  },
  multisample: { line: true, mostBits: 24, carries: ['decay'], ending: '.multisample' },
  smplr: { line: true, mostBits: 24, carries: ['velocity', 'decay'], ending: null },
  wav: { line: false, mostBits: 24, carries: ['plane'], ending: null },
};

export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly ExportFormat[];

/** 44.1 and 48 kHz are what players take without resampling; more than that the sounds do not have. */
export const EXPORT_RATES = [44100, 48000] as const;

/** @throws AlloyError 'bad-argument' for a format that there is not. */
export function formatFacts(format: ExportFormat): FormatFacts {
  if (Object.hasOwn(FORMATS, format)) return FORMATS[format];
  const known = EXPORT_FORMATS.join(', ');
  throw new AlloyError(
    'bad-argument',
    'format',
    `There is no format “${String(format)}”: it is one of ${known}.`,
  );
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
  const { mostBits } = formatFacts(format);
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
  return [`${safe}${formatFacts(format).ending ?? ''}`];
}

/** What an export is called as one zip. */
export function exportZipName(format: ExportFormat, { name }: Pick<ExportInput, 'name'>): string {
  return `${fileName(name)}.${format}.zip`;
}

/** What of an instrument a format does not carry; empty where all of it survives. */
export function lossesIn(format: ExportFormat, facts: LossFacts): ExportLoss[] {
  return lostFeatures(facts, formatFacts(format).carries);
}

/** The same in words. */
export function lostIn(format: ExportFormat, facts: LossFacts): string[] {
  return lossesIn(format, facts).map(featureTitle);
}
