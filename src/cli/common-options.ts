/** Options that several commands have, in the same words. [Node] */
import { Option } from 'commander';
import { numberBetween, parseRoot, parseTimes } from './options.js';
import { shippedModels } from './paths.js';

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
