/** Options that several commands have, in the same words. [Node] */
import { Option } from 'commander';
import { FORMAT_NAMES } from '../audio/formats/names.js';
import { AlloyError } from '../errors.js';
import { numberBetween, parseRoot, parseTimes, RESULT_RATES } from './options.js';
import { shippedModels } from './paths.js';

/** What a sound may be. */
export const SOUNDS = `sound files (${FORMAT_NAMES}), SFZ, SF2, .multisample, .dspreset, folders or zips of sounds`;

export const backendOption = (): Option =>
  new Option('--backend <name>', 'what runs the generator; auto measures and picks')
    .choices(['auto', 'webgpu', 'wasm', 'reference'])
    .default('auto');

export const jobsOption = (): Option =>
  new Option('--jobs <n>', 'notes to generate at once (default: one a core)').argParser(
    numberBetween(1, 64, true),
  );

export const modelOption = (): Option =>
  new Option(
    '--model <name|path>',
    `a shipped model (${shippedModels().join(', ')}) or a model folder`,
  ).default('instruments');

export const rateOption = (): Option =>
  new Option(
    '--rate <hz>',
    "samples a second: 48000 with the sounds' own brightness above the model's band, or native, the model's own",
  )
    .choices(RESULT_RATES)
    .default('48000');

export const rootOption = (): Option =>
  new Option('--root <note>', 'pitch of every sound: auto, a MIDI number, or a name such as C4')
    .argParser(parseRoot)
    .default('auto');

export const startOption = (): Option =>
  new Option(
    '--start <s>',
    'where the used part of the sounds begins; one for each with commas: 1.7,0',
  ).argParser(parseTimes);

export const endOption = (): Option =>
  new Option('--end <s>', 'where it ends, likewise (default: their ends)').argParser(parseTimes);

export const sampleOption = (): Option =>
  new Option(
    '--sample <key|name>',
    'of an SFZ, SF2, multisample, folder …: which of its samples; repeated, one for each (default: the nearest to the middle)',
  ).argParser<readonly string[]>((text, before) => [...(before ?? []), text]);

export const listOption = (): Option =>
  new Option(
    '--list',
    'print the samples of an SFZ, SF2, multisample, folder …, with roots and keys, and end',
  );

export const inputListOption = (): Option =>
  new Option('--input-list <file>', 'more sounds, a path a line; - reads them from stdin');

/** @throws AlloyError 'bad-argument' where it is not given. */
export function expectOut(out: string | undefined, what: string): void {
  if (out === undefined)
    throw new AlloyError('bad-argument', '--out', `required option '-o, --out ${what}' not specified`);
}
